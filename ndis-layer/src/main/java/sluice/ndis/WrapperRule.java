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

    private final int check;
    private final long p1;
    private final String text;
    private final String source;

    WrapperRule(BugCode code, String text, String source) {
        this.check = code.check();
        this.p1 = code.p1();
        this.text = text;
        this.source = source;
    }

    @Override
    public String id() {
        return name();
    }

    @Override
    public RuleText rule() {
        return new RuleText(
                Severity.FATAL, Kind.DRIVER, true, new BugCode(check, p1), text, source);
    }
}
