package sluice.packet.wire;

import java.util.OptionalInt;
import java.util.OptionalLong;
import sluice.packet.Octets;

/**
 * Text forms of MAC, IPv4 and IPv6 addresses.
 *
 * <p>The {@code append} methods write to a builder the caller reuses and allocate nothing beyond
 * its growth. The {@code parse} methods answer empty to text that is no address; none throws.
 */
public final class Addresses {
    /** Octets of a MAC address. */
    public static final int MAC_OCTETS = 6;

    /** Octets of an IPv6 address. */
    public static final int IPV6_OCTETS = 16;

    /** The Ethernet broadcast address. */
    public static final long MAC_BROADCAST = 0xffff_ffff_ffffL;

    private static final String HEX = "0123456789abcdef";
    private static final int IPV6_GROUPS = 8;

    private Addresses() {}

    /** True for group addresses, broadcast included (IEEE 802: lowest bit of the first octet). */
    public static boolean isMulticastMac(long mac) {
        return (mac >>> 40 & 1) != 0;
    }

    /** True for 224.0.0.0/4. */
    public static boolean isMulticast4(int address) {
        return address >>> 28 == 0xe;
    }

    /** True for ff00::/8, given the high half. */
    public static boolean isMulticast6(long high) {
        return high >>> 56 == 0xff;
    }

    /** The MAC address an IPv4 group is sent to (RFC 1112 section 6.4). */
    public static long multicastMac4(int group) {
        return 0x0100_5e00_0000L | (group & 0x7f_ffff);
    }

    /** The MAC address an IPv6 group is sent to (RFC 2464 section 7), given the low half. */
    public static long multicastMac6(long low) {
        return 0x3333_0000_0000L | (low & 0xffff_ffffL);
    }

    /** {@code 00:1b:21:0a:0b:0c}. */
    public static String formatMac(long mac) {
        var text = new StringBuilder(17);
        appendMac(text, mac);
        return text.toString();
    }

    /** Appends a MAC address, lower case with colons. */
    public static void appendMac(StringBuilder text, long mac) {
        for (int shift = 40; shift >= 0; shift -= 8) {
            int octet = (int) (mac >>> shift) & 0xff;
            text.append(HEX.charAt(octet >>> 4)).append(HEX.charAt(octet & 15));
            if (shift > 0) {
                text.append(':');
            }
        }
    }

    /** Six pairs of hexadecimal digits, all separated by {@code :} or all by {@code -}. */
    public static OptionalLong parseMac(String text) {
        if (text.length() != 17) {
            return OptionalLong.empty();
        }
        char separator = text.charAt(2);
        if (separator != ':' && separator != '-') {
            return OptionalLong.empty();
        }
        long mac = 0;
        for (int at = 0; at < 17; at++) {
            char c = text.charAt(at);
            if (at % 3 == 2) {
                if (c != separator) {
                    return OptionalLong.empty();
                }
                continue;
            }
            int digit = hexDigit(c);
            if (digit < 0) {
                return OptionalLong.empty();
            }
            mac = mac << 4 | digit;
        }
        return OptionalLong.of(mac);
    }

    /** {@code 192.0.2.1}. */
    public static String formatIpv4(int address) {
        var text = new StringBuilder(15);
        appendIpv4(text, address);
        return text.toString();
    }

    /** Appends an IPv4 address in dotted decimal. */
    public static void appendIpv4(StringBuilder text, int address) {
        text.append(address >>> 24)
                .append('.')
                .append(address >>> 16 & 0xff)
                .append('.')
                .append(address >>> 8 & 0xff)
                .append('.')
                .append(address & 0xff);
    }

    /** Four decimal numbers 0..255 without leading zeros, separated by dots. */
    public static OptionalInt parseIpv4(String text) {
        long parsed = ipv4At(text, 0);
        return parsed < 0 ? OptionalInt.empty() : OptionalInt.of((int) parsed);
    }

    /** {@code 2001:db8::1}, as RFC 5952 wants it: lower case, longest run of zero groups folded. */
    public static String formatIpv6(long high, long low) {
        var text = new StringBuilder(39);
        appendIpv6(text, high, low);
        return text.toString();
    }

    /** The IPv6 address in 16 octets from {@code offset}, as {@link #formatIpv6(long, long)}. */
    public static String formatIpv6(byte[] octets, int offset) {
        return formatIpv6(Octets.i64(octets, offset), Octets.i64(octets, offset + 8));
    }

    /**
     * Appends an IPv6 address (RFC 5952 section 4). IPv4-mapped addresses (::ffff:0:0/96) end in
     * dotted decimal (section 5).
     */
    public static void appendIpv6(StringBuilder text, long high, long low) {
        if (high == 0 && low >>> 32 == 0xffff) {
            text.append("::ffff:");
            appendIpv4(text, (int) low);
            return;
        }
        int foldFrom = -1;
        int foldCount = 1; // a single zero group is not folded
        for (int i = 0; i < IPV6_GROUPS; i++) {
            int run = 0;
            while (i + run < IPV6_GROUPS && group(high, low, i + run) == 0) {
                run++;
            }
            if (run > foldCount) {
                foldFrom = i;
                foldCount = run;
            }
            i += run;
        }
        for (int i = 0; i < IPV6_GROUPS; i++) {
            if (i == foldFrom) {
                text.append("::");
                i += foldCount - 1;
                continue;
            }
            if (i > 0 && i != foldFrom + foldCount) {
                text.append(':');
            } else if (i > 0 && foldFrom < 0) {
                text.append(':');
            }
            appendHex(text, group(high, low, i));
        }
    }

    /**
     * Parses an IPv6 address (RFC 4291 section 2.2), dotted decimal at the end allowed, into {@code
     * target} from {@code offset}.
     *
     * @return false, with {@code target} untouched, for text that is no address; zone names ({@code
     *     %eth0}) are none
     */
    public static boolean parseIpv6(String text, byte[] target, int offset) {
        int[] groups = new int[IPV6_GROUPS];
        int count = 0;
        int fold = -1;
        int at = 0;
        int end = text.length();
        if (text.startsWith("::")) {
            fold = 0;
            at = 2;
        }
        while (at < end) {
            if (count == IPV6_GROUPS) {
                return false;
            }
            int colon = text.indexOf(':', at);
            int stop = colon < 0 ? end : colon;
            if (colon < 0 && text.indexOf('.', at) >= 0) {
                long tail = ipv4At(text, at);
                if (tail < 0 || count > IPV6_GROUPS - 2) {
                    return false;
                }
                groups[count++] = (int) (tail >>> 16);
                groups[count++] = (int) tail & 0xffff;
                at = end;
                break;
            }
            int value = hexGroup(text, at, stop);
            if (value < 0) {
                return false;
            }
            groups[count++] = value;
            if (colon < 0) {
                at = end;
            } else if (text.startsWith("::", colon)) {
                if (fold >= 0) {
                    return false;
                }
                fold = count;
                at = colon + 2;
            } else {
                at = colon + 1;
                if (at == end) {
                    return false; // a single colon at the end
                }
            }
        }
        if (fold < 0 ? count != IPV6_GROUPS : count == IPV6_GROUPS) {
            return false;
        }
        int gap = IPV6_GROUPS - count;
        for (int i = 0; i < IPV6_GROUPS; i++) {
            int value;
            if (fold < 0 || i < fold) {
                value = groups[i];
            } else {
                value = i < fold + gap ? 0 : groups[i - gap];
            }
            Octets.put16(target, offset + 2 * i, value);
        }
        return true;
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    private static void appendHex(StringBuilder text, int value) {
        boolean started = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = value >>> shift & 15;
            if (digit != 0 || started || shift == 0) {
                text.append(HEX.charAt(digit));
                started = true;
            }
        }
    }

    /** The IPv4 address that fills {@code text} from {@code from}, or -1. */
    private static long ipv4At(String text, int from) {
        long address = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && (at >= text.length() || text.charAt(at++) != '.')) {
                return -1;
            }
            int start = at;
            int value = 0;
            while (at < text.length() && at - start < 3 && isDecimal(text.charAt(at))) {
                value = value * 10 + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
            if (at == start || value > 255 || leadingZero) {
                return -1;
            }
            address = address << 8 | value;
        }
        return at == text.length() ? address : -1;
    }

    private static int hexGroup(String text, int from, int to) {
        if (to == from || to - from > 4) {
            return -1;
        }
        int value = 0;
        for (int at = from; at < to; at++) {
            int digit = hexDigit(text.charAt(at));
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static boolean isDecimal(char c) {
        return c >= '0' && c <= '9';
    }

    private static int hexDigit(char c) {
        if (isDecimal(c)) {
            return c - '0';
        }
        int lower = c | 0x20;
        return c < 0x80 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
