package sluice.ndis;

import java.util.List;
import java.util.Locale;

/**
 * The end of a machine: what Windows shows on blue, and what a debugger would find.
 *
 * @param code number of the bug check
 * @param p1 first parameter; with some codes it says what went wrong
 * @param p2 second parameter
 * @param p3 third parameter
 * @param p4 fourth parameter
 * @param rule what was broken
 * @param driver who broke it
 * @param packetId the packet it is about, or 0
 * @param detail what happened, in words
 * @param timeNanos when, in virtual time
 * @param history what had happened to the packet and who held it when, oldest first
 * @param lastSteps the last things the machine did, oldest first
 * @param at the line of the driver that did it, such as {@code MyFilter.java:38}, or empty
 */
public record BugCheck(
        int code,
        long p1,
        long p2,
        long p3,
        long p4,
        NdisRule rule,
        String driver,
        long packetId,
        String detail,
        long timeNanos,
        List<String> history,
        List<String> lastSteps,
        String at) {
    /** Copies the lists. */
    public BugCheck {
        history = List.copyOf(history);
        lastSteps = List.copyOf(lastSteps);
    }

    /** As on the screen: name, number and parameters. */
    public String stopLine() {
        return String.format(
                Locale.ROOT,
                "%s 0x%08X (0x%X, 0x%X, 0x%X, 0x%X)",
                new BugCode(code, p1).name(),
                code,
                p1,
                p2,
                p3,
                p4);
    }
}
