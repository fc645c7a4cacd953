package sluice.rules.nft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import sluice.rules.SourcePlace;

/** The tokens of a file, with those of the files it includes in their places. */
final class Tokens {
    /** {@code MAX_INCLUDE_DEPTH}. */
    private static final int DEPTH_MAX = 16;

    private static final int FILES_MAX = 4096;
    private static final long CHARACTERS_MAX = 1L << 28;

    /** A file that is read, and its tokens that were looked at before another one was included. */
    private record Frame(Lexer lexer, Deque<Token> again, int depth) {}

    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Deque<Token> ahead = new ArrayDeque<>();
    private int files;
    private long characters;

    Tokens(String file, String text) {
        push(file, text, 0);
    }

    private void push(String file, String text, int depth) {
        frames.push(new Frame(new Lexer(file, text), new ArrayDeque<>(), depth));
        files++;
        characters += text.length();
    }

    /** Goes on with these files, then with where it was. */
    void include(List<NftIncludes.Included> included, SourcePlace place) throws NftFault {
        int depth = frame().depth() + 1;
        if (depth > DEPTH_MAX)
            throw new NftFault(place, "include: files nested deeper than " + DEPTH_MAX);
        frame().again().addAll(ahead);
        ahead.clear();
        List<NftIncludes.Included> backwards = new ArrayList<>(included).reversed();
        for (NftIncludes.Included each : backwards) {
            if (files >= FILES_MAX || characters + each.text().length() > CHARACTERS_MAX)
                throw new NftFault(place, "include: too many files or too much text");
            push(each.fileName(), each.text(), depth);
        }
    }

    private Frame frame() {
        return java.util.Objects.requireNonNull(frames.peek());
    }

    /** The file that is read. */
    String file() {
        return frame().lexer().file();
    }

    Token peek() throws NftFault {
        return peek(0);
    }

    /** A token further on, 0 is the next one. */
    Token peek(int further) throws NftFault {
        while (ahead.size() <= further) ahead.add(fetch());
        int i = 0;
        for (Token token : ahead) if (i++ == further) return token;
        throw new IllegalStateException();
    }

    Token next() throws NftFault {
        return ahead.isEmpty() ? fetch() : ahead.remove();
    }

    private Token fetch() throws NftFault {
        Frame frame = frame();
        if (!frame.again().isEmpty()) return frame.again().remove();
        Token token = frame.lexer().next();
        if (token.kind() != Token.Kind.END || frames.size() == 1) return token;
        frames.pop();
        return new Token(Token.Kind.BREAK, "\n", token.place());
    }

    /** Takes the next token if it is this sign. */
    boolean takeSign(String sign) throws NftFault {
        if (!peek().sign(sign)) return false;
        next();
        return true;
    }

    /** Takes the next token if it is this word. */
    boolean takeWord(String word) throws NftFault {
        if (!peek().word(word)) return false;
        next();
        return true;
    }

    /** Whether the next tokens are these words. */
    boolean words(String... words) throws NftFault {
        for (int i = 0; i < words.length; i++) if (!peek(i).word(words[i])) return false;
        return true;
    }

    Token sign(String wanted) throws NftFault {
        Token token = next();
        if (token.sign(wanted)) return token;
        throw unexpected(token, "'" + wanted + "'");
    }

    Token word(String wanted) throws NftFault {
        Token token = next();
        if (token.word(wanted)) return token;
        throw unexpected(token, "'" + wanted + "'");
    }

    NftFault unexpected(Token token, String wanted) {
        ahead.addFirst(token); // so that going on starts at it
        return new NftFault(token.place(), "expected " + wanted + ", found " + token.shown());
    }

    /** Takes ends of lines (and semicolons). */
    void skipBreaks() throws NftFault {
        while (peek().kind() == Token.Kind.BREAK) next();
    }
}
