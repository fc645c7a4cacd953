package sluice.samples.windows;

import sluice.ndis.Intermediate;

/**
 * What is the least a driver must do? Nothing: the inherited callbacks forward all four flows, and
 * the wrapper passes them by.
 */
public final class Passthru implements Intermediate {
    /** A driver that changes nothing. */
    public Passthru() {}
}
