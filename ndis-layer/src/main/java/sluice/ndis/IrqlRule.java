package sluice.ndis;

/**
 * Rules of the driver contract, section E. IRQL, locks and memory.
 *
 * <p>The source names a document: NT the NT 4 DDK, 5x the NDIS 5 documents, DDI and WDD the Windows
 * driver documents, SDV static driver verifier, BC the bug check reference, PT the Passthru sample.
 */
public enum IrqlRule implements NdisRule {
    /** Each function is called at its documented IRQL. */
    I01(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x0),
            "each function is called at its documented IRQL",
            "SDV:irql-rule-set--ndis-; DDI req.irql"),
    /** Nobody waits at DISPATCH_LEVEL. */
    I02(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0x7C, 0x14),
            "nobody waits at DISPATCH_LEVEL",
            "BC"),
    /** Pageable memory is not touched at DISPATCH_LEVEL or above. */
    I03(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "pageable memory is not touched at DISPATCH_LEVEL or above",
            "BC:0xd1"),
    /** A spin lock is taken once, released by its holder, and not held when a handler returns. */
    I04(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0xC4, 0x32),
            "a spin lock is taken once, released by its holder, and not held when a handler"
                    + " returns",
            "SDV:ndis-spinlock*"),
    /** Acquire and release are balanced; the Dpr variants are used at DISPATCH_LEVEL. */
    I05(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x40),
            "acquire and release are balanced; the Dpr variants are used at DISPATCH_LEVEL",
            "SDV:ndis-spinlockbalanced, -dpr"),
    /** Spin locks are taken in one order. */
    I06(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x1001),
            "spin locks are taken in one order",
            "BC:0xc4"),
    /** The wrapper is not called with a spin lock held. */
    I07(
            Severity.WARNING,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "the wrapper is not called with a spin lock held",
            "DDI:nf-ndis-ndismresetcomplete (locks must be released); derived for the rest"),
    /** The DISPATCH flag of a call says the real IRQL. */
    I08(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "the DISPATCH flag of a call says the real IRQL",
            "WDD:dispatch-irql-tracking"),
    /** Periodic timers are cancelled at PASSIVE_LEVEL. */
    I09(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "periodic timers are cancelled at PASSIVE_LEVEL",
            "SDV:ndis-periodictimer"),
    /**
     * Memory is allocated with a tag and a size, freed once, and not used beyond its ends or its
     * life.
     */
    I10(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x13),
            "memory is allocated with a tag and a size, freed once, and not used beyond its ends or"
                    + " its life",
            "SDV:ndis-ndisallocatememorywithtagpriority; BC:0xc4"),
    /** A handler at DISPATCH_LEVEL ends in bounded time. */
    I11(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x133, 0x0),
            "a handler at DISPATCH_LEVEL ends in bounded time",
            "choice");

    private final RuleText rule;

    IrqlRule(
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
