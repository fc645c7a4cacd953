package sluice.userland;

/** What an inspecting driver tells the sender, and when. */
public enum SendPolicy {
    /** Says SUCCESS at once and keeps a copy: the sender goes on at the speed of memory. */
    EARLY,
    /**
     * Passes the packet down at once and answers what the driver below does; the program sees a
     * copy and can stop nothing.
     */
    PASS_ON,
    /** Says PENDING, and completes after the verdict: the sender is paced. */
    PEND
}
