package sluice.time;

/** Tells virtual time; the only clock a layer may see. */
@FunctionalInterface
public interface Clock {
    /** Nanoseconds since the start of the run; never goes back. */
    long nowNanos();
}
