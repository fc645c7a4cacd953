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

    /** MiniportPause. */
    default void pause() {}

    /** MiniportRestart. */
    default void restart() {}

    /** MiniportHaltEx. */
    default void halt() {}
}
