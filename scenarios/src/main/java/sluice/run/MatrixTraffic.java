package sluice.run;

import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.IpProtocols;
import sluice.winstack.Seen;

/**
 * Kinds of traffic of a Windows host, each with how a filter knows it by what a point shows of it.
 * They are told apart by ports and protocol numbers, so that points without octets know them too.
 */
public enum MatrixTraffic {
    /** A connection of a program that uses Winsock. */
    TCP("TCP via Winsock", IpProtocols.TCP, 7001),
    /** Datagrams of a program that uses Winsock. */
    UDP("UDP via Winsock", IpProtocols.UDP, 7002),
    /** A raw IP socket, by Winsock. */
    RAW("raw IP socket", 253, 0),
    /** Echo requests by IcmpSendEcho. */
    PING("ping via IcmpSendEcho", IpProtocols.ICMP, 0),
    /** What the stack asks before it can send. */
    ARP("ARP", EtherTypes.ARP),
    /** A service that sends broadcasts, as the DHCP client does. */
    DHCP("DHCP client", IpProtocols.UDP, 67),
    /** Frames of a protocol that is no IP. */
    NON_IP("non-IP: EtherType 0x88b5", 0x88b5),
    /** A kernel client of the transport devices, opened by name. */
    TDI_CLIENT("kernel TDI client", IpProtocols.UDP, 7003),
    /** The same that sends its requests to the device below the filters. */
    TDI_BELOW("kernel TDI client, to the device below", IpProtocols.UDP, 7004),
    /** A driver that makes IP packets itself and sends them by a protocol of its own. */
    OWN_PROTOCOL("driver with its own NDIS protocol", IpProtocols.UDP, 7005),
    /** Code that drives the NIC. */
    SIDE_DOOR("code that drives the NIC", IpProtocols.UDP, 7006),
    /** Datagrams to 127.0.0.1. */
    LOOPBACK("IP 127/8", IpProtocols.UDP, 7007),
    /** Datagrams to an address of the host itself. */
    OWN_ADDRESS("own non-loopback IP", IpProtocols.UDP, 7008),
    /** Packets that the host passes on. */
    FORWARDED("forwarded packets", IpProtocols.UDP, 7010),
    /** Frames for another station, while the NIC is promiscuous. */
    FOREIGN("frames for other hosts", IpProtocols.UDP, 7011);

    private final String title;
    private final int etherType;
    private final int protocol;
    private final int port;

    /** Traffic of a protocol of IP, to or from a port unless that is 0. */
    MatrixTraffic(String title, int protocol, int port) {
        this.title = title;
        this.etherType = 0;
        this.protocol = protocol;
        this.port = port;
    }

    /** Traffic that is no IP. */
    MatrixTraffic(String title, int etherType) {
        this.title = title;
        this.etherType = etherType;
        this.protocol = 0;
        this.port = 0;
    }

    /** What it is, in words. */
    public String title() {
        return title;
    }

    /** Whether a thing seen at a point belongs to it. */
    boolean isIn(Seen seen) {
        if (etherType != 0) return seen.etherType() == etherType;
        return seen.protocol() == protocol
                && (port == 0 || seen.sourcePort() == port || seen.destinationPort() == port);
    }
}
