package sluice.inet;

import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * Time and room for fragments.
 *
 * @param timeoutNanos from a datagram's first arrived fragment until it is given up
 * @param octetsMax octets of buffer memory for all fragments; never exceeded
 * @param datagramsMax datagrams under way at once
 * @param overflow what goes when there is no room
 */
public record ReassemblyOptions(
        long timeoutNanos, int octetsMax, int datagramsMax, Overflow overflow) {
    /** What goes when there is no room. */
    public enum Overflow {
        /** The new fragment. */
        REFUSE_NEW,
        /** The datagrams that wait longest. */
        EVICT_OLDEST
    }

    /**
     * Linux 6.x IPv4: ipfrag_time 30 s, ipfrag_high_thresh 4 MiB, new datagrams refused above it.
     *
     * <p>Differs: the kernel lets datagrams under way grow beyond the threshold, and gives up one
     * of which 64 other fragments of the same peer were seen since (ipfrag_max_dist).
     */
    public static final ReassemblyOptions LINUX =
            new ReassemblyOptions(SECONDS.toNanos(30), 4 << 20, 4096, Overflow.REFUSE_NEW);

    /** Linux 6.x IPv6: ip6frag_time 60 s, ip6frag_high_thresh 4 MiB. */
    public static final ReassemblyOptions LINUX_IPV6 =
            new ReassemblyOptions(SECONDS.toNanos(60), 4 << 20, 4096, Overflow.REFUSE_NEW);

    /**
     * Windows: 60 s (RFC 1122 section 3.3.2 recommends 60 to 120 s).
     *
     * <p>Differs: Windows publishes no limit of memory; 1 MiB with the oldest going first is ours.
     */
    public static final ReassemblyOptions WINDOWS =
            new ReassemblyOptions(SECONDS.toNanos(60), 1 << 20, 256, Overflow.EVICT_OLDEST);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if no datagram could ever be put together
     */
    public ReassemblyOptions {
        if (timeoutNanos < 1 || octetsMax < 1 || datagramsMax < 1)
            throw new IllegalArgumentException(
                    "no room for fragments: " + octetsMax + " octets, " + datagramsMax);
    }
}
