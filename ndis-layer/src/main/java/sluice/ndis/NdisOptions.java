package sluice.ndis;

/**
 * How the wrapper of one machine behaves.
 *
 * @param verifier how much of the driver contract is looked at
 * @param version of the wrapper itself
 * @param checkIntervalSeconds the check-for-hang interval of miniports that do not set one
 * @param watchdogNanos how long bind, unbind, pause, power and halt may take; the documents give no
 *     number
 * @param resetQueued status of sends that a reset finds in the wrapper's queue
 * @param resetInDriver status of sends that a reset takes from a serialized driver
 * @param policy what becomes of the run after a breach
 * @param handlersMayWait whether handlers that Windows calls at PASSIVE_LEVEL run in the system's
 *     worker threads, where they may wait; else they run at once, in whatever calls for them
 */
public record NdisOptions(
        VerifierLevel verifier,
        NdisVersion version,
        int checkIntervalSeconds,
        long watchdogNanos,
        NdisStatus resetQueued,
        NdisStatus resetInDriver,
        BreachPolicy policy,
        boolean handlersMayWait) {
    /** No verifier; a breach ends the run; what a reset does is the choice of {@link Resets}. */
    public static final NdisOptions DEFAULT =
            new NdisOptions(
                    VerifierLevel.OFF,
                    NdisVersion.NDIS_6_30,
                    2,
                    60_000_000_000L,
                    NdisStatus.RESET_IN_PROGRESS,
                    NdisStatus.REQUEST_ABORTED,
                    BreachPolicy.THROW,
                    false);

    /** As on Windows: a breach ends the machine, the verifier is on at {@code level}. */
    public static NdisOptions verified(VerifierLevel level) {
        return DEFAULT.withVerifier(level).withPolicy(BreachPolicy.BUG_CHECK);
    }

    /** The same with another level. */
    public NdisOptions withVerifier(VerifierLevel level) {
        return new NdisOptions(
                level,
                version,
                checkIntervalSeconds,
                watchdogNanos,
                resetQueued,
                resetInDriver,
                policy,
                handlersMayWait);
    }

    /** The same with another policy. */
    public NdisOptions withPolicy(BreachPolicy other) {
        return new NdisOptions(
                verifier,
                version,
                checkIntervalSeconds,
                watchdogNanos,
                resetQueued,
                resetInDriver,
                other,
                handlersMayWait);
    }

    /** The same as another version of the wrapper. */
    public NdisOptions withVersion(NdisVersion other) {
        return new NdisOptions(
                verifier,
                other,
                checkIntervalSeconds,
                watchdogNanos,
                resetQueued,
                resetInDriver,
                policy,
                handlersMayWait);
    }

    /**
     * The same with handlers in threads of the system's: bind, unbind, pause, attach and detach,
     * restart, Plug and Play, halt, and requests to drivers of NDIS 6. What follows such a handler
     * comes later then, in the same instant if it does not wait.
     *
     * <p>Differs: MiniportInitialize, FilterAttach on a stack that has carried nothing yet, and
     * what NDIS itself asks a miniport run at once and must not wait.
     */
    public NdisOptions withWaitingHandlers() {
        return new NdisOptions(
                verifier,
                version,
                checkIntervalSeconds,
                watchdogNanos,
                resetQueued,
                resetInDriver,
                policy,
                true);
    }
}
