package sluice.time;

/**
 * How urgent work is. A lower ordinal runs first at one instant and interrupts what stands below
 * it.
 *
 * <p>The levels stand for DIRQL, DISPATCH and PASSIVE on Windows, hardirq, softirq and process
 * context on Linux.
 */
public enum Level {
    /** Outside any host: links and the run itself. */
    WIRE,
    /** Interrupt service routines (DIRQL, hardirq). */
    INTERRUPT,
    /** Deferred procedure calls and softirqs (DISPATCH). */
    DEFERRED,
    /** Threads and processes (PASSIVE); have a priority and a quantum, see {@link Cpu}. */
    THREAD
}
