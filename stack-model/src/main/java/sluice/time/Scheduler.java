package sluice.time;

/**
 * Runs work later, on a lane, in an order that depends on nothing but the scenario and its seed.
 *
 * <p>Layers get this and never a thread or a wall clock. All calls are made from work that this
 * scheduler runs, or before it runs.
 */
public interface Scheduler extends Clock {
    /**
     * Runs {@code handler} with {@code argument} after {@code delayNanos} (0 or more), counted from
     * {@link #nowNanos}. Allocates nothing once the event store has grown to the number of pending
     * events.
     *
     * @throws IllegalArgumentException if the delay is negative
     */
    <A> void schedule(long delayNanos, Lane lane, Handler<? super A> handler, A argument);

    /** A timer that runs {@code task} on {@code lane} when it expires; not armed yet. */
    Timer timer(Lane lane, Runnable task);

    /**
     * Whether what is due on the wire at this very instant may be done in place of being scheduled:
     * nothing above the wire can run before it, no seed asks for other orders, and the work that
     * asks is not ahead of other work because time was charged to it.
     */
    boolean wireAtOnce();

    /**
     * Raises an interrupt: {@code routine} runs on {@code lane}, a CPU's lane of interrupt service
     * routines. It comes in at once, in the midst of whatever calls this, where nothing forbids
     * that: no seed asks for other orders, no time is charged on that CPU, and no interrupt runs or
     * waits already. Else it is an event of this instant.
     *
     * @return true if the routine has run
     */
    <A> boolean interrupt(Lane lane, Handler<? super A> routine, A argument);

    /** The lane of links and of the run itself. */
    Lane wire();

    /**
     * A point inside a wrapper or a hook walk at which an interrupt may come in. Without a shuffle
     * seed nothing happens; with one, an interrupt that is due at this very instant may run here,
     * nested, as drawn.
     */
    void interruptionPoint();
}
