package sluice.ndis;

/**
 * A protocol driver of NDIS 6.
 *
 * <p>Source: Microsoft, PROTOCOL_SEND_NET_BUFFER_LISTS_COMPLETE, PROTOCOL_RECEIVE_NET_BUFFER_LISTS.
 */
public interface Protocol6 {
    /** Name of the protocol. */
    String name();

    /** ProtocolSendNetBufferListsComplete: each list once, its status set. */
    void sendNetBufferListsComplete(ProtocolBinding binding, NetBufferList chain);

    /**
     * ProtocolReceiveNetBufferLists.
     *
     * @param resources true: may not be kept; false: each list is given back by {@link
     *     ProtocolBinding#returnLists}, now or later
     */
    void receiveNetBufferLists(ProtocolBinding binding, NetBufferList chain, boolean resources);

    /** After a burst. */
    default void receiveComplete(ProtocolBinding binding) {}

    /** ProtocolStatusEx. */
    default void status(ProtocolBinding binding, NdisStatus status) {}

    /** ProtocolStatusEx with its buffer. */
    default void status(ProtocolBinding binding, StatusIndication indication) {
        status(binding, indication.status());
    }

    /** ProtocolBindAdapterEx: an adapter is there; PENDING obliges to one completion. */
    default NdisStatus bindAdapter(BindContext bind) {
        return NdisStatus.NOT_SUPPORTED;
    }

    /** ProtocolUnbindAdapterEx: closes the binding, now or later; cannot fail. */
    default NdisStatus unbindAdapter(ProtocolBinding binding, UnbindContext unbind) {
        binding.close();
        return NdisStatus.SUCCESS;
    }

    /** ProtocolCloseAdapterCompleteEx: a close that was answered PENDING is over. */
    default void closeComplete(ProtocolBinding binding) {}

    /** ProtocolNetPnPEvent; PENDING obliges to one completion. */
    default NdisStatus pnpEvent(ProtocolBinding binding, PnpEvent event) {
        return NdisStatus.SUCCESS;
    }

    /** ProtocolOidRequestComplete: a request that was answered PENDING is over. Called once. */
    default void requestComplete(ProtocolBinding binding, OidRequest request, NdisStatus status) {}
}
