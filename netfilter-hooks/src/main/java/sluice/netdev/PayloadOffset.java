package sluice.netdev;

import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IpProtocols;

/**
 * Where the payload behind the transport header begins (Linux 6.x, {@code
 * net/core/flow_dissector.c}, skb_get_poff over __skb_flow_dissect).
 *
 * <p>Differs: of tunnels only IP in IP is entered; GRE, MPLS and PPPoE are not.
 */
final class PayloadOffset {
    private static final int HEADERS_MAX = 16;
    private static final int IPV4_OCTETS = 20;
    private static final int IPV6_OCTETS = 40;
    private static final int TCP_OCTETS = 20;
    private static final int VLAN_OCTETS = 4;
    private static final int FRAGMENT_OFFSET = 0x1fff;

    private PayloadOffset() {}

    /** Octets from {@code offset}, where an Ethernet header is; 0 if the headers are not known. */
    static int of(byte[] octets, int offset, int limit) {
        int at = offset + EthernetView.HEADER_OCTETS;
        if (at > limit) return 0;
        int type = Octets.u16(octets, at - 2);
        while (EtherTypes.isVlan(type)) {
            if (limit - at < VLAN_OCTETS) return 0;
            type = Octets.u16(octets, at + 2);
            at += VLAN_OCTETS;
        }
        return ofPacket(type, octets, offset, at, limit);
    }

    /**
     * The same for a packet of this protocol at {@code at}; the octets are counted from {@code
     * offset}.
     */
    static int ofPacket(int type, byte[] octets, int offset, int at, int limit) {
        int end =
                switch (type) {
                    case EtherTypes.IPV4 -> ipv4(octets, at, limit, HEADERS_MAX);
                    case EtherTypes.IPV6 -> ipv6(octets, at, limit, HEADERS_MAX);
                    default -> -1;
                };
        return end < 0 ? 0 : Math.min(end, limit) - offset;
    }

    private static int ipv4(byte[] octets, int at, int limit, int left) {
        if (limit - at < IPV4_OCTETS) return -1;
        int length = (octets[at] & 0xf) * 4;
        if (length < IPV4_OCTETS) return -1;
        boolean later = (Octets.u16(octets, at + 6) & FRAGMENT_OFFSET) != 0;
        if (later) return at + length;
        return upper(octets, Octets.u8(octets, at + 9), at + length, limit, left);
    }

    private static int ipv6(byte[] octets, int at, int limit, int left) {
        if (limit - at < IPV6_OCTETS) return -1;
        int kind = Octets.u8(octets, at + 6);
        int next = at + IPV6_OCTETS;
        for (int walked = left; walked > 0; walked--) {
            switch (kind) {
                case IpProtocols.HOP_BY_HOP,
                        IpProtocols.ROUTING,
                        IpProtocols.DESTINATION_OPTIONS -> {
                    if (limit - next < 2) return -1;
                    kind = Octets.u8(octets, next);
                    next += (Octets.u8(octets, next + 1) + 1) * 8;
                }
                case IpProtocols.FRAGMENT -> {
                    if (limit - next < 8) return -1;
                    boolean later = (Octets.u16(octets, next + 2) & 0xfff8) != 0;
                    kind = Octets.u8(octets, next);
                    next += 8;
                    if (later) return next;
                }
                default -> {
                    return upper(octets, kind, next, limit, walked);
                }
            }
        }
        return -1;
    }

    private static int upper(byte[] octets, int protocol, int at, int limit, int left) {
        if (left <= 0) return -1;
        return switch (protocol) {
            case IpProtocols.IPV4 -> ipv4(octets, at, limit, left - 1);
            case IpProtocols.IPV6 -> ipv6(octets, at, limit, left - 1);
            case IpProtocols.TCP -> {
                if (limit - at <= 12) yield at;
                yield at + Math.max(TCP_OCTETS, Octets.u8(octets, at + 12) >>> 4 << 2);
            }
            case IpProtocols.UDP,
                    IpProtocols.UDP_LITE,
                    IpProtocols.ICMP,
                    IpProtocols.ICMPV6,
                    IpProtocols.IGMP ->
                    at + 8;
            case IpProtocols.DCCP, IpProtocols.SCTP -> at + 12;
            default -> at;
        };
    }
}
