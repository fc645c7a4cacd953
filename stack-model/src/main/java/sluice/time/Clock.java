package sluice.time;

/** Tells the time of the run, virtual or live; the only clock a layer may see. */
@FunctionalInterface
public interface Clock {
    /**
     * Nanoseconds since the start of the run, as the work that asks sees them: never goes back
     * within one lane. With costs on, work that was charged stands later than an interrupt that
     * came in meanwhile and is run after it.
     */
    long nowNanos();
}
