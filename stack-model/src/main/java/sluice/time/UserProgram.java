package sluice.time;

/**
 * A program in user space, written as plain blocking code: wait, read, compute, set an event.
 *
 * <p>It runs on a thread of its own that holds the run's baton only between two calls on its {@link
 * UserThread}, so it may touch what belongs to the run and a replay stays identical. It must not
 * start threads or look at wall time.
 */
@FunctionalInterface
public interface UserProgram {
    /** Runs from start to end; returning ends the thread. */
    void run(UserThread self);
}
