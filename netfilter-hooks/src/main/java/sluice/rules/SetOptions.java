package sluice.rules;

/**
 * Flags and limits of a set.
 *
 * @param constant nothing may be added while it is used
 * @param interval keys may be intervals
 * @param autoMerge intervals that touch become one
 * @param dynamic rules may add to it
 * @param timeouts elements may expire
 * @param timeoutNanos after which elements expire that state none; 0 for never
 * @param sizeMax most elements
 */
public record SetOptions(
        boolean constant,
        boolean interval,
        boolean autoMerge,
        boolean dynamic,
        boolean timeouts,
        long timeoutNanos,
        int sizeMax) {
    /** Of a set that is written within a rule. */
    public static SetOptions anonymous(boolean interval) {
        return new SetOptions(true, interval, true, false, false, 0, Integer.MAX_VALUE);
    }

    /** Whether anything in it may expire. */
    public boolean expires() {
        return timeouts || timeoutNanos > 0;
    }
}
