package sluice.ndis;

/** What no document numbers, as it is plain: looked at always. */
public enum WrapperRule implements NdisRule {
    /** A driver threw out of a callback, a timer or other work of its own. */
    DRIVER_THREW(new BugCode(0x7E, 0xC0000005L), "a driver does not throw", "choice"),
    /** The system found a packet used after its end, or another contract of the core broken. */
    CORE_CONTRACT(BugCode.VERIFIER, "a packet is not used after its end", "choice"),
    /** A guarded table of the wrapper was written over. */
    PATCHED(
            new BugCode(0x109, 0),
            "nobody writes over the wrapper's tables",
            "Microsoft, Bug Check 0x109");

    private final RuleText rule;

    WrapperRule(BugCode code, String text, String source) {
        rule = new RuleText(Severity.FATAL, Kind.DRIVER, true, code, text, source);
    }

    @Override
    public RuleText rule() {
        return rule;
    }
}
