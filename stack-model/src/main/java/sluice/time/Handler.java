package sluice.time;

import org.jspecify.annotations.Nullable;

/**
 * Work to be run at a time on a lane. Made once and scheduled many times, so that an event
 * allocates nothing.
 *
 * @param <A> what the work is about
 */
@FunctionalInterface
public interface Handler<A extends @Nullable Object> {
    /** Runs the work to its end; it must not block. */
    void run(A argument);
}
