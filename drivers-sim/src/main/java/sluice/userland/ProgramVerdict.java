package sluice.userland;

import sluice.defer.Outcome;

/** What a user program may say of a packet that waits for it. */
public enum ProgramVerdict {
    /** It goes on from where it waits. */
    YES(Outcome.CONTINUE),
    /** It ends there. */
    NO(Outcome.discard(ProgramDrop.PROGRAM_SAID_NO));

    @SuppressWarnings("ImmutableEnumChecker") // a record of a constant: nothing in it changes
    private final Outcome outcome;

    ProgramVerdict(Outcome outcome) {
        this.outcome = outcome;
    }

    /** How its deferral is to be finished. */
    public Outcome outcome() {
        return outcome;
    }
}
