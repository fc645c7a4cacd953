package sluice.ndis;

/** What becomes of the run when a driver breaks a rule that nothing can go on from. */
public enum BreachPolicy {
    /** {@link sluice.trace.ContractBroken} is thrown through the driver and out of the run. */
    THROW,
    /** The machine ends with a {@link BugCheck}; the other machines go on. */
    BUG_CHECK
}
