package sluice.pcap.netns;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import sluice.pcap.os.Errno;
import sluice.pcap.os.Libc;

/**
 * A network namespace of a thread's own (network_namespaces(7)). Sockets, devices and processes
 * that the thread makes afterwards are in there; all goes when the thread has ended and what it
 * opened is closed.
 */
public final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final Path TUN = Path.of("/dev/net/tun");

    private NetworkNamespace() {}

    /** Why none can be had as far as one can see without trying, or empty. */
    public static Optional<String> problem() {
        Optional<String> system = Libc.problem();
        if (system.isPresent()) return system;
        try {
            boolean root =
                    Files.readAllLines(Path.of("/proc/self/status")).contains("Uid:\t0\t0\t0\t0");
            if (!root) return Optional.of("network namespaces need root");
        } catch (IOException e) {
            return Optional.of("/proc/self/status cannot be read: " + e.getMessage());
        }
        return Files.exists(TUN) ? Optional.empty() : Optional.of("there is no " + TUN);
    }

    /** Moves the calling thread into a new one, for good; why it could not, or empty. */
    public static Optional<String> enter() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.newCallState(arena);
            if (Libc.unshare(state, CLONE_NEWNET) == 0) return Optional.empty();
            Errno errno = Libc.errno(state);
            return Optional.of("no network namespace can be made: " + errno);
        }
    }
}
