package sluice.inet;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * How a {@link NeighbourTable} behaves in time and how much it holds.
 *
 * @param ageing what becomes of an entry that nobody confirms
 * @param retransNanos between two requests
 * @param broadcastRequests requests for an unknown address before giving up
 * @param unicastRequests requests to a known address before giving up
 * @param reachableNanos how long a confirmation holds ({@code NUD}); how long an unused entry lives
 *     ({@code EXPIRE})
 * @param referencedNanos how long a used entry lives ({@code EXPIRE} only)
 * @param delayProbeNanos from the first use of a stale entry to the first probe ({@code NUD} only)
 * @param lockNanos for how long after a change another address is not believed
 * @param pendingOctetsMax octets that wait for one neighbour; the newest packet always fits
 * @param pendingCountMax packets that wait for one neighbour
 * @param entriesMax entries in the table
 */
public record NeighbourTimings(
        Ageing ageing,
        long retransNanos,
        int broadcastRequests,
        int unicastRequests,
        long reachableNanos,
        long referencedNanos,
        long delayProbeNanos,
        long lockNanos,
        int pendingOctetsMax,
        int pendingCountMax,
        int entriesMax) {
    /** What becomes of an entry that nobody confirms. */
    public enum Ageing {
        /** Neighbour unreachability detection: stale, delay, probe (RFC 4861 section 7.3). */
        NUD,
        /** The entry is forgotten after a fixed time. */
        EXPIRE
    }

    /**
     * {@code retrans_time_ms} 1000 is 250 jiffies at HZ 250, which the kernel's timer wheel rounds
     * up to its granularity of 8 jiffies at that distance (kernel/time/timer.c, {@code
     * calc_index}).
     */
    private static final long LINUX_RETRANSMIT_NANOS = 1_024_000_000L;

    /**
     * Linux 6.x ({@code arp_tbl} in {@code net/ipv4/arp.c}, Documentation/networking/ip-sysctl):
     * three requests one second apart, 30 s reachable, 5 s delay, a lock time of 1 s, queue of
     * 212992 octets of buffer memory, at most 1024 entries.
     *
     * <p>Differs: the kernel draws the reachable time anew from 15 to 45 s every five minutes; here
     * it is what the record says, and a host that wants the draw makes it.
     */
    public static final NeighbourTimings LINUX =
            new NeighbourTimings(
                    Ageing.NUD,
                    LINUX_RETRANSMIT_NANOS,
                    3,
                    3,
                    SECONDS.toNanos(30),
                    0,
                    SECONDS.toNanos(5),
                    LINUX_RETRANSMIT_NANOS,
                    212_992,
                    Integer.MAX_VALUE,
                    1024);

    /**
     * Windows Vista and later: RFC 4861 for IPv4 too, base reachable time 30 s drawn from 15 to 45
     * s (Microsoft KB949589, "Description of Address Resolution Protocol (ARP) caching behavior in
     * Windows Vista TCP/IP implementations").
     *
     * <p>Differs: neither the queue's limit nor the table's is published; one packet and 256
     * entries are the values of the older stack.
     */
    public static final NeighbourTimings WINDOWS_VISTA =
            new NeighbourTimings(
                    Ageing.NUD,
                    SECONDS.toNanos(1),
                    3,
                    3,
                    SECONDS.toNanos(30),
                    0,
                    SECONDS.toNanos(5),
                    0,
                    Integer.MAX_VALUE,
                    1,
                    256);

    /**
     * Windows 2000 and XP: an unused entry lives two minutes (ArpCacheLife), a used one ten
     * (ArpCacheMinReferencedLife), three requests (ArpRetryCount), and only the newest packet waits
     * (Microsoft, "Microsoft Windows 2000 TCP/IP Implementation Details", section "Address
     * Resolution Protocol" and appendix A).
     */
    public static final NeighbourTimings WINDOWS_XP =
            new NeighbourTimings(
                    Ageing.EXPIRE,
                    SECONDS.toNanos(1),
                    3,
                    0,
                    MINUTES.toNanos(2),
                    MINUTES.toNanos(10),
                    0,
                    0,
                    Integer.MAX_VALUE,
                    1,
                    256);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if nothing could ever be asked, kept or waited for
     */
    public NeighbourTimings {
        if (retransNanos < MILLISECONDS.toNanos(1))
            throw new IllegalArgumentException("retransmission after " + retransNanos + " ns");
        if (broadcastRequests < 1 || unicastRequests < 0)
            throw new IllegalArgumentException("requests " + broadcastRequests);
        if (reachableNanos < 1 || delayProbeNanos < 0 || lockNanos < 0 || referencedNanos < 0)
            throw new IllegalArgumentException("a time is negative");
        if (pendingCountMax < 1 || entriesMax < 1)
            throw new IllegalArgumentException("no room for an entry or a packet");
    }

    /** The same with another limit on the octets that wait for one neighbour. */
    public NeighbourTimings withPendingOctetsMax(int octets) {
        return new NeighbourTimings(
                ageing,
                retransNanos,
                broadcastRequests,
                unicastRequests,
                reachableNanos,
                referencedNanos,
                delayProbeNanos,
                lockNanos,
                octets,
                pendingCountMax,
                entriesMax);
    }

    /** The same with another reachable time. */
    public NeighbourTimings withReachableNanos(long nanos) {
        return new NeighbourTimings(
                ageing,
                retransNanos,
                broadcastRequests,
                unicastRequests,
                nanos,
                referencedNanos,
                delayProbeNanos,
                lockNanos,
                pendingOctetsMax,
                pendingCountMax,
                entriesMax);
    }
}
