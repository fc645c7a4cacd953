package sluice.rules.nft;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/** What all parts of the parser of text use: tokens, numbers, times, variables. */
class ParserBase {
    /** How deep braces and parentheses may be nested. */
    private static final int DEPTH_MAX = 64;

    static final long NANOS_PER_MILLI = 1_000_000L;

    final Tokens tokens;
    private final Deque<Map<String, Ex>> scopes = new ArrayDeque<>();
    private int depth;

    ParserBase(Tokens tokens) {
        this.tokens = tokens;
        scopes.push(new HashMap<>());
    }

    // ---- nesting and variables -----------------------------------------------------------

    void deeper(SourcePlace place) throws NftFault {
        if (++depth > DEPTH_MAX) throw new NftFault(place, "nested deeper than " + DEPTH_MAX);
    }

    void shallower() {
        depth--;
    }

    /** A command starts: whatever went wrong before is over. */
    void resetDepth() {
        depth = 0;
        while (scopes.size() > 1) scopes.pop();
    }

    void openScope() {
        scopes.push(new HashMap<>());
    }

    void closeScope() {
        if (scopes.size() > 1) scopes.pop();
    }

    void define(Token name, Ex value, boolean again) throws NftFault {
        Map<String, Ex> scope = java.util.Objects.requireNonNull(scopes.peek());
        if (!again && scope.containsKey(name.text()))
            throw new NftFault(name.place(), "redefinition of variable '" + name.text() + "'");
        scope.put(name.text(), value);
    }

    void undefine(Token name) throws NftFault {
        Map<String, Ex> scope = java.util.Objects.requireNonNull(scopes.peek());
        if (scope.remove(name.text()) == null)
            throw new NftFault(name.place(), "undefined variable '" + name.text() + "'");
    }

    /** Behind {@code $}: what the variable stands for. */
    Ex variable(Token name) throws NftFault {
        for (Map<String, Ex> scope : scopes) {
            Ex value = scope.get(name.text());
            if (value != null) return value;
        }
        throw new NftFault(name.place(), "unknown variable '" + name.text() + "'");
    }

    // ---- words and numbers ---------------------------------------------------------------

    /** A name: of a table, chain, set or variable. */
    Token name(String what) throws NftFault {
        Token token = tokens.next();
        boolean fits =
                token.kind() == Token.Kind.WORD
                        || (token.kind() == Token.Kind.QUOTED && !token.text().isEmpty());
        if (fits && !token.text().endsWith("*")) return token;
        throw tokens.unexpected(token, what);
    }

    /** A name or a variable that stands for one. */
    Token nameOrVariable(String what) throws NftFault {
        if (!tokens.peek().sign("$")) return name(what);
        tokens.next();
        Token name = name("the name of a variable");
        Ex value = variable(name);
        if (value instanceof Ex.Word word)
            return new Token(Token.Kind.WORD, word.text(), name.place());
        throw new NftFault(name.place(), "variable '" + name.text() + "' is not " + what);
    }

    Token quoted(String what) throws NftFault {
        Token token = tokens.next();
        if (token.kind() == Token.Kind.QUOTED) return token;
        if (token.sign("$")) {
            Token name = name("the name of a variable");
            if (variable(name) instanceof Ex.Word word)
                return new Token(Token.Kind.QUOTED, word.text(), name.place());
        }
        throw tokens.unexpected(token, what);
    }

    static BigInteger big(String digits) {
        return digits.startsWith("0x") || digits.startsWith("0X")
                ? new BigInteger(digits.substring(2), 16)
                : new BigInteger(digits);
    }

    static final int DIGITS_MAX = 80;

    static Ex.Num numberOf(Token token) throws NftFault {
        if (token.text().length() > DIGITS_MAX)
            throw new NftFault(token.place(), "a number that is too long");
        return new Ex.Num(token.place(), big(token.text()));
    }

    /** A number of at most {@code most}. */
    long number(String what, long most) throws NftFault {
        Token token = tokens.next();
        if (token.sign("$")) {
            Token name = name("the name of a variable");
            if (variable(name) instanceof Ex.Num value)
                return checked(value.value(), token.place(), what, most);
            throw new NftFault(name.place(), "variable '" + name.text() + "' is not a number");
        }
        if (token.kind() != Token.Kind.NUMBER) throw tokens.unexpected(token, what);
        return checked(numberOf(token).value(), token.place(), what, most);
    }

    private static long checked(BigInteger value, SourcePlace place, String what, long most)
            throws NftFault {
        if (value.signum() < 0 || value.compareTo(BigInteger.valueOf(most)) > 0)
            throw new NftFault(
                    place, what + " " + Lexer.excerpt(value.toString()) + " is out of 0.." + most);
        return value.longValueExact();
    }

    /** A time such as {@code 1h30m}; a number alone is seconds. */
    long timeNanos() throws NftFault {
        Token token = tokens.next();
        if (token.kind() == Token.Kind.NUMBER || token.kind() == Token.Kind.WORD) {
            long millis = millis(token.text());
            if (millis >= 0) return millis * NANOS_PER_MILLI;
        }
        throw tokens.unexpected(token, "a time such as 1h30m");
    }

    /**
     * Milliseconds of a time such as {@code 1h30m}, or of a number of seconds; -1 if it is none.
     */
    static long millis(String text) {
        long sum = 0;
        int at = 0;
        while (at < text.length()) {
            int digits = at;
            while (digits < text.length() && Character.isDigit(text.charAt(digits))) digits++;
            if (digits == at || digits - at > 9) return -1;
            long count = Long.parseLong(text, at, digits, 10);
            int unit = digits;
            while (unit < text.length() && !Character.isDigit(text.charAt(unit))) unit++;
            long millis = unitMillis(text.substring(digits, unit));
            if (millis < 0) return -1;
            sum += count * millis;
            at = unit;
        }
        // Nanoseconds of it must fit.
        return text.isEmpty() || sum > Long.MAX_VALUE / NANOS_PER_MILLI ? -1 : sum;
    }

    private static long unitMillis(String unit) {
        return switch (unit) {
            case "", "s" -> 1000L;
            case "ms" -> 1L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            case "d" -> 86_400_000L;
            case "w" -> 604_800_000L;
            default -> -1L;
        };
    }

    /** Takes a word if it is one of these. */
    @Nullable String oneOf(String... words) throws NftFault {
        Token token = tokens.peek();
        if (token.kind() != Token.Kind.WORD) return null;
        for (String word : words) {
            if (word.equals(token.text())) {
                tokens.next();
                return word;
            }
        }
        return null;
    }
}
