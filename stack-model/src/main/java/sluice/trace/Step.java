package sluice.trace;

/**
 * Something that happened at one place, at one instant, mostly to one packet.
 *
 * <p>Open on purpose: each module adds its own family of records (sealed there) and says in {@link
 * #describe} what is worth showing. Text, JSON and fingerprints are made from that one description.
 */
public interface Step {
    /** Virtual time in nanoseconds since the start of the run. */
    long timeNanos();

    /** Address of the place, such as {@code win1/ndis/passthru} or {@code lin1/nf/LOCAL_IN}. */
    String place();

    /** Identity of the packet, or 0 where the step is about none. */
    long packetId();

    /**
     * The field's verb for it, in lower case and one word where possible: {@code indicate}, {@code
     * verdict}, {@code drop}.
     */
    String verb();

    /**
     * Writes the remaining fields in a fixed order; the same step always writes the same fields.
     */
    void describe(StepFields fields);
}
