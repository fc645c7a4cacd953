package sluice.firewall;

/** A description of packets, or of a host, that is not understood. */
public final class NotationFault extends Exception {
    private static final long serialVersionUID = 1L;
    private final int column;

    NotationFault(int column, String text) {
        super(text);
        this.column = column;
    }

    /** Where, 1 and up. */
    public int column() {
        return column;
    }

    /** What is wrong. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
