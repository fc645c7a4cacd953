package sluice.pcap.filter;

/**
 * How far the words of the language reach that a single character does not decide: each method
 * gives the end of the longest such word that begins at {@code from}, or -1.
 */
final class Scan {
    private Scan() {}

    private static boolean isWithin(char c, char low, char high) {
        return c >= low && c <= high;
    }

    static boolean isHex(char c) {
        return isDigit(c) || isWithin(c, 'a', 'f') || isWithin(c, 'A', 'F');
    }

    static boolean isDigit(char c) {
        return isWithin(c, '0', '9');
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || isWithin(c, 'a', 'z') || isWithin(c, 'A', 'Z');
    }

    private static char at(String s, int i) {
        return i < s.length() ? s.charAt(i) : 0;
    }

    /** A name: letters and digits, and '-', '_' and '.' inside; a '.' at the end, too. */
    static int name(String s, int from) {
        if (!isAlphanumeric(at(s, from))) return -1;
        int end = from + 1;
        int i = end;
        while (true) {
            char c = at(s, i);
            if (isAlphanumeric(c) || c == '.') end = ++i;
            else if (c == '-' || c == '_') i++;
            else return end;
        }
    }

    /** A number: digits, or hexadecimal digits after 0x. */
    static int number(String s, int from) {
        if (!isDigit(at(s, from))) return -1;
        int i = from;
        if (at(s, i) == '0' && (at(s, i + 1) | 0x20) == 'x' && isHex(at(s, i + 2))) {
            i += 2;
            while (isHex(at(s, i))) i++;
            return i;
        }
        while (isDigit(at(s, i))) i++;
        return i;
    }

    /** Two to four numbers with dots between them. */
    static int dotted(String s, int from) {
        int end = number(s, from);
        int count = 1;
        while (end >= 0 && count < 4 && at(s, end) == '.') {
            int next = number(s, end + 1);
            if (next < 0) break;
            end = next;
            count++;
        }
        return count >= 2 ? end : -1;
    }

    private static int hexRun(String s, int from, int max) {
        int i = from;
        while (i < from + max && isHex(at(s, i))) i++;
        return i - from;
    }

    /** A MAC address in one of its five spellings. */
    static int mac(String s, int from) {
        int best = -1;
        for (char separator : new char[] {':', '-', '.'}) {
            best = Math.max(best, macWith(s, from, separator));
        }
        if (hexRun(s, from, 12) == 12) best = Math.max(best, from + 12);
        boolean threeWords =
                hexRun(s, from, 4) == 4
                        && at(s, from + 4) == '.'
                        && hexRun(s, from + 5, 4) == 4
                        && at(s, from + 9) == '.'
                        && hexRun(s, from + 10, 4) == 4;
        return threeWords ? Math.max(best, from + 14) : best;
    }

    private static int macWith(String s, int from, char separator) {
        int i = from;
        for (int octet = 0; octet < 6; octet++) {
            if (octet > 0 && at(s, i++) != separator) return -1;
            int digits = hexRun(s, i, 2);
            if (digits == 0) return -1;
            i += digits;
        }
        return i;
    }

    /** Octets with colons that end in a colon: no address, but meant to be one. */
    static int bogusMac(String s, int from) {
        int end = -1;
        int groups = 0;
        int i = from;
        while (true) {
            int digits = hexRun(s, i, 2);
            if (digits == 0 || at(s, i + digits) != ':') return end;
            i += digits;
            while (at(s, i) == ':') i++;
            if (++groups >= 2) end = i;
        }
    }

    /** An IPv6 address as far as its signs go. */
    static int ip6(String s, int from) {
        int i = from;
        int groups = 0;
        int end = -1;
        boolean gap = false;
        if (at(s, i) == ':') {
            if (at(s, i + 1) != ':') return -1;
            gap = true;
            i += 2;
            end = i;
        }
        while (true) {
            if (gap ? groups <= 5 : groups == 6) {
                int tail = dottedTail(s, i);
                if (tail >= 0) end = Math.max(end, tail);
            }
            int digits = hexRun(s, i, 4);
            if (digits == 0) return end;
            i += digits;
            groups++;
            if (gap ? groups <= 7 : groups == 8) end = Math.max(end, i);
            if (groups > 7 || at(s, i) != ':') return end;
            if (at(s, i + 1) == ':') {
                if (gap) return end;
                gap = true;
                i += 2;
                end = Math.max(end, i);
            } else {
                i++;
            }
        }
    }

    private static int dottedTail(String s, int from) {
        int end = number(s, from);
        for (int i = 1; i < 4; i++) {
            if (end < 0 || at(s, end) != '.') return -1;
            end = number(s, end + 1);
        }
        return end;
    }
}
