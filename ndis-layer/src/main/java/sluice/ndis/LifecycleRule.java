package sluice.ndis;

/**
 * Rules of the driver contract, section D. Binding, pause, power and unloading.
 *
 * <p>The source names a document: NT the NT 4 DDK, 5x the NDIS 5 documents, DDI and WDD the Windows
 * driver documents, SDV static driver verifier, BC the bug check reference, PT the Passthru sample.
 */
public enum LifecycleRule implements NdisRule {
    /** Halt releases all that initialization acquired. */
    L01(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x8),
            "halt releases all that initialization acquired",
            "SDV:ndis-init-registerinterrupt, canceltimerobject; BC:0x7c"),
    /** A failed initialization releases all that it acquired. */
    L02(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0xB),
            "a failed initialization releases all that it acquired",
            "BC:0x7c"),
    /** MiniportPause answers SUCCESS or PENDING. */
    L03(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "MiniportPause answers SUCCESS or PENDING",
            "SDV:ndis-miniportpause-return"),
    /** A pause is over only when all sends are completed and all receives returned. */
    L04(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x25),
            "a pause is over only when all sends are completed and all receives returned",
            "DDI:nc-ndis-miniport_pause"),
    /** Pause and restart are completed only while they are pending. */
    L05(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x1F),
            "pause and restart are completed only while they are pending",
            "BC:0x7c"),
    /** A filter's pause is over within 10 seconds, does not fail and ends once. */
    L06(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x92010),
            "a filter's pause is over within 10 seconds, does not fail and ends once",
            "SDV:ndisfiltertimedpausecomplete-"),
    /** A paused filter originates nothing. */
    L07(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a paused filter originates nothing",
            "DDI:nc-ndis-filter_pause"),
    /** Nobody leaves the stack while it holds packets. */
    L08(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x27),
            "nobody leaves the stack while it holds packets",
            "BC:0x7c"),
    /**
     * An adapter is opened only while binding, closed only while binding or unbinding, and closed
     * once.
     */
    L09(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x16),
            "an adapter is opened only while binding, closed only while binding or unbinding, and"
                    + " closed once",
            "WDD:unbinding-from-an-adapter; BC:0x7c"),
    /** A binding is not used after its close is complete. */
    L10(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "a binding is not used after its close is complete",
            "DDI:nc-ndis-protocol_unbind_adapter_ex"),
    /** Unbinding does not fail, and is completed once if it pends. */
    L11(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x25),
            "unbinding does not fail, and is completed once if it pends",
            "DDI:nc-ndis-protocol_unbind_adapter_ex"),
    /**
     * An intermediate driver takes its virtual adapter down before it closes its binding, and frees
     * once.
     */
    L12(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x13),
            "an intermediate driver takes its virtual adapter down before it closes its binding,"
                    + " and frees once",
            "PT"),
    /** An intermediate driver keeps power requests to itself. */
    L13(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "an intermediate driver keeps power requests to itself",
            "PT; WDD:handling-a-set-power-request"),
    /** An intermediate driver passes sends down only while both edges are awake. */
    L14(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "an intermediate driver passes sends down only while both edges are awake",
            "PT; WDD:handling-a-set-power-request"),
    /** A protocol is drained before it completes going to sleep. */
    L15(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x9F, 0x3),
            "a protocol is drained before it completes going to sleep",
            "PT; WDD:handling-a-set-power-request; BC:0x9f"),
    /** Nothing is indicated while the adapter sleeps. */
    L16(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "nothing is indicated while the adapter sleeps",
            "WDD:handling-a-set-power-request"),
    /** A packet pool is freed only when all its descriptors are back. */
    L17(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "a packet pool is freed only when all its descriptors are back",
            "DDI:nf-ndis-ndisfreepacketpool, ndispacketpoolusage"),
    /** Bindings are not enumerated anew while binding, unbinding or in an event of a binding. */
    L18(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "bindings are not enumerated anew while binding, unbinding or in an event of a binding",
            "SDV:ndis-ndisreenumerateprotocolbindings"),
    /** A filter driver deregisters when it is unloaded. */
    L19(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0xA),
            "a filter driver deregisters when it is unloaded",
            "SDV:ndis-ndisfderegisterfilterdriver"),
    /** Shared memory is not freed at shutdown. */
    L20(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "shared memory is not freed at shutdown",
            "SDV:ndis-ndismfreesharedmemory"),
    /** Generic objects are given back before halt ends. */
    L21(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x62),
            "generic objects are given back before halt ends",
            "SDV:ndis-ndisallocate*, ndisopenconfigurationex, init-ndisallocateioworkitem");

    private final RuleText rule;

    LifecycleRule(
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
