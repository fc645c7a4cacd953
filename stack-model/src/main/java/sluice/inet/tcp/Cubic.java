package sluice.inet.tcp;

/**
 * CUBIC (RFC 9438): the window is a cubic function of the time since the last loss, level around
 * where it happened. Its figures are those of section 4: C 0.4, beta 0.7, fast convergence.
 */
public final class Cubic implements CongestionControl {
    private static final double C = 0.4;
    private static final double BETA = 0.7;
    private static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);
    private static final double NANOS = 1e9;
    private static final int SEGMENTS_MIN = 2;

    private int segment = 1;
    private int initialSegments = 1;
    private double window = 1; // octets
    private long threshold = Long.MAX_VALUE;
    private double windowMax; // segments
    private double origin; // segments
    private double turn; // K, seconds
    private double estimate; // what Reno would have, segments
    private long epochNanos = -1;
    private double windowBefore;
    private double windowMaxBefore;
    private long thresholdBefore;

    /** Before the connection is established. */
    public Cubic() {}

    @Override
    public void start(int segmentOctets, int initial) {
        segment = segmentOctets;
        initialSegments = initial;
        window = (double) initial * segmentOctets;
    }

    @Override
    public void segmentOctets(int octets) {
        segment = octets;
    }

    @Override
    public long windowOctets() {
        return (long) window;
    }

    @Override
    public long thresholdOctets() {
        return threshold;
    }

    @Override
    public void acknowledged(long octets, boolean limited, long nowNanos, long roundTripNanos) {
        if (!limited) {
            epochNanos = -1; // time without data is no time of growth (section 5.8)
            return;
        }
        double left = octets;
        if (window < threshold) {
            double taken = Math.min(left, threshold - window);
            window += taken;
            left -= taken;
            if (left <= 0) return;
        }
        double segments = window / segment;
        if (epochNanos < 0) beginEpoch(segments, nowNanos);
        double acked = left / segment;
        // section 4.2: where the function will be a round trip from now, at most half more than now
        double time = (nowNanos - epochNanos + roundTripNanos) / NANOS;
        double offset = time - turn;
        double target = origin + C * offset * offset * offset;
        target = Math.max(segments, Math.min(target, 1.5 * segments));
        double growth = (target - segments) / segments * acked;
        estimate += (estimate >= windowMax ? 1 : ALPHA) * acked / segments;
        double cubicNow = origin + C * cube((nowNanos - epochNanos) / NANOS - turn);
        // section 4.3: not slower than Reno
        double wanted = cubicNow < estimate ? Math.max(segments, estimate) : segments + growth;
        window = wanted * segment;
    }

    private static double cube(double value) {
        return value * value * value;
    }

    private void beginEpoch(double segments, long nowNanos) {
        epochNanos = nowNanos;
        estimate = segments;
        if (windowMax > segments) {
            turn = StrictMath.cbrt((windowMax - segments) / C);
            origin = windowMax;
        } else {
            turn = 0;
            origin = segments;
        }
    }

    private void reduce(long inFlightOctets) {
        double segments = window / segment;
        windowMax = segments < windowMax ? segments * (1 + BETA) / 2 : segments;
        threshold =
                (long)
                        Math.max(
                                Math.min(window, (double) Math.max(inFlightOctets, segment)) * BETA,
                                (double) SEGMENTS_MIN * segment);
        epochNanos = -1;
    }

    @Override
    public void lost(long inFlightOctets, long nowNanos) {
        windowBefore = window;
        windowMaxBefore = windowMax;
        thresholdBefore = threshold;
        reduce(inFlightOctets);
        window = threshold;
    }

    @Override
    public void undo() {
        window = Math.max(window, windowBefore);
        windowMax = windowMaxBefore;
        threshold = Math.max(threshold, thresholdBefore);
        epochNanos = -1;
    }

    @Override
    public void timedOut(long inFlightOctets, boolean again, long nowNanos) {
        if (!again) reduce(inFlightOctets);
        window = segment;
    }

    @Override
    public void idle() {
        window = Math.min(window, (double) initialSegments * segment);
        epochNanos = -1;
    }
}
