package sluice.testing;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import sluice.edge.IpAddress;
import sluice.packet.wire.ArpHeader;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetHeader;
import sluice.packet.wire.IcmpHeader;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4Header;
import sluice.packet.wire.Ipv6Header;
import sluice.packet.wire.TcpHeader;
import sluice.packet.wire.TransportChecksums;
import sluice.packet.wire.UdpHeader;
import sluice.packet.wire.VlanHeader;

/** Legal Ethernet frames with right lengths and checksums. */
public final class AnyFrame {
    /** Payloads are at most this long, so that every frame fits an MTU of 1500. */
    public static final int PAYLOAD_OCTETS_MAX = 1400;

    private static final int ETHERNET_OCTETS = 14;
    private static final int TTL = 64;

    private AnyFrame() {}

    /** Payloads, mostly short. */
    public static Arbitrary<byte[]> payload() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(PAYLOAD_OCTETS_MAX);
    }

    private static Arbitrary<long[]> ends() {
        return Combinators.combine(
                        AnyAddress.mac(),
                        AnyAddress.mac(),
                        AnyAddress.ipv4Host(),
                        AnyAddress.ipv4Host())
                .as((to, from, source, destination) -> new long[] {to, from, source, destination});
    }

    /** UDP over IPv4. */
    public static Arbitrary<Frame> udp4() {
        return Combinators.combine(ends(), AnyAddress.port(), AnyAddress.port(), payload())
                .as((ends, from, to, payload) -> udp4(ends, from, to, payload));
    }

    /** Destination and source station, source and destination address in {@code ends}. */
    static Frame udp4(long[] ends, int from, int to, byte[] payload) {
        var udp = new UdpHeader(from, to, payload.length);
        int length = udp.lengthOctets() + payload.length;
        byte[] octets = ipv4(ends, IpProtocols.UDP, length);
        int at = octets.length - length;
        udp.writeTo(octets, at);
        System.arraycopy(payload, 0, octets, octets.length - payload.length, payload.length);
        TransportChecksums.fillUdp4(octets, at, length, (int) ends[2], (int) ends[3]);
        return Frame.of(octets, "udp " + from + " > " + to);
    }

    /** UDP over IPv4 to one port, for drivers that look at it. */
    public static Arbitrary<Frame> udp4To(int port) {
        return Combinators.combine(ends(), AnyAddress.port(), payload())
                .as((ends, from, payload) -> udp4(ends, from, port, payload));
    }

    /** TCP segments over IPv4: any flags, no options. */
    public static Arbitrary<Frame> tcp4() {
        var sequences = Arbitraries.integers().tuple2();
        var flags = Arbitraries.integers().between(0, 0xff);
        return Combinators.combine(
                        ends(), AnyAddress.port(), AnyAddress.port(), sequences, flags, payload())
                .as((ends, from, to, numbers, bits, payload) -> {
                    var tcp =
                            new TcpHeader(
                                    from,
                                    to,
                                    numbers.get1(),
                                    numbers.get2(),
                                    bits,
                                    65_535,
                                    0,
                                    List.of());
                    int length = tcp.lengthOctets() + payload.length;
                    byte[] octets = ipv4(ends, IpProtocols.TCP, length);
                    int at = octets.length - length;
                    tcp.writeTo(octets, at);
                    System.arraycopy(payload, 0, octets, at + tcp.lengthOctets(), payload.length);
                    TransportChecksums.fillTcp4(octets, at, length, (int) ends[2], (int) ends[3]);
                    return Frame.of(octets, "tcp " + from + " > " + to);
                });
    }

    /** Echo requests and replies over IPv4. */
    public static Arbitrary<Frame> echo4() {
        var numbers = Arbitraries.integers().between(0, 0xffff).tuple2();
        return Combinators.combine(ends(), numbers, Arbitraries.of(true, false), payload())
                .as((ends, two, request, payload) -> {
                    IcmpHeader icmp =
                            request
                                    ? IcmpHeader.echoRequest(two.get1(), two.get2())
                                    : IcmpHeader.echoReply(two.get1(), two.get2());
                    int length = icmp.lengthOctets() + payload.length;
                    byte[] octets = ipv4(ends, IpProtocols.ICMP, length);
                    int at = octets.length - length;
                    icmp.writeTo(octets, at);
                    System.arraycopy(payload, 0, octets, at + icmp.lengthOctets(), payload.length);
                    TransportChecksums.fillIcmp(octets, at, length);
                    return Frame.of(octets, request ? "echo request" : "echo reply");
                });
    }

    /** UDP over IPv6. */
    public static Arbitrary<Frame> udp6() {
        return Combinators.combine(
                        AnyAddress.mac().tuple2(),
                        AnyAddress.ipv6Host().tuple2(),
                        AnyAddress.port().tuple2(),
                        payload())
                .as((macs, hosts, ports, payload) -> {
                    var udp = new UdpHeader(ports.get1(), ports.get2(), payload.length);
                    int length = udp.lengthOctets() + payload.length;
                    byte[] octets =
                            ipv6(macs.get1(), macs.get2(), hosts.get1(), hosts.get2(), length);
                    int at = octets.length - length;
                    udp.writeTo(octets, at);
                    System.arraycopy(payload, 0, octets, at + udp.lengthOctets(), payload.length);
                    TransportChecksums.fillUdp6(octets, at, length, at - 32, at - 16);
                    return Frame.of(octets, "udp6 " + ports.get1() + " > " + ports.get2());
                });
    }

    /** ARP requests and replies. */
    public static Arbitrary<Frame> arp() {
        return Combinators.combine(ends(), Arbitraries.of(1, 2))
                .as((ends, operation) -> {
                    var arp =
                            new ArpHeader(
                                    operation,
                                    ends[1],
                                    (int) ends[2],
                                    operation == 1 ? 0 : ends[0],
                                    (int) ends[3]);
                    byte[] octets = new byte[ETHERNET_OCTETS + arp.lengthOctets()];
                    long to = operation == 1 ? 0xffff_ffff_ffffL : ends[0];
                    new EthernetHeader(to, ends[1], EtherTypes.ARP).writeTo(octets, 0);
                    arp.writeTo(octets, ETHERNET_OCTETS);
                    return Frame.of(octets, operation == 1 ? "arp who-has" : "arp is-at");
                });
    }

    /** The same frames with one VLAN tag put in. */
    public static Arbitrary<Frame> tagged(Arbitrary<Frame> frames) {
        return Combinators.combine(frames, Arbitraries.integers().between(1, 4094))
                .as((frame, vlan) -> {
                    byte[] plain = frame.toArray();
                    byte[] octets = new byte[plain.length + 4];
                    System.arraycopy(plain, 0, octets, 0, 12);
                    System.arraycopy(plain, 12, octets, 16, plain.length - 12);
                    octets[12] = (byte) (EtherTypes.VLAN >> 8);
                    octets[13] = (byte) EtherTypes.VLAN;
                    int type = (plain[12] & 0xff) << 8 | (plain[13] & 0xff);
                    new VlanHeader(0, false, vlan, type).writeTo(octets, 14);
                    return Frame.of(octets, "vlan " + vlan + " " + frame.says());
                });
    }

    /** Any of these frames. */
    public static Arbitrary<Frame> any() {
        return Arbitraries.oneOf(
                udp4(), tcp4(), echo4(), udp6(), arp(), tagged(udp4()), tagged(arp()));
    }

    private static byte[] ipv4(long[] ends, int protocol, int payloadOctets) {
        var ip = Ipv4Header.of(protocol, (int) ends[2], (int) ends[3], TTL, payloadOctets);
        byte[] octets = new byte[ETHERNET_OCTETS + ip.lengthOctets() + payloadOctets];
        new EthernetHeader(ends[0], ends[1], EtherTypes.IPV4).writeTo(octets, 0);
        ip.writeTo(octets, ETHERNET_OCTETS);
        return octets;
    }

    private static byte[] ipv6(
            long to, long from, IpAddress source, IpAddress destination, int payloadOctets) {
        var ip =
                new Ipv6Header(
                        0,
                        0,
                        payloadOctets,
                        IpProtocols.UDP,
                        TTL,
                        source.high(),
                        source.low(),
                        destination.high(),
                        destination.low());
        byte[] octets = new byte[ETHERNET_OCTETS + ip.lengthOctets() + payloadOctets];
        new EthernetHeader(to, from, EtherTypes.IPV6).writeTo(octets, 0);
        ip.writeTo(octets, ETHERNET_OCTETS);
        return octets;
    }
}
