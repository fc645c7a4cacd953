package sluice.cli;

/** How a command ended, as the shell sees it. The numbers are a promise. */
public enum ExitCode {
    /** Done, and as asked. */
    DONE(0),
    /** The answer is no: an expectation, a conformance case, a file that is not valid. */
    NO(1),
    /** Wrong usage, or input that cannot be read. */
    USAGE(2),
    /** A driver or hook broke its contract. */
    BREACH(3),
    /** Our own bug; a report was written. */
    BUG(70);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The process status. */
    public int code() {
        return code;
    }
}
