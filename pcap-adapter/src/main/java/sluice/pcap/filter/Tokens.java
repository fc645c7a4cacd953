package sluice.pcap.filter;

import java.util.List;

/** The place in an expression that the parser has come to. */
final class Tokens {
    private final List<Token> tokens;
    private int at;
    private int depth;
    private final int nestingMax;

    Tokens(List<Token> tokens, int nestingMax) {
        this.tokens = tokens;
        this.nestingMax = nestingMax;
    }

    Token peek() {
        return tokens.get(at);
    }

    Kind kind() {
        return tokens.get(at).kind();
    }

    /** The token here; goes on to the next. */
    Token take() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) at++;
        return token;
    }

    /** Takes the token here if it is of {@code kind}. */
    boolean takeIf(Kind kind) {
        if (kind() != kind) return false;
        at++;
        return true;
    }

    /** The token here, which must be of {@code kind}. */
    Token require(Kind kind, String after) {
        if (kind() != kind) throw expected(kind.words + " after " + after);
        return take();
    }

    /** Says that something else should stand here. */
    Refusal expected(String what) {
        return expected(what, "");
    }

    /** The same with a hint about what was found. */
    Refusal expected(String what, String hint) {
        Token found = peek();
        String more = hint;
        if (more.isEmpty() && found.kind() == Kind.NAME) more = Keywords.hint(found.text());
        return new Refusal(found.column(), "expected " + what + ", found " + found.shown() + more);
    }

    /** Goes one level deeper into what stands within something else. */
    void enter() {
        if (++depth > nestingMax) {
            throw new Refusal(peek().column(), "nested deeper than " + nestingMax + " levels");
        }
    }

    void leave() {
        depth--;
    }
}
