package sluice.userland;

import sluice.ndis.BugCode;
import sluice.ndis.NdisRule;
import sluice.ndis.RuleText;

/**
 * Rules of the driver contract, section U. The channel between a driver and a program.
 *
 * <p>The source names a document: A the article on inspection by programs, DDI the Windows driver
 * documents, NPF the sources of WinPcap.
 */
public enum UserRule implements NdisRule {
    /** Before the Win32 subsystem has started there is no directory for it. */
    U01(
            Severity.WARNING,
            Kind.DRIVER,
            BugCode.NONE,
            "the named event is created when the program opens the device, not when the driver is"
                    + " loaded",
            "A:userland; DDI:nf-wdm-iocreatesynchronizationevent"),
    /** Data or failure at once. */
    U02(
            Severity.ERROR,
            Kind.DRIVER,
            BugCode.NONE,
            "a read of the inspection device never waits",
            "A:userland"),
    /** Signals do not count. */
    U03(
            Severity.WARNING,
            Kind.PROGRAM,
            BugCode.NONE,
            "the program reads until failure after each wake-up",
            "A:userland"),
    /** Late and repeated ones are rejected. */
    U04(
            Severity.ERROR,
            Kind.PROGRAM,
            BugCode.NONE,
            "every packet that was shown gets one verdict",
            "choice"),
    /** Whether it closes, ends or crashes. */
    U05(
            Severity.FATAL,
            Kind.DRIVER,
            BugCode.NONE,
            "when the program is gone, what waits is released and the driver is a passthru",
            "A:userland"),
    /** Of either ring. */
    U06(
            Severity.FATAL,
            Kind.DRIVER,
            BugCode.NONE,
            "ring indices: head <= tail, tail - head <= capacity, each step moves its own",
            "A:userland"),
    /** Lengths and pointers. */
    U07(
            Severity.FATAL,
            Kind.DRIVER,
            new BugCode(0x50, 0),
            "lengths and pointers of a program are probed before use",
            "NPF:Packet.c"),
    /** Bounds, jumps, end, divisors. */
    U08(
            Severity.FATAL,
            Kind.DRIVER,
            BugCode.NONE,
            "a filter program is validated before it is used",
            "NPF:ioctls.h"),
    /** The second one fails. */
    U09(
            Severity.ERROR,
            Kind.DRIVER,
            BugCode.NONE,
            "one write at a time for each capture instance",
            "NPF:Write.c");

    private final RuleText rule;

    UserRule(Severity severity, Kind kind, BugCode code, String text, String source) {
        rule = new RuleText(severity, kind, false, code, text, source);
    }

    @Override
    public RuleText rule() {
        return rule;
    }
}
