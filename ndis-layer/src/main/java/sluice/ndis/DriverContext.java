package sluice.ndis;

import sluice.packet.Place;
import sluice.world.Host;

/** What every driver is given: where it stands, and the objects it may make. */
public interface DriverContext {
    /** Name under which it was put in. */
    String name();

    /** The driver in this place as one who takes part in the contract. */
    Party party();

    /** The adapter it stands on. */
    NdisAdapter adapter();

    /** Its place in the ledger: it owns the packets it holds. */
    Place place();

    /** The machine: scheduler, CPUs, random streams. */
    default Host host() {
        return adapter().host();
    }

    /** What it may make and misuse: locks, timers, memory. */
    default DriverObjects objects() {
        return adapter().ndis().objectsOf(party());
    }
}
