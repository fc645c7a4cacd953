package sluice.ndis;

/**
 * An intermediate driver of NDIS 5: a protocol to what is below it, a miniport to what is above.
 * All callbacks forward by default, so an empty class is the DDK's Passthru sample; the wrapper
 * skips those that are not overridden.
 *
 * <p>Callbacks run at DEFERRED or THREAD level and may be entered again before they return. A
 * packet belongs to the driver from the call on until it passes it on, completes or returns it.
 * Source: DDK sample Passthru; "NDIS Intermediate Drivers".
 */
public interface Intermediate extends NdisDriver {
    /** Called once when the driver is put in: ProtocolBindAdapter and MiniportInitialize. */
    default void attach(IntermediateContext context) {}

    /**
     * MiniportSend: the driver above sends. PENDING obliges to exactly one {@link
     * UpperEdge#sendComplete} with the same packet; anything else completes it at once, and
     * RESOURCES is for serialized drivers only.
     */
    default NdisStatus send(LowerEdge below, NdisPacket packet) {
        return below.send(packet);
    }

    /**
     * ProtocolSendComplete: the driver below has completed a send that this one passed down, its
     * own ones included.
     */
    default void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
        above.sendComplete(packet, status);
    }

    /**
     * ProtocolReceivePacket: a frame from below.
     *
     * @return 0 if the driver is done with it; 1 if it is kept here or above and comes back by
     *     {@link LowerEdge#returnPacket}. Must be 0 if the packet's status is RESOURCES.
     */
    default int receive(UpperEdge above, NdisPacket packet) {
        return above.indicateReceive(packet);
    }

    /**
     * MiniportReturnPacket: all above are done with a frame that this driver indicated, its own
     * ones included.
     */
    default void returnPacket(LowerEdge below, NdisPacket packet) {
        below.returnPacket(packet);
    }

    /** ProtocolStatus: a status from below. */
    default void status(UpperEdge above, NdisStatus status) {
        above.indicateStatus(status);
    }

    /**
     * MiniportReset of the upper edge. A serialized driver forgets every send it holds: the wrapper
     * completes them; a deserialized one completes them itself.
     */
    default NdisStatus reset() {
        return NdisStatus.SUCCESS;
    }

    /** MiniportCancelSendPackets: completes queued sends of this id with REQUEST_ABORTED. */
    default void cancelSendPackets(Object cancelId) {}

    /**
     * The stack around it is about to change: everything that is parked here must be completed or
     * returned.
     */
    default void pause() {}

    /** The stack runs again. */
    default void restart() {}

    /** Taken out; called once, with nothing under way. */
    default void detach() {}

    /**
     * What its upper edge answers to OID_GEN_MAXIMUM_FRAME_SIZE, in octets behind the link header:
     * less than what is below takes, if the driver adds headers of its own. The wrapper asks often;
     * the answer depends on nothing else.
     */
    default int frameOctetsMax(int belowOctets) {
        return belowOctets;
    }

    /** {@link MiniportAttributes} of the upper edge; Passthru's by default. */
    default int attributes() {
        return MiniportAttributes.INTERMEDIATE;
    }
}
