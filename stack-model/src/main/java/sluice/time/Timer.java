package sluice.time;

/**
 * A one-shot timer that can be armed again and cancelled; owned by one component. Runs on its lane.
 */
public final class Timer {
    private final VirtualScheduler scheduler;
    final Lane lane;
    final Runnable task;
    int event = -1;

    Timer(VirtualScheduler scheduler, Lane lane, Runnable task) {
        this.scheduler = scheduler;
        this.lane = lane;
        this.task = task;
    }

    /** Expires once, {@code delayNanos} from now; an earlier setting is forgotten. */
    public void arm(long delayNanos) {
        cancel();
        event = scheduler.enqueueTimer(delayNanos, this);
    }

    /** Forgets a setting that has not expired yet; without one, does nothing. */
    public void cancel() {
        if (event < 0) return;
        scheduler.remove(event);
        event = -1;
    }

    /** Whether it is set and has not expired. */
    public boolean armed() {
        return event >= 0;
    }

    /** Its event is gone without having run. */
    void forget() {
        event = -1;
    }

    void expire() {
        event = -1;
        task.run();
    }
}
