package sluice.conformance.kernel;

import java.util.List;

/**
 * What the kernel did about one step.
 *
 * @param step as it was done: answers have become frames
 * @param error errno of the call, or empty
 */
record PlayedStep(FreshStep step, List<Left> left, List<Event> events, String error) {
    /** A frame that left by a device. */
    record Left(String device, byte[] frame) {}

    /**
     * A rule that matched, or the end of a base chain.
     *
     * @param packet number of the packet's way
     * @param rule index in its chain; -1 for the policy
     * @param to chain of a jump
     */
    record Event(
            int packet,
            String hook,
            String family,
            String table,
            String chain,
            int rule,
            String verdict,
            String to,
            long mark,
            String in,
            String out) {}
}
