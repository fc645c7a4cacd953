package sluice.rules.iptables;

import java.math.BigInteger;
import java.util.OptionalInt;
import java.util.OptionalLong;
import sluice.rules.names.Names;

/** Values of options, as libxtables reads them. */
final class Values {
    private static final long U32_MAX = 0xffff_ffffL;

    private Values() {}

    /** Two numbers. */
    record Range(int from, int to) {
        boolean single() {
            return from == to;
        }

        @Override
        public String toString() {
            return single() ? Integer.toString(from) : from + ":" + to;
        }
    }

    /** A value and which bits of it count. */
    record Masked(int value, int mask) {}

    /** A number as strtoul reads it: decimal, {@code 0x} hexadecimal, {@code 0} octal. */
    static OptionalLong number(String text, long max) {
        int radix = 10;
        String digits = text;
        if (text.startsWith("0x") || text.startsWith("0X")) {
            radix = 16;
            digits = text.substring(2);
        } else if (text.length() > 1 && text.charAt(0) == '0') {
            radix = 8;
            digits = text.substring(1);
        }
        if (digits.isEmpty() || digits.length() > 22) return OptionalLong.empty();
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) > 0x7f || Character.digit(digits.charAt(i), radix) < 0)
                return OptionalLong.empty();
        }
        var value = new BigInteger(digits, radix);
        return value.compareTo(BigInteger.valueOf(max)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(value.longValue());
    }

    /** A number within bounds. */
    static OptionalInt whole(String text, int min, int max) {
        OptionalLong value = number(text, max);
        return value.isPresent() && value.getAsLong() >= min
                ? OptionalInt.of((int) value.getAsLong())
                : OptionalInt.empty();
    }

    /** A counter of packets or octets, in decimal. */
    static long count(String text, int column) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= 20
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) throw new Refused(column, "counters are numbers, not '" + text + "'");
        return new BigInteger(text).longValue();
    }

    /** A number within bounds, or refused. */
    static int whole(Given given, int min, int max) {
        return whole(given, given.text(), min, max);
    }

    static int whole(Given given, String text, int min, int max) {
        OptionalInt value = whole(text, min, max);
        if (value.isEmpty())
            throw given.refused(
                    "a number from " + min + " to " + max + " was expected, not '" + text + "'");
        return value.getAsInt();
    }

    static long number(Given given, String text, long max) {
        OptionalLong value = number(text, max);
        if (value.isEmpty())
            throw given.refused("a number up to " + max + " was expected, not '" + text + "'");
        return value.getAsLong();
    }

    /** 32 bits. */
    static int bits(Given given, String text) {
        return (int) number(given, text, U32_MAX);
    }

    /** {@code value} or {@code value/mask}. */
    static Masked masked(Given given) {
        String text = given.text();
        int slash = text.indexOf('/');
        if (slash < 0) return new Masked(bits(given, text), -1);
        return new Masked(
                bits(given, text.substring(0, slash)), bits(given, text.substring(slash + 1)));
    }

    /** {@code a}, {@code a:b}, {@code :b}, {@code a:}. */
    static Range range(Given given, String text, int max) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            int only = whole(given, text, 0, max);
            return new Range(only, only);
        }
        String low = text.substring(0, colon);
        String high = text.substring(colon + 1);
        int from = low.isEmpty() ? 0 : whole(given, low, 0, max);
        int to = high.isEmpty() ? max : whole(given, high, 0, max);
        if (from > to) throw given.refused("the range " + text + " ends before it begins");
        return new Range(from, to);
    }

    /** A port by number or name. */
    static int port(Given given, String text, int protocol) {
        OptionalInt number = whole(text, 0, 0xffff);
        if (number.isEmpty()) number = Names.port(text, protocol);
        if (number.isEmpty())
            throw given.refused("a port or service was expected, not '" + text + "'");
        return number.getAsInt();
    }

    /** Ports {@code a}, {@code a:b}, {@code :b}, {@code a:}. */
    static Range ports(Given given, String text, int protocol) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            int only = port(given, text, protocol);
            return new Range(only, only);
        }
        String low = text.substring(0, colon);
        String high = text.substring(colon + 1);
        int from = low.isEmpty() ? 0 : port(given, low, protocol);
        int to = high.isEmpty() ? 0xffff : port(given, high, protocol);
        if (from > to) throw given.refused("the range " + text + " ends before it begins");
        return new Range(from, to);
    }

    /** A hardware address, 48 bits: {@code 02:00:00:00:00:01}. */
    static byte[] mac(Given given) {
        String[] parts = given.text().split(":", -1);
        byte[] octets = new byte[6];
        boolean good = parts.length == octets.length;
        for (int i = 0; i < octets.length && good; i++) {
            good = !parts[i].isEmpty() && parts[i].length() <= 2;
            for (int j = 0; j < parts[i].length() && good; j++)
                good = Character.digit(parts[i].charAt(j), 16) >= 0;
            if (good) octets[i] = (byte) Integer.parseInt(parts[i], 16);
        }
        if (!good)
            throw given.refused("a hardware address was expected, not '" + given.text() + "'");
        return octets;
    }
}
