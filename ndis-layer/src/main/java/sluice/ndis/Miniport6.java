package sluice.ndis;

/**
 * A miniport driver of NDIS 6, on one adapter: accepts every send and completes each list once, in
 * any order.
 *
 * <p>Source: Microsoft, MINIPORT_SEND_NET_BUFFER_LISTS, MINIPORT_RETURN_NET_BUFFER_LISTS.
 */
public interface Miniport6 {
    /** MiniportInitializeEx: called once. */
    void initialize(MiniportContext adapter);

    /** MiniportSendNetBufferLists. */
    void sendNetBufferLists(NetBufferList chain);

    /** MiniportReturnNetBufferLists. */
    default void returnNetBufferLists(NetBufferList chain) {}

    /** MiniportOidRequest. */
    default NdisStatus request(OidRequest request) {
        return NdisStatus.NOT_SUPPORTED;
    }

    /** MiniportResetEx. */
    default NdisStatus reset() {
        return NdisStatus.NOT_RESETTABLE;
    }

    /** MiniportPause: SUCCESS, or PENDING and one {@link MiniportContext#pauseComplete}. */
    default NdisStatus pause() {
        return NdisStatus.SUCCESS;
    }

    /**
     * MiniportRestart: PENDING obliges to one {@link MiniportContext#restartComplete}. Anything but
     * SUCCESS: it stays paused, and the stack with it, until the next change of the stack.
     */
    default NdisStatus restart() {
        return NdisStatus.SUCCESS;
    }

    /** MiniportHaltEx. */
    default void halt() {}

    /** MiniportCheckForHangEx. */
    default boolean checkForHang() {
        return false;
    }

    /** Whether the last {@link #reset} lost the packet filter and the addresses. */
    default boolean resetAddressing() {
        return true;
    }

    /** MiniportCancelSend: completes queued lists that carry the id with SEND_ABORTED. */
    default void cancelSend(Object cancelId) {}

    /**
     * MiniportCancelOidRequest: a request that was answered PENDING is no longer wanted; it is
     * completed all the same, with REQUEST_ABORTED if nothing came of it.
     */
    default void cancelRequest(OidRequest request) {}

    /** MiniportDevicePnPEventNotify. */
    default void pnpEvent(PnpEvent event) {}

    /** MiniportShutdownEx: the system goes down; nothing may be freed. */
    default void shutdown() {}
}
