package sluice.rules.iptables;

/** A line that is not taken; caught where the line is read and made a {@link Diagnostic}. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int column;

    Refused(int column, String text) {
        super(text, null, false, false);
        this.column = column;
    }

    /** 1 and up. */
    int column() {
        return column;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
