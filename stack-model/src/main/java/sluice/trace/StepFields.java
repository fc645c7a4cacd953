package sluice.trace;

/** Receives the fields of one {@link Step} in order; implemented once per output format. */
public interface StepFields {
    /** A field with a name or other text. */
    void text(String name, String value);

    /** A field with a number; its unit is part of the name. */
    void number(String name, long value);

    /**
     * Octets of the packet as they were at the step. The array belongs to the step and must not be
     * changed.
     */
    void octets(String name, byte[] value);
}
