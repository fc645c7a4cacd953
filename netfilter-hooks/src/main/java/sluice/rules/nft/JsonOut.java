package sluice.rules.nft;

import java.util.List;
import java.util.StringJoiner;

/** Pieces of a JSON text (RFC 8259), as nft writes it: members on one line. */
final class JsonOut {
    private JsonOut() {}

    /** A string with its quotes. */
    static String string(String text) {
        var made = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> made.append("\\\"");
                case '\\' -> made.append("\\\\");
                case '\n' -> made.append("\\n");
                case '\r' -> made.append("\\r");
                case '\t' -> made.append("\\t");
                default -> {
                    if (c >= ' ') made.append(c);
                    else made.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                }
            }
        }
        return made.append('"').toString();
    }

    private static final String HEX = "0123456789abcdef";

    /** A list of values. */
    static String array(List<String> values) {
        return "[" + String.join(", ", values) + "]";
    }

    /** An object with one member. */
    static String object(String name, String value) {
        return "{" + string(name) + ": " + value + "}";
    }

    /** An object member by member. */
    static final class Members {
        private final StringJoiner text = new StringJoiner(", ", "{", "}");
        private boolean empty = true;

        Members add(String name, String value) {
            text.add(string(name) + ": " + value);
            empty = false;
            return this;
        }

        Members add(String name, long value) {
            return add(name, Long.toString(value));
        }

        Members text(String name, String value) {
            return add(name, string(value));
        }

        /** Strings; one alone stands without brackets. */
        Members words(String name, List<String> values) {
            if (values.isEmpty()) return this;
            if (values.size() == 1) return text(name, values.getFirst());
            return add(name, array(values.stream().map(JsonOut::string).toList()));
        }

        /** The object, or null if it has no member. */
        String orNull() {
            return empty ? "null" : text.toString();
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
