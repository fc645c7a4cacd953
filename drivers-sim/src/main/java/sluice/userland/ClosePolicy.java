package sluice.userland;

/** What becomes of packets that wait when their program closes or ends. */
public enum ClosePolicy {
    /** They go on as if the program had let them. */
    FORWARD,
    /** They end. */
    DROP
}
