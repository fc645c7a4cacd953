package sluice.pcap.filter;

/** Ends a compilation from within; never leaves this package. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int column;

    Refusal(int column, String message) {
        super(message, null, false, false);
        this.column = column;
    }

    FilterError error() {
        String message = getMessage();
        return new FilterError(column, message == null ? "" : message);
    }
}
