package sluice.userland;

/** How a program gets the packets that a driver holds for it. */
public enum FetchWay {
    /** Reads in batches through the I/O manager: copied twice on the way. */
    BUFFERED,
    /** Looks into memory that it shares with the driver: no request, no copy. */
    SHARED
}
