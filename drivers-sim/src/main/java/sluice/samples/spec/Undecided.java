package sluice.samples.spec;

import java.util.function.Predicate;
import sluice.packet.Packet;

/** A driver or hook that keeps packets until a user program decides about them. */
public interface Undecided {
    /** Runs when a packet begins to wait; one run may stand for several. */
    void onWaiting(Runnable wake);

    /** How many wait. */
    int waiting();

    /**
     * Decides about all that wait, until none is left.
     *
     * @return how many were decided
     */
    int decide(Predicate<Packet> allow);

    /** The program is gone: what waits goes on, and from now on everything passes. */
    void detach();
}
