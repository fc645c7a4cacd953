package sluice.live;

/** How a shard waits when there is nothing to do. Made for one shard and closed after it. */
public interface IdleWait extends AutoCloseable {
    /**
     * Waits until {@link #wake} was called, something came that this wait knows how to see, or
     * {@code nanos} have passed; may return without a reason. Called on the shard's thread.
     */
    void await(long nanos);

    /**
     * Ends the wait that is on, or else the next one. May be called by any thread, also before the
     * wait begins.
     */
    void wake();

    /** Gives back what it holds; called after the shard has ended. */
    @Override
    default void close() {}
}
