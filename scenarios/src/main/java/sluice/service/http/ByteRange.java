package sluice.service.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Part of a file (RFC 9110, 14).
 *
 * @param first offset of the first octet
 * @param end offset after the last; not above {@code first} if nothing of the file is asked for
 */
record ByteRange(long first, long end) {
    /** One range; several are answered with the whole, which is allowed. */
    private static final Pattern ONE =
            Pattern.compile("bytes=[ \\t]*([0-9]{0,18})-([0-9]{0,18})[ \\t]*");

    /** What a Range field asks for of a file of that size; empty if it is to be ignored. */
    static Optional<ByteRange> of(String field, long sizeOctets) {
        Matcher match = ONE.matcher(field);
        if (!match.matches()) return Optional.empty();
        String from = match.group(1);
        String to = match.group(2);
        if (from.isEmpty()) {
            if (to.isEmpty()) return Optional.empty();
            long last = Math.min(Long.parseLong(to), sizeOctets);
            return Optional.of(new ByteRange(sizeOctets - last, sizeOctets));
        }
        long first = Long.parseLong(from);
        long end = to.isEmpty() ? sizeOctets : Math.min(sizeOctets, Long.parseLong(to) + 1);
        if (!to.isEmpty() && Long.parseLong(to) < first) return Optional.empty();
        return Optional.of(new ByteRange(first, end));
    }

    /** Whether there is nothing to send. */
    boolean isEmpty() {
        return end <= first;
    }

    long lengthOctets() {
        return Math.max(0, end - first);
    }
}
