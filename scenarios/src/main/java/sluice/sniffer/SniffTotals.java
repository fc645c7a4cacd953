package sluice.sniffer;

/**
 * What came of a capture.
 *
 * @param received packets that came from the source
 * @param matched those that the filter let through
 * @param octets what these held, as captured
 * @param firstNanos when the first of these came, since 1970-01-01 UTC; 0 without one
 * @param lastNanos when the last came
 */
public record SniffTotals(
        long received, long matched, long octets, long firstNanos, long lastNanos) {
    /** From the first to the last of them. */
    public long durationNanos() {
        return lastNanos - firstNanos;
    }
}
