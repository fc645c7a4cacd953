package sluice.rules.nft;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/** A value of a JSON text (RFC 8259) that knows where it stands. */
sealed interface Json {
    /** Where it starts. */
    SourcePlace place();

    /** An object. */
    record Obj(SourcePlace place, Map<String, Json> members) implements Json {}

    /** An array. */
    record Arr(SourcePlace place, List<Json> items) implements Json {}

    /** A string. */
    record Str(SourcePlace place, String text) implements Json {}

    /** A number without a fraction. */
    record Num(SourcePlace place, BigInteger value) implements Json {}

    /** true or false. */
    record Bool(SourcePlace place, boolean value) implements Json {}

    /** null. */
    record Null(SourcePlace place) implements Json {}

    /** Reads a whole text. */
    static Json read(String file, String text) throws NftFault {
        return new Scanner(file, text).whole();
    }

    /** Reads values one inside the other. */
    final class Scanner {
        private static final int DEPTH_MAX = 64;

        private final String file;
        private final String text;
        private int at;
        private int line = 1;
        private int lineStart;
        private int depth;

        private Scanner(String file, String text) {
            this.file = file;
            this.text = text;
        }

        private Json whole() throws NftFault {
            Json value = value();
            space();
            if (at < text.length()) throw fault("expected the end of the text");
            return value;
        }

        private SourcePlace place() {
            return new SourcePlace(file, line, at - lineStart + 1);
        }

        private NftFault fault(String what) {
            String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end of the text";
            return new NftFault(place(), what + ", found " + found);
        }

        private void space() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
                at++;
                if (c == '\n') {
                    line++;
                    lineStart = at;
                }
            }
        }

        private Json value() throws NftFault {
            space();
            SourcePlace place = place();
            if (at >= text.length()) throw fault("expected a value");
            if (++depth > DEPTH_MAX) throw new NftFault(place, "nested deeper than " + DEPTH_MAX);
            char c = text.charAt(at);
            Json value =
                    switch (c) {
                        case '{' -> object(place);
                        case '[' -> array(place);
                        case '"' -> new Str(place, string());
                        case 't' -> new Bool(place, word("true"));
                        case 'f' -> new Bool(place, !word("false"));
                        case 'n' -> {
                            word("null");
                            yield new Null(place);
                        }
                        default -> number(place);
                    };
            depth--;
            return value;
        }

        private boolean word(String word) throws NftFault {
            if (!text.startsWith(word, at)) throw fault("expected a value");
            at += word.length();
            return true;
        }

        private boolean takes(char wanted) {
            space();
            if (at >= text.length() || text.charAt(at) != wanted) return false;
            at++;
            return true;
        }

        private void require(char wanted) throws NftFault {
            if (!takes(wanted)) throw fault("expected '" + wanted + "'");
        }

        private Json object(SourcePlace place) throws NftFault {
            at++;
            Map<String, Json> members = new LinkedHashMap<>();
            if (takes('}')) return new Obj(place, members);
            do {
                space();
                if (at >= text.length() || text.charAt(at) != '"') throw fault("expected a name");
                String name = string();
                require(':');
                members.put(name, value());
            } while (takes(','));
            require('}');
            return new Obj(place, members);
        }

        private Json array(SourcePlace place) throws NftFault {
            at++;
            List<Json> items = new ArrayList<>();
            if (takes(']')) return new Arr(place, items);
            do items.add(value());
            while (takes(','));
            require(']');
            return new Arr(place, items);
        }

        private String string() throws NftFault {
            at++;
            var made = new StringBuilder();
            while (true) {
                if (at >= text.length()) throw fault("expected '\"'");
                char c = text.charAt(at);
                if (c < ' ') throw fault("a control character within a string");
                at++;
                if (c == '"') return made.toString();
                made.append(c == '\\' ? escaped() : c);
            }
        }

        private char escaped() throws NftFault {
            if (at >= text.length()) throw fault("expected an escape");
            char c = text.charAt(at++);
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case '"', '\\', '/' -> c;
                case 'u' -> {
                    String digits = at + 4 <= text.length() ? text.substring(at, at + 4) : "";
                    if (!Constants.numeric("0x" + digits) || digits.length() != 4)
                        throw fault("expected four hexadecimal digits");
                    at += 4;
                    yield (char) Integer.parseInt(digits, 16);
                }
                default -> {
                    at--;
                    throw fault("expected an escape");
                }
            };
        }

        private Json number(SourcePlace place) throws NftFault {
            int end = at;
            while (end < text.length() && "+-.eE0123456789".indexOf(text.charAt(end)) >= 0) end++;
            String digits = text.substring(at, end);
            if (digits.isEmpty()) throw fault("expected a value");
            if (digits.length() > ParserBase.DIGITS_MAX) throw fault("a number that is too long");
            try {
                var value = new BigDecimal(digits);
                if (Math.abs(value.scale()) > ParserBase.DIGITS_MAX)
                    throw fault("a number that is too long");
                BigInteger whole = value.toBigIntegerExact();
                at = end;
                return new Num(place, whole);
            } catch (NumberFormatException none) {
                throw fault("expected a number");
            } catch (ArithmeticException fraction) {
                throw fault("expected a whole number");
            }
        }
    }

    /** The member of an object, or null. */
    default @Nullable Json member(String name) {
        return this instanceof Obj object ? object.members().get(name) : null;
    }

    /** The member of an object that must be there. */
    default Json need(String name) throws NftFault {
        Json found = member(name);
        if (found == null || found instanceof Null)
            throw new NftFault(place(), "member \"" + name + "\" is missing");
        return found;
    }

    /** A string. */
    default String string() throws NftFault {
        if (this instanceof Str string) return string.text();
        throw new NftFault(place(), "a string is expected here");
    }

    /** The string of a member; empty if it is not there. */
    default String string(String name) throws NftFault {
        Json found = member(name);
        return found == null || found instanceof Null ? "" : found.string();
    }

    /**
     * The number of a member that is at most {@code most}; {@code otherwise} if it is not there.
     */
    default long number(String name, long most, long otherwise) throws NftFault {
        Json found = member(name);
        if (found == null || found instanceof Null) return otherwise;
        return found.number(most);
    }

    /** A number of at most {@code most}. */
    default long number(long most) throws NftFault {
        if (!(this instanceof Num number)) throw new NftFault(place(), "a number is expected here");
        if (number.value().signum() < 0 || number.value().compareTo(BigInteger.valueOf(most)) > 0)
            throw new NftFault(place(), "a number out of 0.." + most);
        return number.value().longValueExact();
    }

    /** Whether a member is there and true. */
    default boolean flag(String name) {
        return member(name) instanceof Bool bool && bool.value();
    }

    /** The items of a list; one for what is no list. */
    default List<Json> list() {
        return this instanceof Arr array
                ? array.items()
                : this instanceof Null ? List.of() : List.of(this);
    }

    /** The strings of a member: a list or a single one. */
    default List<String> strings(String name) throws NftFault {
        Json found = member(name);
        List<String> strings = new ArrayList<>();
        if (found != null) for (Json each : found.list()) strings.add(each.string());
        return strings;
    }

    /** The name of the only member of an object. */
    default String only() throws NftFault {
        if (this instanceof Obj object && object.members().size() == 1)
            return object.members().keySet().iterator().next();
        throw new NftFault(place(), "an object with one member is expected here");
    }
}
