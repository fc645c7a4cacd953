package sluice.script;

import java.util.regex.Pattern;

/** Notations of single values: how they are recognised, and how that is said. */
enum Notation {
    TEXT("text", "", "(?s).+"),
    NAME(
            "a name of letters, digits, dots, dashes and underscores",
            "",
            "[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
    CLASS_NAME(
            "the full name of a Java class",
            "my.drivers.MyFilter",
            "[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*"),
    ROW("a row of the feature map", "S12", "[SB][0-9]{1,3}b?"),
    SWITCH("true or false", "", "true|false"),
    DURATION("a duration with its unit", "10ms", Units.DURATION_PATTERN),
    RATE("a bit rate with its unit", "100Mbit", Units.RATE_PATTERN),
    SIZE("a size with its unit", "64KiB", Units.SIZE_PATTERN),
    PROBABILITY("a probability", "2% or 0.02", Units.PROBABILITY_PATTERN),
    MAC(
            "the MAC address of one station",
            "02:00:00:00:00:01",
            "[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}"),
    GROUP(
            "the MAC address of a group",
            "01:00:5e:00:00:05",
            "[0-9a-fA-F][13579bBdDfF](:[0-9a-fA-F]{2}){5}"),
    ADDRESS("an IPv4 or IPv6 address", "192.0.2.1", "[0-9a-fA-F:.]{2,45}"),
    PREFIX("an address with its prefix length", "192.0.2.1/24", "[0-9a-fA-F:.]{2,45}/[0-9]{1,3}"),
    DESTINATION(
            "a prefix or the word default",
            "198.51.100.0/24",
            "default|[0-9a-fA-F:.]{2,45}/[0-9]{1,3}"),
    TARGET(
            "a host or address and a port",
            "lin:53, 192.0.2.1:53 or [2001:db8::1]:53",
            "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9][A-Za-z0-9._-]*):[0-9]{1,5}"),
    HOST_OR_ADDRESS(
            "a host or an address", "lin", "[0-9a-fA-F:.]{2,45}|[A-Za-z0-9][A-Za-z0-9._-]*"),
    NIC(
            "a host, or a host and its NIC",
            "lin/eth0",
            "[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._ -]*)?"),
    PRIORITY(
            "a priority: a number, or one of raw, mangle, nat-dst, filter, security, nat-src",
            "",
            "raw|mangle|nat-dst|filter|security|nat-src|-?[0-9]{1,10}"),
    HEX("octets as pairs of hexadecimal digits", "08 00 45", "([0-9a-fA-F]{2}\\s*)+");

    private static final int LENGTH_MAX = 300;

    private final String words;
    private final String example;
    private final Pattern pattern;

    Notation(String words, String example, String pattern) {
        this.words = words;
        this.example = example;
        this.pattern = Pattern.compile(pattern);
    }

    String what() {
        return example.isEmpty() ? words : words + " such as " + example;
    }

    /** The notation as a regular expression that ECMA 262 reads alike. */
    String regex() {
        String source = pattern.pattern();
        return "^("
                + (source.startsWith("(?s)") ? source.replace("(?s).", "[\\s\\S]") : source)
                + ")$";
    }

    /**
     * Whether the text is of this notation. Long texts are judged without the pattern, whose
     * matcher is recursive.
     */
    boolean matches(String text) {
        return switch (this) {
            case TEXT -> !text.isEmpty();
            case HEX -> isHexPairs(text);
            default -> text.length() <= LENGTH_MAX && pattern.matcher(text).matches();
        };
    }

    private static boolean isHexPairs(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (space ? digits % 2 != 0 : c > 'f' || Character.digit(c, 16) < 0) {
                return false;
            }
            digits += space ? 0 : 1;
        }
        return digits > 0 && digits % 2 == 0;
    }
}
