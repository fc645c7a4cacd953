package sluice.ndis;

/**
 * A miniport driver of NDIS 5, on one adapter.
 *
 * <p>Source: Windows DDK, MiniportSend, MiniportReturnPacket, MiniportReset, MiniportHalt.
 */
public interface Miniport {
    /** MiniportInitialize: called once, at THREAD level. */
    void initialize(MiniportContext adapter);

    /** Attributes of NdisMSetAttributesEx; deserialized by default. */
    default int attributes() {
        return MiniportAttributes.DESERIALIZE;
    }

    /**
     * MiniportSend. PENDING obliges to exactly one {@link MiniportContext#sendComplete}; RESOURCES,
     * for serialized miniports only, leaves the packet with the wrapper, which tries again.
     */
    NdisStatus send(NdisPacket packet);

    /** MiniportReturnPacket: all above are done with a received packet. */
    default void returnPacket(NdisPacket packet) {}

    /**
     * MiniportTransferData: copies {@code octets} of the frame that is being indicated, from {@code
     * byteOffset} behind its header on, into the buffers of {@code target}. Must serve the same
     * frame several times. SUCCESS: copied, {@link Lookahead#setTransferredOctets} says how many;
     * PENDING obliges to exactly one {@link MiniportContext#transferDataComplete} and forbids
     * indications until then. Needed by a miniport that indicates look-aheads.
     */
    default NdisStatus transferData(
            NdisPacket target, Lookahead frame, int byteOffset, int octets) {
        return NdisStatus.FAILURE;
    }

    /** Query or set one object; fills in the request. */
    default NdisStatus request(OidRequest request) {
        return NdisStatus.NOT_SUPPORTED;
    }

    /** MiniportReset; PENDING obliges to one {@link MiniportContext#resetComplete}. */
    default NdisStatus reset() {
        return NdisStatus.NOT_RESETTABLE;
    }

    /** MiniportCheckForHang. */
    default boolean checkForHang() {
        return false;
    }

    /** MiniportHalt: all bindings are closed. */
    default void halt() {}

    /**
     * MiniportSendPackets: the first {@code count} of an array, in their order; a driver that does
     * not have it is given them one by one. What {@link #send} would answer is set as out-of-band
     * status of each; RESOURCES on one, for serialized miniports only, stands for all behind it.
     */
    default void sendPackets(NdisPacket[] packets, int count) {}

    /** MiniportCancelSendPackets: completes queued sends that carry the id with REQUEST_ABORTED. */
    default void cancelSendPackets(Object cancelId) {}

    /** Whether the last {@link #reset} lost the packet filter and the addresses. */
    default boolean resetAddressing() {
        return true;
    }

    /** MiniportPnPEventNotify. */
    default void pnpEvent(PnpEvent event) {}

    /** MiniportShutdown: the system goes down; nothing may be freed. */
    default void shutdown() {}
}
