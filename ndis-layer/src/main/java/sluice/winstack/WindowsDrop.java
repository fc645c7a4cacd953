package sluice.winstack;

import sluice.packet.DropReason;

/** Losses in a Windows host above and below the NDIS wrapper. */
public enum WindowsDrop implements DropReason {
    /** Longer than the medium allows. */
    FRAME_TOO_LONG("the frame is longer than the medium allows"),
    /** The adapter sleeps, or tcpip is no longer bound to it. */
    INTERFACE_DOWN("the interface sleeps or is unbound"),
    /** The adapter is being reset. */
    INTERFACE_IN_RESET("the interface's adapter is being reset"),
    /** It was in the NIC when that went to sleep or was halted. */
    NIC_ASLEEP("the NIC went to sleep or was halted with the frame in it"),
    /** More frames wait for tcpip than it keeps. */
    INPUT_QUEUE_FULL("tcpip's input queue is full"),
    /** Too short for the addresses it announces. */
    ARP_MALFORMED("the ARP message is cut off"),
    /** Of other hardware or protocol than Ethernet and IPv4. */
    ARP_MALFORMED_KIND("not an ARP message for Ethernet and IPv4"),
    /** A TDI filter refused the send. */
    TDI_SEND_DENIED("a TDI filter denied the send"),
    /** A TDI filter refused the segment. */
    TDI_SEGMENT_DENIED("a TDI filter denied the segment"),
    /** A TDI filter refused the received segment. */
    TDI_SEGMENT_RECEIVE_DENIED("a TDI filter denied the received segment"),
    /** A TDI filter refused the receive. */
    TDI_RECEIVE_DENIED("a TDI filter denied the receive"),
    /** The filter-hook said drop on the way out. */
    FILTER_HOOK_OUT("the filter-hook dropped it on its way out"),
    /** The filter-hook said drop on the way in. */
    FILTER_HOOK_IN("the filter-hook dropped it on its way in"),
    /** The filter-hook said drop on the way through. */
    FILTER_HOOK_FORWARD("the filter-hook dropped it on its way through"),
    /** A static packet filter dropped it on the way out. */
    PACKET_FILTER_OUT("a static packet filter dropped it on its way out"),
    /** A static packet filter dropped it on the way in. */
    PACKET_FILTER_IN("a static packet filter dropped it on its way in"),
    /** A static packet filter dropped it on the way through. */
    PACKET_FILTER_FORWARD("a static packet filter dropped it on its way through"),
    /** A callout blocked it on the way out. */
    WFP_OUT("a callout blocked it on its way out"),
    /** A callout blocked it on the way in. */
    WFP_IN("a callout blocked it on its way in"),
    /** A callout blocked it on the way through. */
    WFP_FORWARD("a callout blocked it on its way through"),
    /** A callout blocked an IPv6 packet on the way out. */
    WFP6_OUT("a callout blocked the IPv6 packet on its way out"),
    /** A callout blocked an IPv6 packet on the way in. */
    WFP6_IN("a callout blocked the IPv6 packet on its way in"),
    /** A callout blocked an IPv6 packet on the way through. */
    WFP6_FORWARD("a callout blocked the IPv6 packet on its way through"),
    /** A callout blocked it at the transport layer on the way out. */
    WFP_TRANSPORT_OUT("a callout blocked it behind its transport"),
    /** A callout blocked it at the transport layer on the way in. */
    WFP_TRANSPORT_IN("a callout blocked it before its transport"),
    /** The same for an IPv6 packet on the way out. */
    WFP6_TRANSPORT_OUT("a callout blocked the IPv6 packet behind its transport"),
    /** The same for an IPv6 packet on the way in. */
    WFP6_TRANSPORT_IN("a callout blocked the IPv6 packet before its transport"),
    /** A callout did not let a process send to that peer. */
    WFP_CONNECT("a callout did not authorize the flow to its peer"),
    /** A callout did not let a process hear of a datagram. */
    WFP_ACCEPT("a callout did not authorize the datagram's flow"),
    /** A callout did not let a process hear of a connection. */
    WFP_TCP_ACCEPT("a callout did not authorize the connection from outside"),
    /** No route from here. */
    NO_ROUTE("no route to the destination"),
    /** No way back for an answer of the stack's own. */
    NO_ROUTE_FOR_ANSWER("no route for an answer"),
    /** No own address to send from. */
    NO_SOURCE_ADDRESS("no address to send from"),
    /** A datagram above the largest IP length. */
    MESSAGE_TOO_LONG("longer than the protocol carries"),
    /** Needs fragments and must not have them. */
    DONT_FRAGMENT("too long for the link and not to be fragmented"),
    /** The link is too narrow even for a fragment. */
    NO_ROOM_FOR_FRAGMENT("the link is too narrow for a fragment"),
    /** The neighbour did not answer. */
    NEIGHBOUR_UNREACHABLE("the neighbour does not answer"),
    /** Pushed out while it waited for the neighbour. */
    NEIGHBOUR_QUEUE_FULL("pushed out while the neighbour was asked for"),
    /** The neighbour table is full. */
    NEIGHBOUR_TABLE_FULL("no room in the neighbour table"),
    /** More packets to this host itself wait than are kept. */
    LOOPBACK_QUEUE_FULL("too many packets to this host itself wait"),
    /** No send descriptor is left. */
    NO_SEND_DESCRIPTOR("no send descriptor left"),
    /** No send descriptor is left for an ARP message. */
    NO_SEND_DESCRIPTOR_FOR_ARP("no send descriptor left for an ARP message"),
    /** Sent to another host; this one forwards nothing. */
    NOT_FOR_THIS_HOST("for another host, and this one does not forward"),
    /** Must not be forwarded: broadcast or group of the link. */
    NOT_FORWARDABLE("a link broadcast is not forwarded"),
    /** To a group that nobody here joined. */
    GROUP_NOT_JOINED("to a group nobody joined"),
    /** Its time to live ran out here. */
    TTL_EXCEEDED("its time to live ran out"),
    /** No route to forward by. */
    NO_ROUTE_TO_FORWARD("no route to forward by"),
    /** No protocol here has this number. */
    UNKNOWN_PROTOCOL("no such protocol"),
    /** UDP header or length wrong. */
    UDP_LENGTH("the UDP length is wrong"),
    /** UDP checksum wrong. */
    UDP_CHECKSUM("the UDP checksum is wrong"),
    /** UDP checksum wrong or missing, over IPv6. */
    UDP6_CHECKSUM("the UDP checksum over IPv6 is wrong or missing"),
    /** No socket has the port, over IPv6. */
    UDP6_PORT_CLOSED("no socket has this UDP port over IPv6"),
    /** No socket has the port. */
    UDP_PORT_CLOSED("no socket has this UDP port"),
    /** No socket has the port; to a group or broadcast, so nobody is told. */
    UDP_NOBODY_LISTENS("no socket listens to this broadcast or group"),
    /** TCP header too short. */
    TCP_HEADER("the TCP header is wrong"),
    /** TCP checksum wrong. */
    TCP_CHECKSUM("the TCP checksum is wrong"),
    /** No connection has it; answered by a reset unless it is one. */
    TCP_NO_CONNECTION("no connection for this TCP segment"),
    /** A TDI filter did not let a connection be accepted. */
    TDI_CONNECTION_DENIED("a TDI filter denied the connection"),
    /** TCP header too short, over IPv6. */
    TCP6_HEADER("the TCP header over IPv6 is wrong"),
    /** TCP checksum wrong, over IPv6. */
    TCP6_CHECKSUM("the TCP checksum over IPv6 is wrong"),
    /** No connection has it, over IPv6. */
    TCP6_NO_CONNECTION("no connection for this TCP segment over IPv6"),
    /** ICMP message too short. */
    ICMP_LENGTH("the ICMP message is too short"),
    /** ICMP checksum wrong. */
    ICMP_CHECKSUM("the ICMP checksum is wrong"),
    /** Windows answers no echo request to a broadcast or group. */
    ECHO_TO_GROUP("an echo request to a broadcast or group is not answered"),
    /** Nobody waits for this echo reply. */
    ECHO_REPLY_UNEXPECTED("nobody waits for this echo reply"),
    /** An ICMP error about nothing that a socket here sent. */
    ICMP_ERROR_UNMATCHED("an ICMP error about no socket of this host"),
    /** An ICMP type that is not acted upon. */
    ICMP_TYPE_IGNORED("an ICMP type that is not acted upon"),
    /** ICMPv6 message too short. */
    ICMP6_LENGTH("the ICMPv6 message is too short"),
    /** ICMPv6 checksum wrong. */
    ICMP6_CHECKSUM("the ICMPv6 checksum is wrong"),
    /** Nobody waits for this ICMPv6 echo reply. */
    ECHO6_REPLY_UNEXPECTED("nobody waits for this ICMPv6 echo reply"),
    /** An ICMPv6 error about nothing that a socket here sent. */
    ICMP6_ERROR_UNMATCHED("an ICMPv6 error about no socket of this host"),
    /** An ICMPv6 type that is not acted upon. */
    ICMP6_TYPE_IGNORED("an ICMPv6 type that is not acted upon"),
    /** NDP message damaged, or with a hop limit below 255. */
    NDP_MALFORMED("not a valid neighbour discovery message"),
    /** A chain of extension headers that is cut off or too long. */
    IPV6_CHAIN("the chain of IPv6 extension headers is wrong"),
    /** No upper layer follows. */
    IPV6_NO_NEXT_HEADER("an IPv6 packet without an upper layer"),
    /** No protocol here has this number, over IPv6. */
    UNKNOWN_PROTOCOL6("no such protocol over IPv6"),
    /** An IPv6 datagram above the largest length. */
    MESSAGE6_TOO_LONG("longer than IPv6 carries"),
    /** The IPv6 link is too narrow even for a fragment. */
    NO_ROOM_FOR_FRAGMENT6("the link is too narrow for an IPv6 fragment"),
    /** A forwarded IPv6 packet is too long for the next link. */
    PACKET_TOO_BIG("too long for the next IPv6 link"),
    /** Sent to another IPv6 host; this one forwards nothing. */
    NOT_FOR_THIS_HOST6("for another IPv6 host, and this one does not forward"),
    /** To an IPv6 group that nobody here joined. */
    GROUP6_NOT_JOINED("to an IPv6 group nobody joined"),
    /** Its hop limit ran out here. */
    HOP_LIMIT_EXCEEDED("its hop limit ran out"),
    /** No IPv6 route to forward by. */
    NO_ROUTE6_TO_FORWARD("no IPv6 route to forward by"),
    /** Of a scope that no router passes on. */
    NOT_FORWARDABLE6("an IPv6 packet of link scope is not forwarded"),
    /** No way back for an IPv6 answer of the stack's own. */
    NO_ROUTE6_FOR_ANSWER("no IPv6 route for an answer"),
    /** More IPv6 packets to this host itself wait than are kept. */
    LOOPBACK6_QUEUE_FULL("too many IPv6 packets to this host itself wait"),
    /** A TDI filter driver completed the send itself. */
    TDI_REQUEST_DENIED("a TDI filter driver completed the send without passing it on"),
    /** A TDI filter kept it from a raw socket. */
    TDI_RAW_RECEIVE_DENIED("a TDI filter denied the receive of a raw socket"),
    /** No way for what a raw socket sent. */
    NO_ROUTE_FOR_RAW("no route for a raw socket's packet"),
    /** A raw socket's UDP datagram from an address that is not the host's. */
    RAW_SOURCE_NOT_OWN("a raw socket may not send UDP from another host's address"),
    /** For another station; only receive-all sockets saw it. */
    FRAME_FOR_ANOTHER_STATION("for another station, seen in promiscuous mode"),
    /** The filter installed at INTERMEDIATE stopped it. */
    POINT_INTERMEDIATE("stopped by the filter in an intermediate driver"),
    /** The filter installed at NDIS_HOOK stopped a send. */
    POINT_NDIS_HOOK("stopped by a hook in an open block"),
    /** The filter installed at LIGHTWEIGHT_FILTER stopped it. */
    POINT_LIGHTWEIGHT("stopped by the filter in a lightweight filter"),
    /** The socket's receive buffer is full. */
    RECEIVE_BUFFER_FULL("the socket's receive buffer is full"),
    /** The socket was closed with the datagram in its buffer. */
    SOCKET_CLOSED("the socket was closed before it was read");

    private final String text;

    WindowsDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "windows";
    }

    @Override
    public String text() {
        return text;
    }
}
