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
}
