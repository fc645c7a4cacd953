package sluice.winstack;

/**
 * One policy for every {@link InterceptionPoint}: looks at what passes there and decides.
 *
 * <p>Runs at the lane of the point: THREAD for calls of programs, DEFERRED for what arrives.
 */
@FunctionalInterface
public interface PointFilter {
    /** Decides about one thing; {@code seen} is valid during the call only. */
    Decision decide(Seen seen);

    /** What is to become of it. */
    enum Decision {
        /** Let it go on as it is. */
        PASS,
        /** Keep it from going on; the same as PASS where the point cannot stop. */
        STOP,
        /** Let it go on with what was written into {@link Seen#writable}. */
        CHANGED
    }
}
