package sluice.pcap.file;

/**
 * How finely an interface of a pcapng counts time: the octet of if_tsresol. Below 128 it stands for
 * 10 to the minus that, from 128 on for 2 to the minus (octet - 128) (draft-ietf-opsawg-pcapng,
 * section 4.2).
 *
 * @param code the octet, 0..255
 */
public record TimeResolution(int code) {
    /** What holds where nothing is said. */
    public static final TimeResolution MICROS = new TimeResolution(6);

    /** Nanoseconds. */
    public static final TimeResolution NANOS = new TimeResolution(9);

    private static final int BINARY = 0x80;
    private static final int DECIMAL_MAX = 19;
    private static final int BINARY_MAX = 63;

    /** Refuses what is no octet: a caller's mistake. */
    public TimeResolution {
        if (code < 0 || code > 0xff) {
            throw new IllegalArgumentException("time resolution " + code);
        }
    }

    /** True for a power of two. */
    public boolean isBinary() {
        return code >= BINARY;
    }

    /** The power without its sign. */
    public int exponent() {
        return code & (BINARY - 1);
    }

    /** True if the ticks of one second can be counted in 64 bits. */
    public boolean isCountable() {
        return exponent() <= (isBinary() ? BINARY_MAX : DECIMAL_MAX);
    }

    /** Ticks per second, an unsigned 64-bit number; all ones if it is not countable. */
    long ticksPerSecond() {
        if (!isCountable()) {
            return -1;
        }
        return isBinary() ? 1L << exponent() : powerOfTen(exponent());
    }

    static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    @Override
    public String toString() {
        return (isBinary() ? "2^-" : "10^-") + exponent() + " s";
    }
}
