package sluice.linuxstack;

import sluice.packet.Consumption;

/** Ends in the Linux stack that are no losses; each is raised at one place. */
public enum LinuxEnd implements Consumption {
    /** A program has read it. */
    SOCKET_RECEIVED("read by a program", true),
    /** Raw sockets have copies of it, and nobody else takes its protocol. */
    RAW_DELIVERED("given to raw sockets", false),
    /** Its octets are part of a reassembled packet. */
    REASSEMBLED("part of a reassembled packet", false),
    /** Its octets went on in fragments. */
    FRAGMENTED("went on in fragments", false),
    /** ARP request, answered. */
    ARP_ANSWERED("ARP request answered", false),
    /** ARP message that told something. */
    ARP_LEARNED("ARP message learned from", false),
    /** ARP message of others. */
    ARP_NOT_FOR_US("ARP message of no concern", false),
    /** Echo request, answered. */
    ECHO_ANSWERED("echo request answered", false),
    /** ICMPv6 echo request, answered. */
    ECHO6_ANSWERED("ICMPv6 echo request answered", false),
    /** ICMPv6 error, told to the socket. */
    ICMPV6_ERROR_TOLD("ICMPv6 error told to the socket", false),
    /** Timestamp request, answered. */
    TIMESTAMP_ANSWERED("timestamp request answered", false),
    /** ICMP error, told to the socket. */
    ICMP_ERROR_TOLD("ICMP error told to the socket", false),
    /** Redirect, noted. */
    REDIRECT_NOTED("redirect noted", false),
    /** Redirect, not believed. */
    REDIRECT_IGNORED("redirect not accepted", false),
    /** ICMP query nobody answers today. */
    ICMP_OBSOLETE("ICMP query that is not answered", false),
    /** Group query or report. */
    IGMP_NOTED("IGMP message noted", false),
    /** Neighbour solicitation, answered. */
    SOLICITATION_ANSWERED("neighbour solicitation answered", false),
    /** Neighbour solicitation for others. */
    SOLICITATION_NOT_FOR_US("neighbour solicitation for another host", false),
    /** Neighbour advertisement. */
    ADVERTISEMENT_NOTED("neighbour advertisement noted", false),
    /** Router solicitation. */
    ROUTER_SOLICITATION_NOTED("router solicitation noted", false),
    /** Router advertisement. */
    ROUTER_ADVERTISEMENT_NOTED("router advertisement noted", false),
    /** ICMPv6 redirect. */
    REDIRECT6_NOTED("ICMPv6 redirect noted", false),
    /** Listener query or report. */
    MLD_NOTED("listener message noted", false),
    /** TCP data that is in a receive buffer. */
    TCP_DATA("its data is in a socket's receive buffer", true),
    /** TCP handshake, acknowledgment or close. */
    TCP_CONTROL("TCP segment without data, used by its connection", false),
    /** TCP segment that is not answered. */
    TCP_RESET_HEARD("TCP reset for no connection", false);

    private final String text;
    private final boolean delivered;

    LinuxEnd(String text, boolean delivered) {
        this.text = text;
        this.delivered = delivered;
    }

    @Override
    public boolean delivered() {
        return delivered;
    }

    @Override
    public String area() {
        return "linux";
    }

    @Override
    public String text() {
        return text;
    }
}
