package sluice.pcap.filter;

import org.jspecify.annotations.Nullable;

/** Addresses as text. */
final class Addresses {
    private Addresses() {}

    /**
     * An IPv4 address of one to four decimal numbers, the highest first.
     *
     * @param octets how many numbers there were
     */
    record Ip4(int value, int octets) {
        /** The value with the numbers that are missing as 0 behind it. */
        int shifted() {
            return octets == 4 ? value : value << (32 - 8 * octets);
        }

        /** All ones where there were numbers. */
        int mask() {
            return octets == 4 ? -1 : -1 << (32 - 8 * octets);
        }
    }

    /** The address that {@code text}, numbers with dots between them, stands for. */
    static Ip4 ip4(String text, int column) {
        int value = 0;
        int octets = 0;
        for (String number : text.split("\\.", -1)) {
            int octet = decimal(number);
            if (octet < 0) {
                throw new Refusal(
                        column,
                        "'" + text + "' is no IPv4 address: '" + number + "' is not within 0..255");
            }
            value = value << 8 | octet;
            octets++;
        }
        return new Ip4(value, octets);
    }

    /** A decimal number within 0..255, or -1. */
    private static int decimal(String number) {
        int value = 0;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (!Scan.isDigit(c) || value > 25) return -1;
            value = 10 * value + (c - '0');
        }
        return value > 255 ? -1 : value;
    }

    /** The four words of an IPv6 address (RFC 4291 2.2), or null. */
    static int @Nullable [] ip6(String text) {
        int gap = text.indexOf("::");
        int[] head = groups(gap < 0 ? text : text.substring(0, gap));
        int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2));
        if (head == null || tail == null) return null;
        int known = head.length + tail.length;
        if (gap < 0 ? known != 8 : known > 7) return null;
        int[] words = new int[4];
        for (int i = 0; i < head.length; i++) put(words, i, head[i]);
        for (int i = 0; i < tail.length; i++) put(words, 8 - tail.length + i, tail[i]);
        return words;
    }

    private static void put(int[] words, int group, int value) {
        words[group / 2] |= group % 2 == 0 ? value << 16 : value;
    }

    private static int @Nullable [] groups(String text) {
        if (text.isEmpty()) return new int[0];
        String[] parts = text.split(":", -1);
        String last = parts[parts.length - 1];
        boolean dotted = last.indexOf('.') >= 0;
        int[] values = new int[parts.length + (dotted ? 1 : 0)];
        int plain = dotted ? parts.length - 1 : parts.length;
        for (int i = 0; i < plain; i++) {
            if (parts[i].isEmpty() || parts[i].length() > 4) return null;
            values[i] = 0;
            for (int c = 0; c < parts[i].length(); c++) {
                values[i] = values[i] << 4 | Character.digit(parts[i].charAt(c), 16);
            }
        }
        if (!dotted) return values;
        String[] numbers = last.split("\\.", -1);
        if (numbers.length != 4) return null;
        int value = 0;
        for (String number : numbers) {
            int octet = decimal(number);
            boolean leadingZero = number.length() > 1 && number.charAt(0) == '0';
            if (octet < 0 || leadingZero) return null;
            value = value << 8 | octet;
        }
        values[plain] = value >>> 16;
        values[plain + 1] = value & 0xffff;
        return values;
    }

    /** The octets of a MAC address, in any of the spellings that the lexer takes, as one number. */
    static long mac(String text) {
        long address = 0;
        int i = 0;
        while (i < text.length()) {
            if (!Scan.isHex(text.charAt(i))) i++;
            int octet = Character.digit(text.charAt(i++), 16);
            if (i < text.length() && Scan.isHex(text.charAt(i))) {
                octet = octet << 4 | Character.digit(text.charAt(i++), 16);
            }
            address = address << 8 | octet;
        }
        return address;
    }
}
