package sluice.pcap.file;

/** Turns seconds and nanoseconds into the ticks of an interface; the inverse of TickScale. */
record TickCount(TimeResolution resolution, long offsetSeconds) {
    private static final int NANO_DIGITS = 9;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Nanoseconds take 30 bits: a shift by more would leave 64. */
    private static final int EXACT_SHIFT_MAX = 33;

    /** Ticks at or just before the time, modulo 2^64. */
    long ticks(long seconds, int nanos) {
        long whole = (seconds - offsetSeconds) * resolution.ticksPerSecond();
        return resolution.isCountable() ? whole + fraction(nanos) : 0;
    }

    private long fraction(int nanos) {
        int exponent = resolution.exponent();
        if (!resolution.isBinary()) {
            return exponent <= NANO_DIGITS
                    ? nanos / TimeResolution.powerOfTen(NANO_DIGITS - exponent)
                    : nanos * TimeResolution.powerOfTen(exponent - NANO_DIGITS);
        }
        int shift = Math.min(exponent, EXACT_SHIFT_MAX);
        // Rounded up where ticks are finer than nanoseconds, so that reading cuts it back.
        long round = exponent >= 30 ? NANOS_PER_SECOND - 1 : 0;
        long exact = (((long) nanos << shift) + round) / NANOS_PER_SECOND;
        return exact << (exponent - shift);
    }
}
