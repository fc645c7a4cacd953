package sluice.bpf;

/** A rule that a program can break. */
public enum BpfRule {
    /** A program has at least one instruction. */
    NOT_EMPTY("a program has at least one instruction"),
    /** A program is not longer than the system allows. */
    NOT_TOO_LONG("the system allows no more instructions"),
    /** The code, or the part of it that the validator looks at, is defined. */
    KNOWN_CODE("the code is not defined"),
    /** Scratch memory has sixteen words. */
    SCRATCH_INSIDE("scratch memory has words 0 to 15"),
    /** Nothing is divided by the constant 0. */
    NO_DIVISION_BY_ZERO("division by the constant 0"),
    /** A constant shift is by fewer bits than a word has. */
    SHIFT_INSIDE("a word has 32 bits to shift"),
    /** A jump ends inside the program. */
    JUMP_INSIDE("the jump leaves the program"),
    /** A jump goes forward. */
    JUMP_FORWARD("the jump goes backwards"),
    /** Offsets from {@link Ancillary#OFFSET} on are those of {@link Ancillary}. */
    KNOWN_ANCILLARY("no metadata has this offset"),
    /** Scratch memory is stored before it is loaded, on every way. */
    SCRATCH_STORED("the word may be loaded before it is stored"),
    /** The last instruction ends the program. */
    ENDS_WITH_RETURN("the last instruction is not a return"),
    /** No packet may lead to a code that is not defined: asked before a program is run. */
    RUNS_KNOWN_CODES("the code is not defined and a packet can lead to it"),
    /** Every loop has a way out: asked before a program is run. */
    LOOP_HAS_EXIT("the program goes round here without a way out");

    private final String text;

    BpfRule(String text) {
        this.text = text;
    }

    /** The rule, or its breach, in words. */
    public String text() {
        return text;
    }
}
