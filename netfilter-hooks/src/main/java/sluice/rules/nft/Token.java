package sluice.rules.nft;

import sluice.rules.SourcePlace;

/** A word, number or sign of the language. */
record Token(Kind kind, String text, SourcePlace place) {
    enum Kind {
        /** A name, an address, a time. */
        WORD,
        /** A number, decimal or {@code 0x}. */
        NUMBER,
        /** A string in quotes, without them. */
        QUOTED,
        /** One of the signs. */
        SIGN,
        /** End of a line, or {@code ;}. */
        BREAK,
        /** End of the last file. */
        END
    }

    boolean sign(String wanted) {
        return kind == Kind.SIGN && text.equals(wanted);
    }

    boolean word(String wanted) {
        return kind == Kind.WORD && text.equals(wanted);
    }

    /** For messages. */
    String shown() {
        return switch (kind) {
            case BREAK -> text.equals(";") ? "';'" : "end of line";
            case END -> "end of file";
            case QUOTED -> '"' + Lexer.excerpt(text) + '"';
            default -> "'" + Lexer.excerpt(text) + "'";
        };
    }
}
