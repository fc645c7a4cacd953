package sluice.samples.linux;

import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;

/** What hooks ask of UDP datagrams. Nothing here throws on any octets or allocates. */
final class Datagrams {
    private static final int HEADER_OCTETS = 8;
    private static final int IPV6_HEADER_OCTETS = 40;

    private Datagrams() {}

    /**
     * Destination port of a UDP datagram whose header is there, or -1: another protocol, a later
     * fragment, an IPv6 packet with extension headers.
     */
    static int destinationPort(Skb skb) {
        int at = udpOffset(skb);
        return at < 0 ? -1 : Octets.u16(skb.octets(), at + 2);
    }

    private static int udpOffset(Skb skb) {
        byte[] octets = skb.octets();
        int ip = skb.networkOffset();
        int at;
        if (skb.isIpv4()) {
            boolean later = (Octets.u16(octets, ip + 6) & 0x1fff) != 0;
            if (later || Octets.u8(octets, ip + 9) != IpProtocols.UDP) return -1;
            at = ip + (octets[ip] & 0xf) * 4;
        } else {
            if (Octets.u8(octets, ip + 6) != IpProtocols.UDP) return -1;
            at = ip + IPV6_HEADER_OCTETS;
        }
        return skb.limit() - at < HEADER_OCTETS ? -1 : at;
    }
}
