package sluice.ndis;

import sluice.packet.Place;
import sluice.world.Host;

/** What an intermediate driver is given when it is put in. */
public interface IntermediateContext {
    /** Name under which it was put in. */
    String name();

    /** The adapter it stands on. */
    NdisAdapter adapter();

    /** Its place in the ledger: it owns the packets it holds. */
    Place place();

    /** The machine: scheduler, CPUs, random streams. */
    default Host host() {
        return adapter().host();
    }

    /** The way down. */
    LowerEdge below();

    /** The way up. */
    UpperEdge above();

    /**
     * NdisIMGetCurrentPacketStack: this driver's slot of a packet that it holds, for {@link
     * NdisPacket#stack}; -1 if none is left, then it keeps its note elsewhere or repackages.
     */
    int stackSlot(NdisPacket packet);

    /** A descriptor pool of its own. */
    NdisPacketPool packetPool(int capacityPackets);
}
