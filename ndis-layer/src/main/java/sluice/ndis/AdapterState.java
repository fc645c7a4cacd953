package sluice.ndis;

/**
 * States of an adapter or filter module (Microsoft, "Adapter States of a Miniport Driver"). A reset
 * and the power state stand beside them.
 */
public enum AdapterState {
    /** Not there yet, or gone. */
    HALTED,
    /** Initializing. */
    INITIALIZING,
    /** There, and nothing flows. */
    PAUSED,
    /** About to run; receives may be indicated. */
    RESTARTING,
    /** Frames pass. */
    RUNNING,
    /** About to pause: what is outstanding comes home. */
    PAUSING,
    /** The system is going down. */
    SHUTDOWN
}
