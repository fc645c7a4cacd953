package sluice.winstack;

import sluice.packet.Consumption;

/** Ends of packets in a Windows host that are no losses. */
public enum WindowsEnd implements Consumption {
    /** An application has read it. */
    DELIVERED("delivered to the application", true),
    /** The NIC has put it on the wire. */
    TRANSMITTED("sent on the wire", false),
    /** The NIC has put it on the wire; it came by no stack. */
    TRANSMITTED_BESIDE("sent on the wire past the stack", false),
    /** TCP data that is in a receive buffer. */
    TCP_DATA("its data is in a socket's receive buffer", true),
    /** TCP handshake, acknowledgment or close. */
    TCP_CONTROL("TCP segment without data, used by its connection", false),
    /** An ICMP error was told to a TCP connection. */
    ICMP_ERROR_TO_TCP("ICMP error told to its TCP connection", false),
    /** An ICMPv6 error was told to a TCP connection. */
    ICMP6_ERROR_TO_TCP("ICMPv6 error told to its TCP connection", false),
    /** Nothing but raw sockets has this protocol. */
    GIVEN_TO_RAW_SOCKETS("raw sockets have copies of it", false),
    /** An ARP message was read. */
    ARP_READ("ARP message read", false),
    /** A neighbour discovery message was read. */
    NDP_READ("neighbour discovery message read", false),
    /** A router's announcement or a host's question to routers was read. */
    ROUTER_DISCOVERY_READ("router discovery message read", false),
    /** A group membership message was read. */
    GROUP_MESSAGE_READ("group membership message read", false),
    /** An echo request was answered. */
    ECHO_ANSWERED("echo request answered", false),
    /** An ICMPv6 echo request was answered. */
    ECHO6_ANSWERED("ICMPv6 echo request answered", false),
    /** A group membership message of IPv6 was read. */
    GROUP_MESSAGE6_READ("IPv6 group membership message read", false),
    /** An ICMPv6 error was reported to the socket it is about. */
    ICMP6_ERROR_REPORTED("ICMPv6 error reported to its socket", false),
    /** It went on as IPv6 fragments. */
    FRAGMENTED6("went on as IPv6 fragments", false),
    /** An ICMP error was reported to the socket it is about. */
    ICMP_ERROR_REPORTED("ICMP error reported to its socket", false),
    /** It went on as fragments. */
    FRAGMENTED("went on as fragments", false),
    /** Its octets went into a whole datagram. */
    REASSEMBLED("part of a reassembled datagram", false);

    private final String text;
    private final boolean delivered;

    WindowsEnd(String text, boolean delivered) {
        this.text = text;
        this.delivered = delivered;
    }

    @Override
    public boolean delivered() {
        return delivered;
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
