package sluice.run;

import java.util.function.Predicate;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.IpProtocols;
import sluice.winstack.Seen;

/**
 * Kinds of traffic of a Windows host, each with how a filter knows it by what a point shows of it.
 * They are told apart by ports and protocol numbers, so that points without octets know them too.
 */
public enum MatrixTraffic {
    /** A connection of a program that uses Winsock. */
    TCP("TCP via Winsock", port(IpProtocols.TCP, 7001)),
    /** Datagrams of a program that uses Winsock. */
    UDP("UDP via Winsock", port(IpProtocols.UDP, 7002)),
    /** A raw IP socket, by Winsock. */
    RAW("raw IP socket", seen -> seen.protocol() == 253),
    /** Echo requests by IcmpSendEcho. */
    PING("ping via IcmpSendEcho", seen -> seen.protocol() == IpProtocols.ICMP),
    /** What the stack asks before it can send. */
    ARP("ARP", seen -> seen.etherType() == EtherTypes.ARP),
    /** A service that sends broadcasts, as the DHCP client does. */
    DHCP("DHCP client", port(IpProtocols.UDP, 67)),
    /** Frames of a protocol that is no IP. */
    NON_IP("non-IP: EtherType 0x88b5", seen -> seen.etherType() == 0x88b5),
    /** A kernel client of the transport devices, opened by name. */
    TDI_CLIENT("kernel TDI client", port(IpProtocols.UDP, 7003)),
    /** The same that sends its requests to the device below the filters. */
    TDI_BELOW("kernel TDI client, to the device below", port(IpProtocols.UDP, 7004)),
    /** A driver that makes IP packets itself and sends them by a protocol of its own. */
    OWN_PROTOCOL("driver with its own NDIS protocol", port(IpProtocols.UDP, 7005)),
    /** Code that drives the NIC. */
    SIDE_DOOR("code that drives the NIC", port(IpProtocols.UDP, 7006)),
    /** Datagrams to 127.0.0.1. */
    LOOPBACK("IP 127/8", port(IpProtocols.UDP, 7007)),
    /** Datagrams to an address of the host itself. */
    OWN_ADDRESS("own non-loopback IP", port(IpProtocols.UDP, 7008)),
    /** Packets that the host passes on. */
    FORWARDED("forwarded packets", port(IpProtocols.UDP, 7010)),
    /** Frames for another station, while the NIC is promiscuous. */
    FOREIGN("frames for other hosts", port(IpProtocols.UDP, 7011));

    private final String title;
    private final Predicate<Seen> known;

    MatrixTraffic(String title, Predicate<Seen> known) {
        this.title = title;
        this.known = known;
    }

    private static Predicate<Seen> port(int protocol, int port) {
        return seen ->
                seen.protocol() == protocol
                        && (seen.sourcePort() == port || seen.destinationPort() == port);
    }

    /** What it is, in words. */
    public String title() {
        return title;
    }

    /** Whether a thing seen at a point belongs to it. */
    boolean isIn(Seen seen) {
        return known.test(seen);
    }
}
