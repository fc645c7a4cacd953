package sluice.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes one JSON text (RFC 8259) member by member; commas and nesting are its own business, and a
 * member at the wrong place is a caller's mistake and throws. Control characters, quotes, lone
 * surrogates are escaped, so the text is valid whatever the strings hold. For one thread.
 */
public final class JsonText {
    private enum Inside {
        OBJECT,
        ARRAY
    }

    private final StringBuilder text;
    private final Deque<Inside> open = new ArrayDeque<>();
    private boolean first = true;
    private boolean named;

    /** Writes to the end of the given builder. */
    public JsonText(StringBuilder text) {
        this.text = text;
    }

    /** The name of the next value of an object. */
    public JsonText name(String name) {
        if (open.peek() != Inside.OBJECT || named) {
            throw new IllegalStateException("no member name is due before \"" + name + "\"");
        }
        comma();
        quoted(name);
        text.append(':');
        named = true;
        return this;
    }

    public JsonText beginObject() {
        return begin(Inside.OBJECT, '{');
    }

    public JsonText endObject() {
        return end(Inside.OBJECT, '}');
    }

    public JsonText beginArray() {
        return begin(Inside.ARRAY, '[');
    }

    public JsonText endArray() {
        return end(Inside.ARRAY, ']');
    }

    public JsonText value(String value) {
        before();
        quoted(value);
        return this;
    }

    public JsonText value(long value) {
        before();
        text.append(value);
        return this;
    }

    public JsonText value(boolean value) {
        before();
        text.append(value);
        return this;
    }

    /** A number with a fraction; what JSON cannot hold (NaN, infinities) is null. */
    public JsonText value(double value) {
        before();
        if (Double.isFinite(value)) {
            text.append(value);
        } else {
            text.append("null");
        }
        return this;
    }

    public JsonText nullValue() {
        before();
        text.append("null");
        return this;
    }

    public JsonText member(String name, String value) {
        return name(name).value(value);
    }

    public JsonText member(String name, long value) {
        return name(name).value(value);
    }

    public JsonText member(String name, boolean value) {
        return name(name).value(value);
    }

    private JsonText begin(Inside inside, char bracket) {
        before();
        open.push(inside);
        text.append(bracket);
        first = true;
        return this;
    }

    private JsonText end(Inside inside, char bracket) {
        if (open.peek() != inside || named) {
            throw new IllegalStateException("no " + bracket + " is due");
        }
        open.pop();
        text.append(bracket);
        first = false;
        return this;
    }

    private void before() {
        if (open.peek() == Inside.OBJECT) {
            if (!named) {
                throw new IllegalStateException("a value in an object needs a name");
            }
            named = false;
        } else if (open.peek() == Inside.ARRAY) {
            comma();
        }
    }

    private void comma() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void quoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c == '\u007f' || isLoneSurrogate(value, i)) {
                        escaped(c);
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private static boolean isLoneSurrogate(String value, int i) {
        char c = value.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
    }

    private void escaped(char c) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }
}
