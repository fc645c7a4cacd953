package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.List;

/** Takes a line apart as {@code add_param_to_argv} of iptables does. */
final class Words {
    /** Longest word ({@code xtables_restore}: "Parameter too long"). */
    private static final int LENGTH_MAX = 1024;

    private Words() {}

    /**
     * The words of a line from an index on: separated by blanks; a double quote begins a part that
     * may hold blanks, in which a backslash takes the next character as it is, and ends the word
     * where it is closed.
     */
    static List<Word> split(String line, int from) {
        List<Word> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int start = -1;
        int opened = 0;
        boolean quoted = false;
        boolean escaped = false;
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted) {
                if (escaped || (c != '"' && c != '\\')) {
                    word.append(c);
                    escaped = false;
                } else if (c == '\\') {
                    escaped = true;
                } else {
                    quoted = false;
                    words.add(new Word(word.toString(), start + 1));
                    word.setLength(0);
                    start = -1;
                }
            } else if (c == '"') {
                if (start < 0) start = i;
                quoted = true;
                opened = i;
            } else if (c == ' ' || c == '\t') {
                if (start >= 0) words.add(new Word(word.toString(), start + 1));
                word.setLength(0);
                start = -1;
            } else {
                if (start < 0) start = i;
                word.append(c);
            }
            if (word.length() >= LENGTH_MAX)
                throw new Refused(start + 1, "a word of " + LENGTH_MAX + " characters or more");
        }
        if (quoted) throw new Refused(opened + 1, "the quote that begins here is not closed");
        if (start >= 0) words.add(new Word(word.toString(), start + 1));
        return words;
    }

    /** A value that is written as it is, if it can be read again so. */
    static String readable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t' || c == '"') return quoted(value);
        }
        return value.isEmpty() ? quoted(value) : value;
    }

    /**
     * A value as {@code iptables-save} writes it: in quotes if it must be ({@code
     * xtables_save_string}).
     */
    static String quoted(String value) {
        boolean plain = !value.isEmpty();
        for (int i = 0; i < value.length() && plain; i++) {
            char c = value.charAt(i);
            plain =
                    (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || c == '-'
                            || c == '_';
        }
        if (plain) return value;
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == '\'') text.append('\\');
            text.append(c);
        }
        return text.append('"').toString();
    }
}
