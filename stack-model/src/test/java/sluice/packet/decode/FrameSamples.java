package sluice.packet.decode;

import java.util.List;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetHeader;
import sluice.packet.wire.IcmpHeader;
import sluice.packet.wire.Icmpv6Header;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4Header;
import sluice.packet.wire.Ipv6ExtensionHeader;
import sluice.packet.wire.Ipv6Header;
import sluice.packet.wire.TcpHeader;
import sluice.packet.wire.TcpOption;
import sluice.packet.wire.TransportChecksums;
import sluice.packet.wire.UdpHeader;
import sluice.packet.wire.VlanHeader;

/**
 * Ethernet frames built with the headers of this module, each ending in a few octets of payload.
 */
final class FrameSamples {
    private static final int NEAR = 0xc0000201;
    private static final int FAR = 0xc0000202;
    private static final int PAYLOAD_OCTETS = 12;

    static final List<byte[]> ALL =
            List.of(udp(4000, 4001), tcp(), icmpQuote(), ipv6(), vxlan(), tagged());

    private FrameSamples() {}

    static byte[] udp(int sourcePort, int destinationPort) {
        byte[] frame = new byte[14 + 20 + 8 + PAYLOAD_OCTETS];
        new EthernetHeader(1, 2, EtherTypes.IPV4).writeTo(frame, 0);
        Ipv4Header.of(IpProtocols.UDP, NEAR, FAR, 64, 8 + PAYLOAD_OCTETS).writeTo(frame, 14);
        new UdpHeader(sourcePort, destinationPort, PAYLOAD_OCTETS).writeTo(frame, 34);
        TransportChecksums.fillUdp4(frame, 34, 8 + PAYLOAD_OCTETS, NEAR, FAR);
        return frame;
    }

    static byte[] tcp() {
        var header =
                new TcpHeader(1, 2, 3, 4, 2, 5, 0, List.of(new TcpOption.MaximumSegmentSize(1460)));
        byte[] frame = new byte[14 + 20 + header.lengthOctets()];
        new EthernetHeader(1, 2, EtherTypes.IPV4).writeTo(frame, 0);
        Ipv4Header.of(IpProtocols.TCP, NEAR, FAR, 64, header.lengthOctets()).writeTo(frame, 14);
        header.writeTo(frame, 34);
        TransportChecksums.fillTcp4(frame, 34, header.lengthOctets(), NEAR, FAR);
        return frame;
    }

    static byte[] icmpQuote() {
        byte[] inner = udp(1, 2);
        int quoted = inner.length - 14;
        byte[] frame = new byte[14 + 20 + 8 + quoted];
        new EthernetHeader(1, 2, EtherTypes.IPV4).writeTo(frame, 0);
        Ipv4Header.of(IpProtocols.ICMP, FAR, NEAR, 64, 8 + quoted).writeTo(frame, 14);
        IcmpHeader.unreachable(3).writeTo(frame, 34);
        System.arraycopy(inner, 14, frame, 42, quoted);
        TransportChecksums.fillIcmp(frame, 34, 8 + quoted);
        return frame;
    }

    static byte[] ipv6() {
        var alert = Ipv6ExtensionHeader.routerAlert(IpProtocols.ICMPV6);
        byte[] frame = new byte[14 + 40 + alert.lengthOctets() + 8];
        new EthernetHeader(1, 2, EtherTypes.IPV6).writeTo(frame, 0);
        new Ipv6Header(0, 0, alert.lengthOctets() + 8, IpProtocols.HOP_BY_HOP, 1, 1, 2, 3, 4)
                .writeTo(frame, 14);
        alert.writeTo(frame, 54);
        Icmpv6Header.echoRequest(5, 6).writeTo(frame, 62);
        TransportChecksums.fillIcmpv6(frame, 62, 8, 22, 38);
        return frame;
    }

    static byte[] vxlan() {
        byte[] inner = tcp();
        int payload = 8 + inner.length;
        byte[] frame = new byte[14 + 20 + 8 + payload];
        new EthernetHeader(1, 2, EtherTypes.IPV4).writeTo(frame, 0);
        Ipv4Header.of(IpProtocols.UDP, NEAR, FAR, 64, 8 + payload).writeTo(frame, 14);
        new UdpHeader(50000, 4789, payload).writeTo(frame, 34);
        frame[42] = 8;
        System.arraycopy(inner, 0, frame, 50, inner.length);
        return frame;
    }

    static byte[] tagged() {
        byte[] plain = udp(7, 8);
        byte[] frame = new byte[plain.length + 8];
        new EthernetHeader(1, 2, EtherTypes.SERVICE_VLAN).writeTo(frame, 0);
        new VlanHeader(1, false, 100, EtherTypes.VLAN).writeTo(frame, 14);
        new VlanHeader(2, true, 200, EtherTypes.IPV4).writeTo(frame, 18);
        System.arraycopy(plain, 14, frame, 22, plain.length - 14);
        return frame;
    }
}
