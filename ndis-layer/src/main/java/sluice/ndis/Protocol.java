package sluice.ndis;

/**
 * A protocol driver of NDIS 5.
 *
 * <p>Source: Windows DDK, ProtocolSendComplete, ProtocolReceivePacket, ProtocolReceiveComplete,
 * ProtocolStatus, ProtocolReceive, ProtocolTransferDataComplete.
 *
 * <p>A protocol has ProtocolReceivePacket, or ProtocolReceive, or both. Without the first, full
 * packets are shown to the second with all of the frame as look-ahead; without the second, frames
 * of which a miniport gives the beginning only are gathered by the wrapper.
 */
public interface Protocol {
    /** Name of the protocol, as in {@code tcpip}. */
    String name();

    /**
     * ProtocolSendComplete: a send that was answered PENDING is over; descriptor and octets are the
     * protocol's again, though the octets have come to their end. Called once.
     */
    void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status);

    /**
     * ProtocolReceivePacket. To have the octets beyond the call: {@link ProtocolBinding#claim}.
     * Reading only; other bindings see the same packet.
     *
     * @return how often this binding will call {@link ProtocolBinding#returnPacket}; 0 if done
     */
    default int receivePacket(ProtocolBinding binding, NdisPacket packet) {
        return 0;
    }

    /**
     * ProtocolReceive: the beginning of a frame, for reading during the call. The rest is to be had
     * by at most one {@link ProtocolBinding#transferData}.
     *
     * @return SUCCESS if the protocol took the frame, NOT_ACCEPTED if it is not interested
     */
    default NdisStatus receive(ProtocolBinding binding, Lookahead frame) {
        return NdisStatus.NOT_ACCEPTED;
    }

    /**
     * ProtocolTransferDataComplete: a transfer that was answered PENDING is over. Called once,
     * perhaps before that answer was given.
     */
    default void transferDataComplete(
            ProtocolBinding binding, NdisPacket packet, NdisStatus status, int octets) {}

    /**
     * ProtocolReceiveComplete: after a burst, also if nothing of it was accepted; the time to work
     * on what was claimed.
     */
    default void receiveComplete(ProtocolBinding binding) {}

    /** ProtocolStatus. */
    default void status(ProtocolBinding binding, NdisStatus status) {}

    /** The adapter was closed under the binding. */
    default void closed(ProtocolBinding binding) {}

    /** ProtocolStatus with its buffer. */
    default void status(ProtocolBinding binding, StatusIndication indication) {
        status(binding, indication.status());
    }

    /** ProtocolStatusComplete: a sequence of status indications is over. */
    default void statusComplete(ProtocolBinding binding) {}

    /** ProtocolResetComplete: a reset that this binding asked for and that pended is over. */
    default void resetComplete(ProtocolBinding binding, NdisStatus status) {}

    /** ProtocolBindAdapter: an adapter is there; PENDING obliges to one completion. */
    default NdisStatus bindAdapter(BindContext bind) {
        return NdisStatus.NOT_SUPPORTED;
    }

    /** ProtocolUnbindAdapter: closes the binding, now or later; cannot fail. */
    default NdisStatus unbindAdapter(ProtocolBinding binding, UnbindContext unbind) {
        binding.close();
        return NdisStatus.SUCCESS;
    }

    /** ProtocolCloseAdapterComplete: a close that was answered PENDING is over. */
    default void closeComplete(ProtocolBinding binding) {}

    /** ProtocolPnPEvent; PENDING obliges to one completion. */
    default NdisStatus pnpEvent(ProtocolBinding binding, PnpEvent event) {
        return NdisStatus.SUCCESS;
    }

    /** ProtocolRequestComplete: a request that was answered PENDING is over. Called once. */
    default void requestComplete(ProtocolBinding binding, OidRequest request, NdisStatus status) {}
}
