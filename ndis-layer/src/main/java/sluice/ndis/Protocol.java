package sluice.ndis;

/**
 * A protocol driver of NDIS 5.
 *
 * <p>Source: Windows DDK, ProtocolSendComplete, ProtocolReceivePacket, ProtocolReceiveComplete,
 * ProtocolStatus.
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
    int receivePacket(ProtocolBinding binding, NdisPacket packet);

    /** ProtocolReceiveComplete: after a burst; the time to work on what was claimed. */
    default void receiveComplete(ProtocolBinding binding) {}

    /** ProtocolStatus. */
    default void status(ProtocolBinding binding, NdisStatus status) {}

    /** The adapter was closed under the binding. */
    default void closed(ProtocolBinding binding) {}
}
