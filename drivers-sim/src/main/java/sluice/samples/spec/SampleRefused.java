package sluice.samples.spec;

/** A sample cannot be made as asked; the message says what was found and what is allowed. */
public final class SampleRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** A refusal with a sentence for the user. */
    public SampleRefused(String message) {
        super(message);
    }
}
