package sluice.userland;

import sluice.defer.DeferralSink;

/**
 * A driver that hands packets to a user program and takes its decisions. With no program there it
 * is a passthru.
 */
public interface AsksProgram {
    /** A program opens the device: what the driver parks is offered to it from now on. */
    void attach(DeferralSink program);

    /**
     * The program closes its handle, ends or crashes. What it still held goes on or ends, as the
     * driver's policy says; afterwards it has no open deferral of this driver.
     */
    void detach();
}
