package sluice.ndis;

import sluice.time.Level;

/** Interrupt request levels, as far as drivers of networks meet them. */
public enum Irql {
    /** Threads. */
    PASSIVE(0),
    /** Asynchronous procedure calls. */
    APC(1),
    /** Deferred procedure calls, and whoever holds a spin lock. */
    DISPATCH(2),
    /** The interrupt service routine of the device. */
    DIRQL(5);

    private final int number;

    Irql(int number) {
        this.number = number;
    }

    /** The number as in the documents; that of devices varies, 5 is a choice. */
    public int number() {
        return number;
    }

    /**
     * What a level of the scheduler stands for. Work of the wire and of a test has no IRQL; it
     * counts as a thread's.
     */
    public static Irql of(Level level) {
        return switch (level) {
            case INTERRUPT -> DIRQL;
            case DEFERRED -> DISPATCH;
            case THREAD, WIRE -> PASSIVE;
        };
    }

    /** The higher of the two. */
    public Irql max(Irql other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
