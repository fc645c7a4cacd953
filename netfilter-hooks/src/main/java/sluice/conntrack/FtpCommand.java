package sluice.conntrack;

import java.nio.charset.StandardCharsets;
import sluice.netfilter.NfFamily;

/**
 * Finds the address and port that a line of an FTP control connection announces (RFC 959 section
 * 4.1.2, RFC 2428), and writes them anew. Filled by each {@link #find}.
 */
final class FtpCommand {
    /** What a line is. */
    enum Result {
        /** Another line. */
        NONE,
        /** One of ours that is not whole, or not well-formed. */
        PARTIAL,
        /** Address and port are here. */
        FOUND
    }

    private enum Form {
        PORT("PORT", ' ', '\r'),
        EPRT("EPRT", ' ', '\r'),
        PASV("227 ", '\0', '\0'),
        EPSV("229 ", '(', ')');

        final String pattern;
        final char skipTo;
        final char end;

        Form(String pattern, char skipTo, char end) {
            this.pattern = pattern;
            this.skipTo = skipTo;
            this.end = end;
        }
    }

    private Form form = Form.PORT;
    private final int[] numbers = new int[6];

    /** Where the numbers begin in the array. */
    int offset;

    /** Octets that they take. */
    int length;

    boolean hasAddress;
    long high;
    long low;
    int port;

    /** Looks at the beginning of a line; commands come in the original direction. */
    Result find(byte[] octets, int from, int limit, boolean reply, NfFamily family) {
        Result first = find(reply ? Form.PASV : Form.PORT, octets, from, limit, family);
        if (first != Result.NONE) return first;
        return find(reply ? Form.EPSV : Form.EPRT, octets, from, limit, family);
    }

    private Result find(Form wanted, byte[] octets, int from, int limit, NfFamily family) {
        String pattern = wanted.pattern;
        int there = limit - from;
        for (int i = 0; i < Math.min(pattern.length(), there); i++) {
            if (upper(octets[from + i]) != pattern.charAt(i)) return Result.NONE;
        }
        if (there <= pattern.length()) return Result.PARTIAL;
        int at = from + pattern.length();
        if (wanted.skipTo != 0) {
            while (octets[at] != wanted.skipTo) {
                if (++at == limit) return Result.PARTIAL;
            }
            at++;
        }
        form = wanted;
        if (wanted == Form.PASV) {
            while (at < limit && !digit(octets[at])) at++;
        }
        offset = at;
        length =
                switch (wanted) {
                    case PORT, PASV -> sixNumbers(octets, at, limit, wanted.end);
                    case EPRT -> extended(octets, at, limit, family);
                    case EPSV -> extendedPort(octets, at, limit);
                };
        return length == 0 ? Result.PARTIAL : Result.FOUND;
    }

    private static int upper(int octet) {
        return octet >= 'a' && octet <= 'z' ? octet - 32 : octet;
    }

    private static boolean digit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    // try_number: the octets they take, or 0; an end of 0 is any other character
    private int numbers(byte[] octets, int from, int limit, int count, char separator, int end) {
        for (int i = 0; i < count; i++) numbers[i] = 0;
        int index = 0;
        for (int at = from; at < limit && index < count; at++) {
            int octet = octets[at];
            if (digit(octet)) {
                numbers[index] = numbers[index] * 10 + octet - '0';
                if (numbers[index] > 65_535) return 0;
            } else if (octet == separator) {
                index++;
            } else {
                return (octet == end || end == 0) && index == count - 1 ? at - from : 0;
            }
        }
        return 0;
    }

    private int sixNumbers(byte[] octets, int from, int limit, char end) {
        int taken = numbers(octets, from, limit, 6, ',', end);
        if (taken == 0) return 0;
        address4();
        port = (numbers[4] << 8 | numbers[5]) & 0xffff;
        return taken;
    }

    private void address4() {
        hasAddress = true;
        high = 0;
        low = (numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]) & 0xffff_ffffL;
    }

    private static boolean delimits(int octet) {
        return !digit(octet) && octet >= 33 && octet <= 126;
    }

    // |1|132.235.1.2|6275| or |2|1080::8:800:200C:417A|5282|
    private int extended(byte[] octets, int from, int limit, NfFamily family) {
        if (limit - from <= 3) return 0;
        int delimiter = octets[from];
        boolean v4 = family == NfFamily.IPV4;
        if (!delimits(delimiter) || octets[from + 2] != delimiter) return 0;
        if (octets[from + 1] != (v4 ? '1' : '2')) return 0;
        int taken;
        if (v4) {
            taken = numbers(octets, from + 3, limit, 4, '.', delimiter);
            if (taken == 0) return 0;
            address4();
        } else {
            taken = address6(octets, from + 3, limit, delimiter);
            if (taken == 0) return 0;
        }
        return port(octets, from, from + 3 + taken + 1, limit, delimiter);
    }

    private int address6(byte[] octets, int from, int limit, int delimiter) {
        int end = from;
        while (end < limit && octets[end] != delimiter && end - from < 46) end++;
        if (end == limit || octets[end] != delimiter) return 0;
        String text = new String(octets, from, end - from, StandardCharsets.US_ASCII);
        var parsed = sluice.inet.Ipv6Address.checked(text);
        if (parsed.isEmpty()) return 0;
        hasAddress = true;
        high = parsed.get().high();
        low = parsed.get().low();
        return end - from;
    }

    // |||6446|
    private int extendedPort(byte[] octets, int from, int limit) {
        if (limit - from <= 3) return 0;
        int delimiter = octets[from];
        if (!delimits(delimiter) || octets[from + 1] != delimiter || octets[from + 2] != delimiter)
            return 0;
        hasAddress = false;
        return port(octets, from, from + 3, limit, delimiter);
    }

    private int port(byte[] octets, int from, int start, int limit, int delimiter) {
        int number = 0;
        for (int at = start; at < limit; at++) {
            if (octets[at] == delimiter) {
                if (number == 0) return 0;
                port = number;
                return at + 1 - from;
            }
            if (!digit(octets[at])) return 0;
            number = number * 10 + octets[at] - '0';
            if (number > 65_535) return 0;
        }
        return 0;
    }

    /** The same announcement with another address and port. */
    byte[] rewritten(NfFamily family, long newHigh, long newLow, int newPort) {
        boolean v4 = family == NfFamily.IPV4;
        String address =
                v4
                        ? sluice.inet.Ipv4Addresses.text((int) newLow)
                        : new sluice.inet.Ipv6Address(newHigh, newLow).toString();
        String text =
                switch (form) {
                    case PORT, PASV ->
                            address.replace('.', ',')
                                    + ","
                                    + (newPort >> 8)
                                    + ","
                                    + (newPort & 255);
                    case EPRT -> "|" + (v4 ? 1 : 2) + "|" + address + "|" + newPort + "|";
                    case EPSV -> "|||" + newPort + "|";
                };
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
