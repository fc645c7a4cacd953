package sluice.ndis;

/**
 * Seeded faults of the wrapper itself, to prove the rules that hold it to its contract. Set by
 * tests only.
 */
interface WrapperFaults {
    /** Submits sends in the wrong order. */
    default boolean swapOrder() {
        return false;
    }

    /** Shows bindings what their packet filter does not accept. */
    default boolean ignoreFilter() {
        return false;
    }

    /** Gives a miniport a second request while one is pending. */
    default boolean secondRequest() {
        return false;
    }

    /** Calls a pause over while something is outstanding. */
    default boolean pauseEarly() {
        return false;
    }
}
