package sluice.pcap.filter;

/**
 * A word of an expression.
 *
 * @param column where it begins, from 1
 * @param text as written; a name without the backslash that may stand before it
 * @param value of a number
 * @param protocol of a protocol's name
 * @param direction of a qualifier for 802.11 addresses
 */
record Token(
        Kind kind, int column, String text, int value, Protocol protocol, Direction direction) {
    Token(Kind kind, int column, String text) {
        this(kind, column, text, 0);
    }

    Token(Kind kind, int column, String text, int value) {
        this(kind, column, text, value, Protocol.DEFAULT, Direction.DEFAULT);
    }

    /** How a message names it. */
    String shown() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
