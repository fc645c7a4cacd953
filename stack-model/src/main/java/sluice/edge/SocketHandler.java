package sluice.edge;

/**
 * What an application does with what arrives. Addresses come as two halves ({@link IpAddress}) so
 * that nothing is allocated; the octets are valid during the call only.
 */
public interface SocketHandler {
    /**
     * A datagram's payload, an ICMP message or a TCP segment has arrived.
     *
     * @param packetId identity of the packet that carried it
     * @param port source port, or 0 for ICMP
     */
    void received(
            long packetId,
            byte[] octets,
            int offset,
            int lengthOctets,
            long sourceHigh,
            long sourceLow,
            int port);

    /** The stack reports an error on this socket, such as port unreachable from {@code about}. */
    default void error(SocketStatus status, IpAddress about) {}

    /** A send that was refused for lack of room may be tried again. */
    default void writable() {}
}
