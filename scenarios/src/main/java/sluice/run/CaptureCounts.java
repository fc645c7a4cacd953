package sluice.run;

/** A capture of a scenario, on whichever kind of host, with what it counted. */
interface CaptureCounts {
    /** One of its counts; 0 for those that this kind of capture does not have. */
    long counter(String name);

    /** What it did, in words. */
    String did();

    /** Ends it now: its program reads once more what is there. */
    void stop();
}
