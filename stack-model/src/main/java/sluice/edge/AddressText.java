package sluice.edge;

import java.util.Optional;

/** Text forms of addresses (RFC 4291 section 2.2, RFC 5952). */
final class AddressText {
    private AddressText() {}

    static Optional<IpAddress> parse(String text) {
        if (text.length() > 45) return Optional.empty();
        return text.indexOf(':') < 0 ? dotted(text).map(IpAddress::v4) : colons(text);
    }

    private static Optional<Integer> dotted(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) return Optional.empty();
        int bits = 0;
        for (String part : parts) {
            if (part.isEmpty()
                    || part.length() > 3
                    || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            if (part.length() > 1 && part.charAt(0) == '0') return Optional.empty();
            int value = Integer.parseInt(part);
            if (value > 255) return Optional.empty();
            bits = bits << 8 | value;
        }
        return Optional.of(bits);
    }

    private static Optional<IpAddress> colons(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) return Optional.empty();
        int[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2), true);
        boolean bad = (head.length == 1 && head[0] < 0) || (tail.length == 1 && tail[0] < 0);
        if (bad) return Optional.empty();
        int count = head.length + tail.length;
        if (gap < 0 ? count != 8 : count > 7) return Optional.empty();
        int[] all = new int[8];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, 8 - tail.length, tail.length);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | all[i];
            low = low << 16 | all[i + 4];
        }
        return Optional.of(new IpAddress(high, low));
    }

    /**
     * The 16-bit groups of a part without "::"; a single -1 if it is none. A dotted tail counts as
     * two groups.
     */
    private static int[] groups(String part, boolean mayEndDotted) {
        if (part.isEmpty()) return new int[0];
        String[] words = part.split(":", -1);
        String last = words[words.length - 1];
        boolean dotted = mayEndDotted && last.indexOf('.') >= 0;
        int[] groups = new int[words.length + (dotted ? 1 : 0)];
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (dotted && i == words.length - 1) {
                Optional<Integer> bits = dotted(word);
                if (bits.isEmpty()) return new int[] {-1};
                groups[i] = bits.get() >>> 16;
                groups[i + 1] = bits.get() & 0xffff;
                return groups;
            }
            if (word.isEmpty()
                    || word.length() > 4
                    || !word.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
                return new int[] {-1};
            }
            groups[i] = Integer.parseInt(word, 16);
        }
        return groups;
    }

    static String format(IpAddress address) {
        if (address.isV4()) {
            int bits = address.v4();
            return (bits >>> 24)
                    + "."
                    + (bits >>> 16 & 255)
                    + "."
                    + (bits >>> 8 & 255)
                    + "."
                    + (bits & 255);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 4; i++) {
            groups[i] = (int) (address.high() >>> (48 - 16 * i)) & 0xffff;
            groups[i + 4] = (int) (address.low() >>> (48 - 16 * i)) & 0xffff;
        }
        int bestAt = -1;
        int bestLength = 1; // one group alone is not shortened
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0) length++;
            if (length > bestLength) {
                bestAt = i;
                bestLength = length;
            }
            if (length > 0) i += length - 1;
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestAt) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
