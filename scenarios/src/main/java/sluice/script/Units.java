package sluice.script;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amounts with units, as text and as numbers. A unit is always asked for: {@code 10} of what is
 * nobody's guess.
 */
public final class Units {
    private static final String NUMBER = "[0-9]{1,15}(\\.[0-9]{1,9})?";
    static final String DURATION_PATTERN = NUMBER + " ?(ns|us|ms|s|min|h)";
    static final String RATE_PATTERN = NUMBER + " ?(bit|kbit|Mbit|Gbit)(/s)?";
    static final String SIZE_PATTERN = NUMBER + " ?(B|KiB|MiB|kB|MB)";
    static final String PROBABILITY_PATTERN = NUMBER + " ?%|[01](\\.[0-9]{1,9})?";

    private static final Pattern AMOUNT = Pattern.compile("(" + NUMBER + ") ?([A-Za-z%]+)(/s)?");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns",
                    1L,
                    "us",
                    1_000L,
                    "ms",
                    1_000_000L,
                    "s",
                    1_000_000_000L,
                    "min",
                    60_000_000_000L,
                    "h",
                    3_600_000_000_000L);
    private static final Map<String, Long> BITS =
            Map.of("bit", 1L, "kbit", 1_000L, "Mbit", 1_000_000L, "Gbit", 1_000_000_000L);
    private static final Map<String, Long> OCTETS =
            Map.of("B", 1L, "kB", 1_000L, "KiB", 1_024L, "MB", 1_000_000L, "MiB", 1_048_576L);

    private Units() {}

    /**
     * {@code 10ms} in nanoseconds; empty if it is no duration, is no whole number of nanoseconds or
     * too long for one number.
     */
    public static OptionalLong nanos(String text) {
        return amount(text, NANOS);
    }

    /** {@code 100Mbit} in bits per second. */
    public static OptionalLong bitsPerSecond(String text) {
        return amount(text, BITS);
    }

    /** The shortest way to say a rate: {@code 100 Mbit/s}; 0 is no limit. */
    public static String rate(long bitsPerSecond) {
        if (bitsPerSecond == 0) return "no limit";
        if (bitsPerSecond % 1_000_000_000 == 0) return bitsPerSecond / 1_000_000_000 + " Gbit/s";
        if (bitsPerSecond % 1_000_000 == 0) return bitsPerSecond / 1_000_000 + " Mbit/s";
        if (bitsPerSecond % 1_000 == 0) return bitsPerSecond / 1_000 + " kbit/s";
        return bitsPerSecond + " bit/s";
    }

    /** {@code 64KiB} in octets. */
    public static OptionalLong octets(String text) {
        return amount(text, OCTETS);
    }

    /** {@code 2%} or {@code 0.02} as a number from 0 to 1. */
    static OptionalDouble probability(String text) {
        if (!text.matches(PROBABILITY_PATTERN)) {
            return OptionalDouble.empty();
        }
        boolean percent = text.endsWith("%");
        var number =
                new BigDecimal((percent ? text.substring(0, text.length() - 1) : text).strip());
        double value = (percent ? number.movePointLeft(2) : number).doubleValue();
        return value <= 1 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static OptionalLong amount(String text, Map<String, Long> units) {
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        Long unit = units.get(matcher.group(3));
        if (unit == null) {
            return OptionalLong.empty();
        }
        try {
            BigDecimal product =
                    new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
            return OptionalLong.of(product.setScale(0, RoundingMode.UNNECESSARY).longValueExact());
        } catch (ArithmeticException _) {
            return OptionalLong.empty();
        }
    }
}
