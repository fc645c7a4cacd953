package sluice.sniffer;

/**
 * When a capture is over, and how much of a packet it keeps.
 *
 * @param packets after so many that the filter let through; {@link Long#MAX_VALUE} for no limit
 * @param durationNanos so long after the first packet of the source, by the packets' times
 * @param snapOctets octets kept of a packet at most
 */
public record SniffLimits(long packets, long durationNanos, int snapOctets) {
    /** No limits. */
    public static final SniffLimits NONE =
            new SniffLimits(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);

    /** Refuses limits that let nothing through. */
    public SniffLimits {
        if (packets < 1 || durationNanos < 0 || snapOctets < 1) {
            throw new IllegalArgumentException("a limit below 1: " + packets);
        }
    }
}
