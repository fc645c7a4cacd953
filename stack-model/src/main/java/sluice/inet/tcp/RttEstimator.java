package sluice.inet.tcp;

/**
 * Smoothed round-trip time and the time to wait before sending again (RFC 6298). All in
 * nanoseconds. One thread.
 */
final class RttEstimator {
    private final TcpProfile.Retransmission profile;
    private long smoothedNanos;
    private long varianceNanos;
    private long timeoutNanos;

    RttEstimator(TcpProfile.Retransmission profile) {
        this.profile = profile;
        timeoutNanos = profile.initialNanos();
    }

    /** A segment sent once was acknowledged after so long. */
    void sample(long nanos) {
        long taken = Math.max(1, nanos);
        if (smoothedNanos == 0) {
            smoothedNanos = taken;
            varianceNanos = taken / 2;
        } else {
            varianceNanos += (Math.abs(smoothedNanos - taken) - varianceNanos) / 4;
            smoothedNanos += (taken - smoothedNanos) / 8;
        }
        long variance = 4 * varianceNanos;
        long wanted =
                profile.minimumOnVariance()
                        ? smoothedNanos + Math.max(profile.minimumNanos(), variance)
                        : Math.max(profile.minimumNanos(), smoothedNanos + variance);
        timeoutNanos = Math.min(profile.maximumNanos(), wanted);
    }

    /** Whether there was a sample yet. */
    boolean isKnown() {
        return smoothedNanos > 0;
    }

    long smoothedNanos() {
        return smoothedNanos;
    }

    /** The timeout after {@code backoffs} timeouts in a row, doubled for each. */
    long timeoutNanos(int backoffs) {
        long wanted = backoffs > 30 ? Long.MAX_VALUE : timeoutNanos << backoffs;
        return wanted < 0 ? profile.maximumNanos() : Math.min(profile.maximumNanos(), wanted);
    }

    /** The SYN was sent again: the first guess for data is the longer one (RFC 6298 5.7). */
    void synWasRepeated() {
        if (!isKnown()) timeoutNanos = Math.max(timeoutNanos, profile.afterSynLossNanos());
    }
}
