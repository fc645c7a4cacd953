package sluice.ndis;

/**
 * Rules of the driver contract, section C. Reset, hang, requests and status.
 *
 * <p>The source names a document: NT the NT 4 DDK, 5x the NDIS 5 documents, DDI and WDD the Windows
 * driver documents, SDV static driver verifier, BC the bug check reference, PT the Passthru sample.
 */
public enum RequestRule implements NdisRule {
    /** A reset is completed only while one is pending. */
    Q01(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0x7C, 0xF),
            "a reset is completed only while one is pending",
            "BC:0x7c, 0xd2"),
    /** Each pended reset is completed exactly once. */
    Q02(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0xF),
            "each pended reset is completed exactly once",
            "NT:NdisMResetComplete"),
    /** A serialized miniport forgets what it holds when it is reset. */
    Q03(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "a serialized miniport forgets what it holds when it is reset",
            "NT:Hardware Reset"),
    /** A deserialized miniport completes what it holds with REQUEST_ABORTED when it is reset. */
    Q04(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a deserialized miniport completes what it holds with REQUEST_ABORTED when it is reset",
            "WDD:hardware-reset"),
    /** From NDIS 6.30 on nothing is pending when a reset completes. */
    Q05(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "from NDIS 6.30 on nothing is pending when a reset completes",
            "DDI:nc-ndis-miniport_reset"),
    /** A miniport indicates neither RESET_START nor RESET_END. */
    Q06(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a miniport indicates neither RESET_START nor RESET_END",
            "NT:MiniportReset"),
    /** Protocols send and request nothing between RESET_START and RESET_END. */
    Q07(
            Severity.WARNING,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "protocols send and request nothing between RESET_START and RESET_END",
            "WDD:ndis-status-reset-start"),
    /** An intermediate driver sets its attributes as the documents ask. */
    Q08(
            Severity.WARNING,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "an intermediate driver sets its attributes as the documents ask",
            "DDI:nf-ndis-ndismsetattributesex"),
    /** The driver of a NIC does not ignore timeouts. */
    Q09(
            Severity.WARNING,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "the driver of a NIC does not ignore timeouts",
            "DDI:nf-ndis-ndismsetattributesex"),
    /** Attributes are set before any call that depends on them. */
    Q10(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "attributes are set before any call that depends on them",
            "DDI:nf-ndis-ndismsetattributesex"),
    /** A request is answered or completed, not both. */
    Q11(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x91002),
            "a request is answered or completed, not both",
            "SDV:ndis-doublecomplete"),
    /** Only a pending request is completed. */
    Q12(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x26),
            "only a pending request is completed",
            "BC:0x7c"),
    /** A miniport is given one request at a time. */
    Q13(
            Severity.ERROR,
            Kind.EMULATOR,
            false,
            new BugCode(0xC4, 0x9100E),
            "a miniport is given one request at a time",
            "SDV:ndis-ndisoiddoublerequest"),
    /** A request completes within 12 seconds. */
    Q14(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x92003),
            "a request completes within 12 seconds",
            "SDV:ndis-ndistimedoidcomplete"),
    /** Requests that must not fail do not fail. */
    Q15(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x91001),
            "requests that must not fail do not fail",
            "SDV:ndis-ndisoidcomplete"),
    /** No more is written than the buffer of a request holds. */
    Q16(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x1D),
            "no more is written than the buffer of a request holds",
            "BC:0x7c"),
    /** A power event is not raised while a request is being handled. */
    Q17(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a power event is not raised while a request is being handled",
            "SDV:ndis-ndismnetpnpeventinoidrequest"),
    /** The buffer of a status indication is of the kind of the status. */
    Q18(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x20),
            "the buffer of a status indication is of the kind of the status",
            "BC:0x7c"),
    /** No status is indicated after halt. */
    Q19(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "no status is indicated after halt",
            "SDV:ndis-ndismindicatestatusex"),
    /** Nobody spins longer than 50 microseconds. */
    Q20(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "nobody spins longer than 50 microseconds",
            "SDV:ndis-ndisstallexecution-delay"),
    /** A check for hang says so only for a fault, and not before initialization has ended. */
    Q21(
            Severity.WARNING,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a check for hang says so only for a fault, and not before initialization has ended",
            "WDD:miniport-adapter-check-for-hang-and-reset-operations");

    private final RuleText rule;

    RequestRule(
            Severity severity,
            Kind kind,
            boolean always,
            BugCode code,
            String text,
            String source) {
        rule = new RuleText(severity, kind, always, code, text, source);
    }

    @Override
    public RuleText rule() {
        return rule;
    }
}
