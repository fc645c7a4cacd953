package sluice.inet;

import java.util.Optional;
import java.util.OptionalInt;

/** Text of IPv6 addresses: reads RFC 4291 section 2.2, writes RFC 5952. */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static Optional<Ipv6Address> parse(String text) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = 0;
        int end = text.length();
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < end) {
            int stop = at;
            while (stop < end && text.charAt(stop) != ':') stop++;
            String part = text.substring(at, stop);
            if (part.indexOf('.') >= 0) {
                OptionalInt tail = Ipv4Addresses.checked(part);
                if (stop != end || count > GROUPS - 2 || tail.isEmpty()) return Optional.empty();
                groups[count++] = tail.getAsInt() >>> 16;
                groups[count++] = tail.getAsInt() & 0xffff;
                break;
            }
            int group = group(part);
            if (group < 0 || count == GROUPS) return Optional.empty();
            groups[count++] = group;
            if (stop == end) break;
            at = stop + 1;
            if (at == end) return Optional.empty();
            if (text.charAt(at) == ':') {
                if (gap >= 0) return Optional.empty();
                gap = count;
                at++;
            }
        }
        boolean whole = gap < 0 ? count == GROUPS : count < GROUPS;
        return whole ? Optional.of(address(groups, count, gap)) : Optional.empty();
    }

    private static int group(String part) {
        if (part.isEmpty() || part.length() > 4) return -1;
        int value = 0;
        for (int at = 0; at < part.length(); at++) {
            char c = part.charAt(at);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) return -1;
            value = value << 4 | digit;
        }
        return value;
    }

    private static Ipv6Address address(int[] groups, int count, int gap) {
        long high = 0;
        long low = 0;
        for (int at = 0; at < GROUPS; at++) {
            int from = gap < 0 || at < gap ? at : at - (GROUPS - count);
            long group = gap >= 0 && at >= gap && from < gap ? 0 : groups[from];
            if (at < 4) high = high << 16 | group;
            else low = low << 16 | group;
        }
        return new Ipv6Address(high, low);
    }

    static String format(long high, long low) {
        int gapAt = -1;
        int gapLength = 1; // a single zero group is not shortened (RFC 5952 section 4.2.2)
        for (int at = 0, run = 0; at < GROUPS; at++) {
            run = group(high, low, at) == 0 ? run + 1 : 0;
            if (run > gapLength) {
                gapLength = run;
                gapAt = at - run + 1;
            }
        }
        var text = new StringBuilder(39);
        for (int at = 0; at < GROUPS; at++) {
            if (at == gapAt) {
                text.append("::");
                at += gapLength - 1;
            } else {
                if (at > 0 && text.charAt(text.length() - 1) != ':') text.append(':');
                text.append(Integer.toHexString(group(high, low, at)));
            }
        }
        return text.toString();
    }

    private static int group(long high, long low, int at) {
        return (int) ((at < 4 ? high : low) >>> (16 * (3 - (at & 3)))) & 0xffff;
    }
}
