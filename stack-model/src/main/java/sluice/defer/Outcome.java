package sluice.defer;

import sluice.packet.DropReason;

/** How a parked packet goes on. */
public sealed interface Outcome {
    /** It resumes where it stood. */
    Outcome CONTINUE = new Continue();

    /** It resumes where it stood. */
    record Continue() implements Outcome {}

    /** It ends where it stood, under this reason; the sender learns of it as its stack does. */
    record Discard(DropReason why) implements Outcome {}

    /** {@link Discard} with this reason. */
    static Outcome discard(DropReason why) {
        return new Discard(why);
    }
}
