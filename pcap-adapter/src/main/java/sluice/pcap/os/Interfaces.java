package sluice.pcap.os;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What the kernel says about an interface of the caller's network namespace (netdevice(7): {@code
 * struct ifreq}, 16 octets of name, then the answer).
 */
public final class Interfaces {
    /** Longest name in octets. */
    public static final int NAME_OCTETS_MAX = 15;

    /** {@code struct ifreq} on 64-bit systems. */
    public static final int IFREQ_OCTETS = 40;

    /** Where the answer or the argument stands in it. */
    public static final int IFREQ_VALUE = 16;

    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCGIFMTU = 0x8921;
    private static final int IFF_UP = 1;

    private Interfaces() {}

    /**
     * An interface.
     *
     * @param up whether it is switched on
     */
    public record State(boolean up, int mtuOctets) {}

    /** Whether the kernel could have an interface of this name. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= NAME_OCTETS_MAX
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '/' && c != ':');
    }

    /** The interface of that name, or empty if there is none. */
    public static Optional<State> find(String name) {
        if (!isName(name)) return Optional.empty();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.newCallState(arena);
            int socket = Libc.controlSocket(state);
            if (socket < 0) return Optional.empty();
            try {
                MemorySegment request = ifreq(arena, name);
                if (Libc.ioctl(state, socket, SIOCGIFFLAGS, request) < 0) return Optional.empty();
                boolean up = (request.get(JAVA_SHORT_UNALIGNED, IFREQ_VALUE) & IFF_UP) != 0;
                if (Libc.ioctl(state, socket, SIOCGIFMTU, request) < 0) return Optional.empty();
                return Optional.of(new State(up, request.get(JAVA_INT_UNALIGNED, IFREQ_VALUE)));
            } finally {
                Libc.close(state, socket);
            }
        }
    }

    /** A request about {@code name}, the rest zero. */
    public static MemorySegment ifreq(Arena arena, String name) {
        MemorySegment request = arena.allocate(IFREQ_OCTETS);
        Libc.putText(request, name, IFREQ_VALUE);
        return request;
    }
}
