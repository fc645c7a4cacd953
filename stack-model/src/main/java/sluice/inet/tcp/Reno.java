package sluice.inet.tcp;

/**
 * Slow start and congestion avoidance (RFC 5681), with octets counted (RFC 3465). With the sender's
 * partial acknowledgments this is NewReno (RFC 6582).
 */
public final class Reno implements CongestionControl {
    private static final int SEGMENTS_MIN = 2;

    private int segment = 1;
    private int initialSegments = 1;
    private long window = 1;
    private long threshold = Long.MAX_VALUE;
    private long sinceGrowth;
    private long windowBefore;
    private long thresholdBefore;

    /** Before the connection is established. */
    public Reno() {}

    @Override
    public void start(int segmentOctets, int initial) {
        segment = segmentOctets;
        initialSegments = initial;
        window = (long) initial * segmentOctets;
    }

    @Override
    public void segmentOctets(int octets) {
        segment = octets;
    }

    @Override
    public long windowOctets() {
        return window;
    }

    @Override
    public long thresholdOctets() {
        return threshold;
    }

    @Override
    public void acknowledged(long octets, boolean limited, long nowNanos, long roundTripNanos) {
        if (!limited) return;
        long left = octets;
        if (window < threshold) {
            long taken = Math.min(left, threshold - window);
            window += taken;
            left -= taken;
        }
        sinceGrowth += left;
        if (sinceGrowth >= window) {
            sinceGrowth -= window;
            window += segment;
        }
    }

    @Override
    public void lost(long inFlightOctets, long nowNanos) {
        windowBefore = window;
        thresholdBefore = threshold;
        reduce(inFlightOctets);
        window = threshold;
        sinceGrowth = 0;
    }

    @Override
    public void undo() {
        window = Math.max(window, windowBefore);
        threshold = Math.max(threshold, thresholdBefore);
    }

    private void reduce(long inFlightOctets) {
        // what was sent during recovery is not what the path has shown it can take
        long flight = Math.min(inFlightOctets, window);
        threshold = Math.max(flight / 2, (long) SEGMENTS_MIN * segment);
    }

    @Override
    public void timedOut(long inFlightOctets, boolean again, long nowNanos) {
        if (!again) reduce(inFlightOctets);
        window = segment;
        sinceGrowth = 0;
    }

    @Override
    public void idle() {
        window = Math.min(window, (long) initialSegments * segment);
    }
}
