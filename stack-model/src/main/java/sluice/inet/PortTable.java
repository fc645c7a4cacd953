package sluice.inet;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which socket gets a datagram: local ports of one protocol of one host, either family. Conflicts
 * and scores are those of Linux 6.x {@code net/ipv4/udp.c}.
 *
 * <p>IPv4 addresses are written as {@code high} 0 and {@code low} unsigned, see {@link
 * NeighbourTable#key}; 0/0 is "any" in both families. Lookups allocate nothing. One writer.
 *
 * @param <S> the host's socket
 */
public final class PortTable<S> {
    private static final int BUCKETS = 256;

    private final int ephemeralFirst;
    private final int ephemeralLast;
    private final RandomGenerator random;
    private final @Nullable PortBinding<S>[] buckets = buckets();
    private int count;

    /**
     * An empty table.
     *
     * @param ephemeralFirst first port given to sockets that ask for none (Linux 32768, Windows XP
     *     1025, Vista and later 49152)
     * @param ephemeralLast the last one (Linux 60999, Windows XP 5000, Vista and later 65535)
     * @param random draws where the search for a free port begins
     * @throws IllegalArgumentException if the range is empty or has no ports
     */
    public PortTable(int ephemeralFirst, int ephemeralLast, RandomGenerator random) {
        if (ephemeralFirst < 1 || ephemeralLast > 65_535 || ephemeralFirst > ephemeralLast)
            throw new IllegalArgumentException(
                    "ephemeral ports " + ephemeralFirst + " to " + ephemeralLast);
        this.ephemeralFirst = ephemeralFirst;
        this.ephemeralLast = ephemeralLast;
        this.random = random;
    }

    /**
     * Takes a port for a socket.
     *
     * @param high local address, upper half; 0/0 for any
     * @param low local address, lower half
     * @param port 1..65535, or 0 to be given a free one
     * @param deviceIndex the only device to listen on, or 0
     * @param reuse whether to share the port with others that say the same (SO_REUSEADDR)
     * @return the binding, or null if the port, or every port, is taken (EADDRINUSE)
     */
    public @Nullable PortBinding<S> bind(
            S socket, long high, long low, int port, int deviceIndex, boolean reuse) {
        int chosen = port == 0 ? freePort(high, low, deviceIndex) : port;
        if (chosen == 0 || (port != 0 && taken(high, low, chosen, deviceIndex, reuse))) return null;
        var binding = new PortBinding<>(socket, high, low, chosen, deviceIndex, reuse);
        int at = chosen & BUCKETS - 1;
        binding.next = buckets[at]; // the newest first: of equals it gets the datagram
        buckets[at] = binding;
        count++;
        return binding;
    }

    /** Gives the port back; false if it was given back before. */
    public boolean unbind(PortBinding<S> binding) {
        int at = binding.localPort() & BUCKETS - 1;
        PortBinding<S> previous = null;
        for (var b = buckets[at]; b != null; previous = b, b = b.next) {
            if (b != binding) continue;
            if (previous == null) buckets[at] = b.next;
            else previous.next = b.next;
            count--;
            return true;
        }
        return false;
    }

    /**
     * The socket for a unicast datagram, or null: port unreachable. One bound to the destination
     * address goes before one bound to any; then connected address, connected port and device count
     * (Linux {@code __udp4_lib_lookup}, {@code compute_score}); of equals the newest.
     */
    public @Nullable PortBinding<S> lookup(
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long high,
            long low,
            int port,
            int deviceIndex) {
        PortBinding<S> best = null;
        int bestScore = -1;
        for (var b = buckets[port & BUCKETS - 1]; b != null; b = b.next) {
            if (!b.accepts(sourceHigh, sourceLow, sourcePort, high, low, port, deviceIndex))
                continue;
            int score = b.score();
            if (score > bestScore) {
                best = b;
                bestScore = score;
            }
        }
        return best;
    }

    /**
     * Calls the visitor for every socket that gets a copy of a multicast or broadcast datagram,
     * newest first; membership is the visitor's to check. The visitor must not bind or unbind.
     *
     * @return how many copies the visitor took
     */
    public int each(
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long high,
            long low,
            int port,
            int deviceIndex,
            Visitor<S> visitor) {
        int taken = 0;
        for (var b = buckets[port & BUCKETS - 1]; b != null; b = b.next) {
            if (b.accepts(sourceHigh, sourceLow, sourcePort, high, low, port, deviceIndex)
                    && visitor.offer(b)) taken++;
        }
        return taken;
    }

    /** Takes a copy of a datagram for one socket. */
    @FunctionalInterface
    public interface Visitor<S> {
        /** Whether the socket wanted it. */
        boolean offer(PortBinding<S> binding);
    }

    /** Bindings in the table. */
    public int count() {
        return count;
    }

    /** Every socket that is bound now. */
    public List<S> sockets() {
        List<S> all = new ArrayList<>();
        for (PortBinding<S> first : buckets)
            for (PortBinding<S> b = first; b != null; b = b.next) all.add(b.socket());
        return all;
    }

    private int freePort(long high, long low, int deviceIndex) {
        int range = ephemeralLast - ephemeralFirst + 1;
        int start = random.nextInt(range);
        for (int at = 0; at < range; at++) {
            int port = ephemeralFirst + (start + at) % range;
            if (!taken(high, low, port, deviceIndex, false)) return port;
        }
        return 0;
    }

    private boolean taken(long high, long low, int port, int deviceIndex, boolean reuse) {
        for (var b = buckets[port & BUCKETS - 1]; b != null; b = b.next) {
            if (b.localPort() == port && b.conflicts(high, low, deviceIndex, reuse)) return true;
        }
        return false;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <S> @Nullable PortBinding<S>[] buckets() {
        return (@Nullable PortBinding<S>[]) new @Nullable PortBinding[BUCKETS];
    }
}
