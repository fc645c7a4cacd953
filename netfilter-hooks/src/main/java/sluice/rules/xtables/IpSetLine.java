package sluice.rules.xtables;

import java.util.ArrayList;
import java.util.List;

/** Words of a line of {@code ipset save}. */
final class IpSetLine {
    private final List<String> words = new ArrayList<>();
    private final List<Integer> columns = new ArrayList<>();

    /** A line that is not taken. */
    static final class Bad extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int column;

        Bad(int column, String text) {
            super(text, null, false, false);
            this.column = column;
        }

        int column() {
            return column;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    IpSetLine(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\r') {
                at++;
                continue;
            }
            int from = at;
            if (c == '"') {
                int end = text.indexOf('"', at + 1);
                if (end < 0) throw new Bad(at + 1, "the quote that begins here is not closed");
                words.add(text.substring(at + 1, end));
                at = end + 1;
            } else {
                while (at < text.length() && " \t\r".indexOf(text.charAt(at)) < 0) at++;
                words.add(text.substring(from, at));
            }
            columns.add(from + 1);
        }
    }

    int count() {
        return words.size();
    }

    String word(int index) {
        return words.get(index);
    }

    int find(String word) {
        return words.indexOf(word);
    }

    String require(int index, String what) {
        if (index >= words.size())
            throw new Bad(columns.isEmpty() ? 1 : columns.getLast(), what + " is missing");
        return words.get(index);
    }

    long number(int index, long min, long max) {
        String text = require(index, "a number");
        boolean digits =
                text.length() <= 18
                        && !text.isEmpty()
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long value = digits ? Long.parseLong(text) : -1;
        if (value < min || value > max)
            throw bad(index, "a number from " + min + " to " + max + " was expected");
        return value;
    }

    /** 32 bits, also in hexadecimal. */
    int bits(int index) {
        String text = require(index, "a mask");
        try {
            long value = Long.decode(text);
            if (value >= 0 && value <= 0xffff_ffffL) return (int) value;
        } catch (NumberFormatException _) {
            // said below
        }
        throw bad(index, "a mask of 32 bits was expected, not '" + text + "'");
    }

    Bad bad(int index, String text) {
        return new Bad(index < columns.size() ? columns.get(index) : 1, text);
    }
}
