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
 */
public record NdisOptions(
        VerifierLevel verifier,
        NdisVersion version,
        int checkIntervalSeconds,
        long watchdogNanos,
        NdisStatus resetQueued,
        NdisStatus resetInDriver,
        BreachPolicy policy) {
    /** No verifier; a breach ends the run; what a reset does is the choice of {@link Resets}. */
    public static final NdisOptions DEFAULT =
            new NdisOptions(
                    VerifierLevel.OFF,
                    NdisVersion.NDIS_6_30,
                    2,
                    60_000_000_000L,
                    NdisStatus.RESET_IN_PROGRESS,
                    NdisStatus.REQUEST_ABORTED,
                    BreachPolicy.THROW);

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
                policy);
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
                other);
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
                policy);
    }
}
