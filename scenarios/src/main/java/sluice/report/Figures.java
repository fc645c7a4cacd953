package sluice.report;

import java.util.Locale;

/**
 * Numbers as a person reads them: digits in groups of three, parted by a space (ISO 80000-1,
 * 7.3.1).
 */
public final class Figures {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private Figures() {}

    /** {@code 1048612} as {@code 1 048 612}; four digits stay together only below 1000. */
    public static String grouped(long value) {
        String digits = Long.toString(value);
        int first = value < 0 ? 1 : 0;
        var text = new StringBuilder(digits.length() + digits.length() / 3);
        for (int i = 0; i < digits.length(); i++) {
            if (i > first && (digits.length() - i) % 3 == 0) {
                text.append(' ');
            }
            text.append(digits.charAt(i));
        }
        return text.toString();
    }

    /**
     * {@code 1, "packet"} as {@code 1 packet}, {@code 2_312, "packet"} as {@code 2 312 packets}.
     */
    public static String counted(long count, String noun) {
        return grouped(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /**
     * A span of time in the largest unit that leaves a whole part, at most three decimals: {@code
     * 12.301 ms}, {@code 9 s}.
     */
    public static String duration(long nanos) {
        long magnitude = Math.abs(nanos);
        if (magnitude >= NANOS_PER_SECOND) {
            return scaled(nanos, NANOS_PER_SECOND) + " s";
        }
        if (magnitude >= NANOS_PER_MILLI) {
            return scaled(nanos, NANOS_PER_MILLI) + " ms";
        }
        if (magnitude >= NANOS_PER_MICRO) {
            return scaled(nanos, NANOS_PER_MICRO) + " us";
        }
        return nanos + " ns";
    }

    /** A rate in the largest unit that leaves it whole: {@code 100 Mbit/s}, {@code 512 kbit/s}. */
    public static String bitRate(long bitsPerSecond) {
        String[] units = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
        int unit = 0;
        long rate = bitsPerSecond;
        while (unit < units.length - 1 && rate >= 1_000 && rate % 1_000 == 0) {
            rate /= 1_000;
            unit++;
        }
        return grouped(rate) + " " + units[unit];
    }

    private static String scaled(long value, long unit) {
        String text = String.format(Locale.ROOT, "%.3f", (double) value / unit);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        if (text.charAt(end - 1) == '.') {
            end--;
        }
        return text.substring(0, end);
    }
}
