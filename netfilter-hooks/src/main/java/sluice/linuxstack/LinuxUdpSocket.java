package sluice.linuxstack;

import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketStatus;

/** A UDP socket with what only Linux says of it. */
public interface LinuxUdpSocket extends SocketEdge.UdpSocket, LinuxSocket {
    /**
     * {@code connect}: takes datagrams of this peer only from now on, and is bound to the source
     * address of the route to it (Linux 6.x, {@code __ip4_datagram_connect}). Sends still name
     * where they go.
     */
    SocketStatus connect(IpAddress peer, int port);

    /**
     * {@code IP_RECVERR}: whether the socket is told of every ICMP error about its datagrams. If
     * not, it is told of hard errors, and only while it is connected ({@code __udp4_lib_err}).
     * Differs: on from the start, since a handler has no other way to learn of them.
     */
    void setReceiveErrors(boolean on);

    /**
     * {@code IP_PKTINFO} of the datagram that the handler is being given: where it was sent to.
     *
     * @throws IllegalStateException outside of {@link sluice.edge.SocketHandler#received}
     */
    IpAddress receivedTo();

    /**
     * The other half of {@code IP_PKTINFO}: name of the device it came in by; of what this host
     * sent to itself, the device that has the address ({@code ipv4_pktinfo_prepare}).
     */
    String receivedOn();
}
