package sluice.ndis;

import org.jspecify.annotations.Nullable;

/** What a miniport may call in the wrapper ({@code NdisM...} functions). */
public interface MiniportContext extends DriverContext {
    /** A descriptor pool of its own, for receives. */
    NdisPacketPool packetPool(int capacityPackets);

    /**
     * The same with room for {@code protocolNotes} pointers of a protocol in each; those that are
     * indicated need four.
     */
    NdisPacketPool packetPool(int capacityPackets, int protocolNotes);

    /** A pool of lists of its own, for receives. */
    NetBufferListPool listPool(int capacityLists);

    /** NdisMSendComplete: once for each send that was answered PENDING; never with RESOURCES. */
    void sendComplete(NdisPacket packet, NdisStatus status);

    /** NdisMSendResourcesAvailable: a serialized miniport has room again. */
    void sendResourcesAvailable();

    /**
     * NdisMIndicateReceivePacket with one packet, whose out-of-band status says whether it may be
     * kept.
     *
     * @return 0: the miniport's again; 1: it comes back by {@link Miniport#returnPacket}
     */
    int indicateReceive(NdisPacket packet);

    /** A description of look-aheads, to be filled anew for each frame. */
    Lookahead lookahead();

    /**
     * NdisMEthIndicateReceive: shows the beginning of a frame. The look-ahead should be at least as
     * long as OID_GEN_CURRENT_LOOKAHEAD says, or all there is. The octets stay the miniport's, and
     * it ends them itself.
     *
     * <p>Differs: the function returns nothing on Windows; here the account of packets wants to
     * know.
     *
     * @return SUCCESS if a protocol took the frame; NOT_ACCEPTED if none did
     */
    NdisStatus indicateReceive(Lookahead frame);

    /** NdisMTransferDataComplete: a transfer that was answered PENDING is over. */
    void transferDataComplete(NdisPacket target, NdisStatus status, int octets);

    /** NdisMSendNetBufferListsComplete, each with the status set on it. */
    void sendComplete(NetBufferList chain);

    /**
     * NdisMIndicateReceiveNetBufferLists.
     *
     * @param resources true: the miniport's again when this returns; false: each comes back by
     *     {@link Miniport6#returnNetBufferLists}
     */
    void indicateReceive(@Nullable NetBufferList chain, boolean resources);

    /** The same with {@link NdisFlags}: DISPATCH_LEVEL. */
    default void sendComplete(NetBufferList chain, int flags) {
        NdisFlags.check(this, flags);
        sendComplete(chain);
    }

    /** The same with {@link NdisFlags}: DISPATCH_LEVEL, RESOURCES. */
    default void indicateReceive(@Nullable NetBufferList chain, int flags) {
        NdisFlags.check(this, flags);
        indicateReceive(chain, (flags & NdisFlags.RESOURCES) != 0);
    }

    /** After the last indication of a burst: protocols do what they put off. */
    void indicateReceiveComplete();

    /** NdisMIndicateStatus. */
    void indicateStatus(NdisStatus status);

    /**
     * NdisMNetPnPEvent: tells the bindings above, topmost first; not from within {@code request}.
     *
     * <p>Differs: on Windows filters are told too, and the answer comes back.
     */
    default void netPnpEvent(PnpEvent event) {}

    /** NdisMResetComplete: a reset that was answered PENDING is over. */
    void resetComplete(NdisStatus status, boolean addressingReset);

    /**
     * NdisMSetAttributesEx, from initialize only; a miniport that does not call it has what {@link
     * Miniport#attributes} says.
     *
     * @param flags {@link MiniportAttributes}
     * @param checkForHangSeconds 0 for the default
     */
    default void setAttributes(int flags, int checkForHangSeconds) {}

    /**
     * NdisMIndicateReceivePacket with the first {@code count} of an array, in their order. All are
     * lent from the first on whose out-of-band status is RESOURCES. Those that are kept above are
     * taken out of the array; they come back by {@link Miniport#returnPacket}.
     *
     * <p>Differs: on Windows the status of each says so.
     *
     * @return how many are kept
     */
    default int indicateReceive(@Nullable NdisPacket[] packets, int count) {
        int kept = 0;
        boolean lent = false;
        for (int i = 0; i < count; i++) {
            NdisPacket packet = packets[i];
            if (packet == null) continue;
            OutOfBand about = packet.outOfBand();
            if (lent) about.setStatus(NdisStatus.RESOURCES);
            lent = about.status() == NdisStatus.RESOURCES;
            if (indicateReceive(packet) == 0) continue;
            packets[i] = null;
            kept++;
        }
        return kept;
    }

    /** NdisMIndicateStatusEx. */
    default void indicateStatus(StatusIndication indication) {
        indicateStatus(indication.status());
    }

    /** NdisMQueryInformationComplete and the like: a request that was answered PENDING is over. */
    default void requestComplete(OidRequest request, NdisStatus status) {}

    /** NdisMPauseComplete: a pause that was answered PENDING is over. */
    default void pauseComplete() {}

    /** NdisMRestartComplete: a restart that was answered PENDING is over. */
    default void restartComplete(NdisStatus status) {}

    /** MiniportInitialize fails with this status; from initialize only. */
    default void failInitialize(NdisStatus status) {}

    /**
     * NdisIMSwitchToMiniport: a serialized intermediate driver that is in one of its protocol
     * handlers may call up until {@link #revertBack}.
     */
    default void switchToMiniport() {}

    /** NdisIMRevertBack. */
    default void revertBack() {}
}
