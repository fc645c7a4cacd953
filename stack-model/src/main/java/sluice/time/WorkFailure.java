package sluice.time;

import java.util.List;

/** Is asked about what scheduled work threw, before it leaves the scheduler. */
@FunctionalInterface
public interface WorkFailure {
    /**
     * Whether the failure has been dealt with, by stopping the machine whose work it was; then the
     * run goes on with the others.
     *
     * @param work the handler and its argument, or the task of a timer
     */
    boolean contained(List<Object> work, Throwable thrown);
}
