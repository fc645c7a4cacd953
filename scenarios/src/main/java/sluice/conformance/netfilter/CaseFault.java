package sluice.conformance.netfilter;

/** A case that cannot be read: what is wrong, and where in the file. */
final class CaseFault extends Exception {
    private static final long serialVersionUID = 1L;
    private final String pointer;

    /** A fault at the value of this JSON pointer (RFC 6901); empty is the whole file. */
    CaseFault(String pointer, String text) {
        super(text);
        this.pointer = pointer;
    }

    String pointer() {
        return pointer;
    }

    /** What is wrong, without the place. */
    String text() {
        return String.valueOf(getMessage());
    }
}
