package sluice.pcap.file;

/**
 * Turns the 64-bit ticks of an interface into seconds and nanoseconds.
 *
 * <p>All arithmetic is unsigned. Readers differ for resolutions finer than a nanosecond, where
 * ticks times 10^9 leaves 64 bits: libpcap 1.10.3 overflows for powers of two only ({@code
 * pcap_ng_next_packet}), Wireshark 4.0 for powers of ten too; {@link Strictness#TOLERANT} computes
 * with 128 bits.
 */
final class TickScale {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int NANO_DIGITS = 9;

    private final TimeResolution resolution;
    private final long ticksPerSecond;
    private final long offsetSeconds;
    private final Strictness strictness;

    TickScale(TimeResolution resolution, long offsetSeconds, Strictness strictness) {
        this.resolution = resolution;
        this.ticksPerSecond = resolution.ticksPerSecond();
        this.offsetSeconds = offsetSeconds;
        this.strictness = strictness;
    }

    /** Whole seconds, the interface's offset added. */
    long seconds(long ticks) {
        return wholeSeconds(ticks) + offsetSeconds;
    }

    private long wholeSeconds(long ticks) {
        if (ticks >= 0) {
            // Divisions by a constant: the two resolutions that nearly all files have.
            if (ticksPerSecond == MICROS_PER_SECOND) {
                return ticks / MICROS_PER_SECOND;
            }
            if (ticksPerSecond == NANOS_PER_SECOND) {
                return ticks / NANOS_PER_SECOND;
            }
        }
        return resolution.isCountable() ? Long.divideUnsigned(ticks, ticksPerSecond) : 0;
    }

    /** What is left below a second. */
    int nanos(long ticks) {
        if (ticks >= 0) {
            if (ticksPerSecond == MICROS_PER_SECOND) {
                return (int) (ticks % MICROS_PER_SECOND) * 1000;
            }
            if (ticksPerSecond == NANOS_PER_SECOND) {
                return (int) (ticks % NANOS_PER_SECOND);
            }
        }
        if (!resolution.isCountable()) {
            return strictness == Strictness.WIRESHARK ? 0 : uncountableNanos(ticks);
        }
        long fraction = Long.remainderUnsigned(ticks, ticksPerSecond);
        if (strictness == Strictness.WIRESHARK) {
            return (int) Long.divideUnsigned(fraction * NANOS_PER_SECOND, ticksPerSecond);
        }
        return resolution.isBinary() ? binaryNanos(fraction) : decimalNanos(fraction);
    }

    private int decimalNanos(long fraction) {
        int digits = resolution.exponent();
        return digits <= NANO_DIGITS
                ? (int) (fraction * TimeResolution.powerOfTen(NANO_DIGITS - digits))
                : (int)
                        Long.divideUnsigned(
                                fraction, TimeResolution.powerOfTen(digits - NANO_DIGITS));
    }

    private int binaryNanos(long fraction) {
        int bits = resolution.exponent();
        long low = fraction * NANOS_PER_SECOND;
        if (bits == 0) {
            return 0;
        }
        if (strictness == Strictness.LIBPCAP) {
            return (int) (low >>> bits);
        }
        long high = Math.unsignedMultiplyHigh(fraction, NANOS_PER_SECOND);
        return (int) ((low >>> bits) | (high << (Long.SIZE - bits)));
    }

    /** More than 2^64 ticks a second: the whole count is below one second. */
    private int uncountableNanos(long ticks) {
        int exponent = resolution.exponent();
        if (!resolution.isBinary()) {
            int digits = exponent - NANO_DIGITS;
            return digits > 19
                    ? 0
                    : (int) Long.divideUnsigned(ticks, TimeResolution.powerOfTen(digits));
        }
        int shift = exponent - Long.SIZE;
        return shift >= Long.SIZE
                ? 0
                : (int) (Math.unsignedMultiplyHigh(ticks, NANOS_PER_SECOND) >>> shift);
    }
}
