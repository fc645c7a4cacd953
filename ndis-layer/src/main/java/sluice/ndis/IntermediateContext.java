package sluice.ndis;

/** What an intermediate driver is given when it is put in. */
public interface IntermediateContext extends DriverContext {
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
