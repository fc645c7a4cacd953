package sluice.netfilter;

/** How the kernel takes an answer of a user program, with the errno of its acknowledgement. */
public enum QueueStatus {
    /** Taken. */
    OK(0),
    /** No packet of that number waits in the queue, or none up to it ({@code ENOENT}). */
    NO_ENTRY(2),
    /** Nobody listens at the queue ({@code ENODEV}). */
    NO_QUEUE(19),
    /** A verdict that user space may not give ({@code EINVAL}). */
    INVALID(22);

    private final int errno;

    QueueStatus(int errno) {
        this.errno = errno;
    }

    /** The Linux number, positive; 0 for {@link #OK}. */
    public int errno() {
        return errno;
    }
}
