package sluice.service;

/** How much has come or gone, and between which moments. */
public final class Transfer {
    private static final double NANOS_PER_SECOND = 1e9;

    private long octets;
    private long firstNanos = -1;
    private long lastNanos = -1;

    /** Some octets at a moment. */
    public void count(long more, long nowNanos) {
        if (more <= 0) return;
        if (firstNanos < 0) firstNanos = nowNanos;
        lastNanos = nowNanos;
        octets += more;
    }

    /** All of them. */
    public long octets() {
        return octets;
    }

    /** When the first came, -1 before. */
    public long firstNanos() {
        return firstNanos;
    }

    /** When the last came, -1 before. */
    public long lastNanos() {
        return lastNanos;
    }

    /** From the first to the last. */
    public long lastsNanos() {
        return lastNanos - firstNanos;
    }

    /** Octets of the program in bits per second between the first and the last; 0 if at once. */
    public long goodputBitsPerSecond() {
        long nanos = lastsNanos();
        return nanos <= 0 ? 0 : Math.round(octets * 8 / (nanos / NANOS_PER_SECOND));
    }
}
