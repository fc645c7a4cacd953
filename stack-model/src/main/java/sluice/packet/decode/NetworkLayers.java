package sluice.packet.decode;

import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;

/** IPv4, IPv6 with its extension headers, and AH. */
final class NetworkLayers {
    private static final int IPV6_HEADER_OCTETS = 40;
    private static final int OPTION_LOOSE_ROUTE = 131;
    private static final int OPTION_STRICT_ROUTE = 137;
    private static final int IPV6_OPTION_JUMBO = 0xc2;
    private static final int IPV6_OPTION_HOME_ADDRESS = 0xc9;
    private static final int HOME_ADDRESS_OCTETS = 18;

    private final Walk walk;

    NetworkLayers(Walk walk) {
        this.walk = walk;
    }

    /** IP by the version nibble, as the EtherType of IPv4 is handled. */
    void ipv4(int at, int cap, int rep) {
        if (at < cap && walk.u8(at) >>> 4 == 6) {
            if (walk.enter(Layer.IPV4, at, cap)) {
                byte[] outer = walk.octets;
                ipv6(at, cap, rep);
                if (!walk.stopped && walk.octets == outer) {
                    walk.field(Field.IP_VERSION, at, 1, 6);
                }
            }
            return;
        }
        if (!walk.enter(Layer.IPV4, at, cap) || !walk.has(at, 1, cap, rep)) {
            return;
        }
        walk.field(Field.IP_VERSION, at, 1, walk.u8(at) >>> 4);
        if (walk.u8(at) >>> 4 != 4) {
            return;
        }
        int header = (walk.u8(at) & 15) * 4;
        walk.field(Field.IP_HDR_LEN, at, 1, header);
        if (header < 20 || !walk.has(at, 2, cap, rep)) {
            return;
        }
        walk.field(Field.IP_DSFIELD, at + 1, 1, walk.u8(at + 1));
        walk.detail(Field.IP_DSCP, at + 1, 1, walk.u8(at + 1) >>> 2);
        walk.detail(Field.IP_ECN, at + 1, 1, walk.u8(at + 1) & 3);
        if (!walk.has(at, 4, cap, rep)) {
            return;
        }
        int total = walk.u16(at + 2);
        // zero is left by a sender whose device segments for it: the frame tells the length
        walk.field(Field.IP_LEN, at + 2, 2, total == 0 ? rep - at : total);
        int end = rep;
        if (total >= header) {
            end = Math.min(rep, at + total);
        } else if (total != 0) {
            return;
        }
        walk.endsAt(end);
        ipv4Body(at, Math.min(cap, end), end, header);
    }

    private void ipv4Body(int at, int cap, int rep, int header) {
        if (!walk.has(at, 6, cap, rep)) {
            return;
        }
        walk.field(Field.IP_ID, at + 4, 2, walk.u16(at + 4));
        if (!walk.has(at, 8, cap, rep)) {
            return;
        }
        int fragment = walk.u16(at + 6);
        walk.detail(Field.IP_FLAGS, at + 6, 1, fragment >>> 13);
        walk.detail(Field.IP_FLAGS_RB, at + 6, 1, fragment >>> 15);
        walk.field(Field.IP_FLAGS_DF, at + 6, 1, fragment >>> 14 & 1);
        walk.field(Field.IP_FLAGS_MF, at + 6, 1, fragment >>> 13 & 1);
        walk.field(Field.IP_FRAG_OFFSET, at + 6, 2, fragment & 0x1fff);
        if (!walk.has(at, 10, cap, rep)) {
            return;
        }
        walk.field(Field.IP_TTL, at + 8, 1, walk.u8(at + 8));
        int protocol = walk.u8(at + 9);
        walk.field(Field.IP_PROTO, at + 9, 1, protocol);
        if (!walk.has(at, 12, cap, rep)) {
            return;
        }
        long status = 2;
        if (cap - at >= header) {
            status = TransportChecksums.ipv4HeaderValid(walk.octets, at, header) ? 1 : 0;
        }
        walk.detail(Field.IP_CHECKSUM, at + 10, 2, walk.u16(at + 10));
        walk.field(Field.IP_CHECKSUM_STATUS, at + 10, 0, status);
        if (!walk.has(at, 16, cap, rep)) {
            return;
        }
        walk.field(Field.IP_SRC, at + 12, 4, walk.i32(at + 12));
        if (!walk.has(at, 20, cap, rep)) {
            return;
        }
        walk.ipVersion = 4;
        walk.ipSource = at + 12;
        walk.ipDestination = at + 16;
        if (!sourceRoute(at + 20, at + header, cap, rep)) {
            return;
        }
        int destination = walk.ipDestination;
        if (destination != at + 16) {
            walk.detail(Field.IP_CUR_RT, at + 16, 4, walk.i32(at + 16));
        }
        walk.field(Field.IP_DST, destination, 4, walk.i32(destination));
        if (walk.detailed) {
            walk.optionFields.ipv4(at + 20, Math.min(cap, at + header));
        }
        int payload = at + header;
        boolean security = header > 20 && walk.has(at, 22, cap, rep) && walk.u8(at + 20) == 130;
        if (security && walk.u8(at + 21) == 2) {
            walk.stop(Fault.MALFORMED, at + 20); // it must hold a classification
        }
        if (walk.stopped || !walk.has(at, header, cap, rep) || payload >= rep) {
            return;
        }
        if ((fragment & 0x1fff) != 0) {
            walk.data(payload, cap);
            return;
        }
        boolean before = walk.fragmented;
        walk.fragmented = (fragment & 0x2000) != 0;
        byProtocol(protocol, payload, cap, rep);
        walk.fragmented = before;
    }

    /**
     * With a source route not used up, the destination is its last address.
     *
     * @return false if the capture ends in options that had to be read
     */
    private boolean sourceRoute(int from, int end, int cap, int rep) {
        int at = from;
        while (at < end) {
            if (!walk.has(at, 1, cap, rep)) {
                return false;
            }
            int kind = walk.u8(at);
            if (kind == 0) {
                return true;
            }
            if (kind == 1) {
                at++;
                continue;
            }
            if (end - at < 2) {
                return true;
            }
            if (!walk.has(at, 2, cap, rep)) {
                return false;
            }
            int length = walk.u8(at + 1);
            if (length < 2 || length > end - at) {
                return true;
            }
            if (kind == OPTION_LOOSE_ROUTE || kind == OPTION_STRICT_ROUTE) {
                if (!walk.has(at, 3, cap, rep)) {
                    return false;
                }
                int pointer = walk.u8(at + 2);
                if (pointer < 4 || (pointer & 3) != 0 || pointer > length) {
                    return true;
                }
                if (!walk.has(at, length, cap, rep)) {
                    return false;
                }
                walk.ipDestination = at + length - 4;
                return true;
            }
            at += length;
        }
        return true;
    }

    void byProtocol(int protocol, int at, int cap, int rep) {
        if (!tryProtocol(protocol, at, cap, rep)) {
            walk.data(at, cap);
        }
    }

    private boolean tryProtocol(int protocol, int at, int cap, int rep) {
        switch (protocol) {
            case IpProtocols.ICMP -> walk.icmp.icmp(at, cap, rep);
            case IpProtocols.IGMP -> walk.icmp.igmp(at, cap, rep);
            case IpProtocols.IPV4 -> ipv4(at, cap, rep);
            case IpProtocols.TCP -> walk.transport.tcp(at, cap, rep);
            case IpProtocols.UDP -> walk.transport.udp(at, cap, rep);
            case IpProtocols.IPV6 -> ipv6(at, cap, rep);
            case IpProtocols.ICMPV6 -> walk.icmp.icmpv6(at, cap, rep);
            case IpProtocols.AH -> ah(at, cap, rep);
            case IpProtocols.HOP_BY_HOP -> {
                return false;
            }
            case IpProtocols.ROUTING -> routing(at, cap, rep);
            case IpProtocols.FRAGMENT -> fragment(at, cap, rep);
            case IpProtocols.DESTINATION_OPTIONS ->
                    options(Layer.DESTINATION_OPTIONS, at, cap, rep);
            case IpProtocols.ETHERNET -> walk.link.ethernet(at, cap, rep);
            default -> {
                return !walk.basic && walk.tunnel.byProtocol(protocol, at, cap, rep);
            }
        }
        return true;
    }

    void ipv6(int at, int cap, int rep) {
        if (at < cap && walk.u8(at) >>> 4 != 6) {
            walk.field(Field.IP_VERSION, at, 1, walk.u8(at) >>> 4);
            walk.field(Field.IPV6_VERSION, at, 1, walk.u8(at) >>> 4);
            walk.complain(at);
            walk.data(at, cap);
            return;
        }
        if (!walk.enter(Layer.IPV6, at, cap) || !walk.has(at, 1, cap, rep)) {
            return;
        }
        walk.field(Field.IP_VERSION, at, 1, walk.u8(at) >>> 4);
        walk.field(Field.IPV6_VERSION, at, 1, walk.u8(at) >>> 4);
        if (rep - at < IPV6_HEADER_OCTETS) {
            walk.complain(at); // in a first fragment, too: the header may not be split
        }
        if (!walk.has(at, 4, cap, rep)) {
            return;
        }
        walk.field(Field.IPV6_TCLASS, at, 4, walk.i32(at) >>> 20 & 0xff);
        walk.detail(Field.IPV6_DSCP, at, 4, walk.i32(at) >>> 22 & 0x3f);
        walk.detail(Field.IPV6_ECN, at, 4, walk.i32(at) >>> 20 & 3);
        walk.field(Field.IPV6_FLOW, at, 4, walk.i32(at) & 0xf_ffff);
        if (!walk.has(at, 6, cap, rep)) {
            return;
        }
        int payloadLength = walk.u16(at + 4);
        walk.field(Field.IPV6_PLEN, at + 4, 2, payloadLength);
        if (!walk.has(at, 7, cap, rep)) {
            return;
        }
        int next = walk.u8(at + 6);
        walk.field(Field.IPV6_NXT, at + 6, 1, next);
        if (!walk.has(at, 8, cap, rep)) {
            return;
        }
        walk.field(Field.IPV6_HLIM, at + 7, 1, walk.u8(at + 7));
        if (!walk.has(at, 24, cap, rep)) {
            return;
        }
        walk.field(Field.IPV6_SRC, at + 8, 16, 0);
        if (!walk.has(at, 40, cap, rep)) {
            return;
        }
        walk.field(Field.IPV6_DST, at + 24, 16, 0);
        walk.ipVersion = 6;
        walk.ipSource = at + 8;
        walk.ipDestination = at + 24;
        int end = Math.min(rep, at + 40 + payloadLength);
        if (payloadLength == 0 && next == IpProtocols.HOP_BY_HOP) {
            end = jumboEnd(at, cap, rep);
        }
        walk.endsAt(end);
        if (walk.inError && at + 40 >= rep) {
            return;
        }
        boolean before = walk.fragmented;
        walk.fragmented = false;
        ipv6Next(next, at + 40, Math.min(cap, end), end);
        walk.fragmented = before;
    }

    /** End of a packet whose length stands in a jumbo option (RFC 2675). */
    private int jumboEnd(int at, int cap, int rep) {
        int options = at + 40;
        if (cap - options < 8) {
            return rep;
        }
        int end = Math.min(cap, options + (walk.u8(options + 1) + 1) * 8);
        int option = options + 2;
        while (end - option >= 6) {
            int kind = walk.u8(option);
            if (kind == IPV6_OPTION_JUMBO && walk.u8(option + 1) == 4) {
                long jumbo = walk.u32(option + 2);
                return (int) Math.min(rep, options + jumbo);
            }
            option += kind == 0 ? 1 : 2 + walk.u8(option + 1);
        }
        return rep;
    }

    private void ipv6Next(int next, int at, int cap, int rep) {
        switch (next) {
            case IpProtocols.HOP_BY_HOP -> options(Layer.HOP_BY_HOP, at, cap, rep);
            case IpProtocols.NO_NEXT_HEADER -> walk.data(at, cap);
            default -> byProtocol(next, at, cap, rep);
        }
    }

    private void options(Layer layer, int at, int cap, int rep) {
        if (!walk.enter(layer, at, cap) || !walk.has(at, 2, cap, rep)) {
            return;
        }
        int length = (walk.u8(at + 1) + 1) * 8;
        if (!walk.has(at, length, cap, rep)) {
            return;
        }
        if (walk.detailed) {
            walk.optionFields.ipv6Header(layer == Layer.HOP_BY_HOP, at);
        }
        int option = at + 2;
        int end = at + length;
        if (walk.detailed) {
            walk.optionFields.ipv6(option, end);
        }
        while (end - option >= 2) {
            int kind = walk.u8(option);
            int octets = kind == 0 ? 1 : 2 + walk.u8(option + 1);
            if (kind == IPV6_OPTION_HOME_ADDRESS && octets != HOME_ADDRESS_OCTETS) {
                walk.complain(option); // its place is clear all the same
                octets = HOME_ADDRESS_OCTETS;
            }
            if (octets > end - option) {
                walk.stop(Fault.MALFORMED, option);
                return;
            }
            if (kind == IPV6_OPTION_HOME_ADDRESS) {
                walk.ipSource = option + 2;
            }
            option += octets;
        }
        ipv6Next(walk.u8(at), at + length, cap, rep);
    }

    private void routing(int at, int cap, int rep) {
        if (!walk.enter(Layer.ROUTING, at, cap) || !walk.has(at, 4, cap, rep)) {
            return;
        }
        int length = (walk.u8(at + 1) + 1) * 8;
        if (!walk.has(at, length, cap, rep)) {
            return;
        }
        int type = walk.u8(at + 2);
        int left = walk.u8(at + 3);
        if (walk.detailed) {
            walk.optionFields.routing(at, at + length);
        }
        if (left > 0 && length >= 24) {
            if (type == 0 || type == 2) {
                walk.ipDestination = at + 8 + (length - 8) / 16 * 16 - 16;
            } else if (type == 4) {
                walk.ipDestination = at + 8;
            }
        }
        ipv6Next(walk.u8(at), at + length, cap, rep);
    }

    private void fragment(int at, int cap, int rep) {
        if (!walk.enter(Layer.FRAGMENT, at, cap) || !walk.has(at, 8, cap, rep)) {
            return;
        }
        int word = walk.u16(at + 2);
        walk.detail(Field.IPV6_FRAGHDR_NXT, at, 1, walk.u8(at));
        walk.detail(Field.IPV6_FRAGHDR_RESERVED, at + 1, 1, walk.u8(at + 1));
        walk.field(Field.IPV6_FRAGHDR_OFFSET, at + 2, 2, word >>> 3);
        walk.detail(Field.IPV6_FRAGHDR_BITS, at + 3, 1, word >>> 1 & 3);
        walk.field(Field.IPV6_FRAGHDR_MORE, at + 3, 1, word & 1);
        walk.field(Field.IPV6_FRAGHDR_IDENT, at + 4, 4, walk.u32(at + 4));
        if ((word & 0xfff8) != 0) {
            walk.data(at + 8, cap);
            return;
        }
        boolean before = walk.fragmented;
        walk.fragmented |= (word & 1) != 0;
        ipv6Next(walk.u8(at), at + 8, cap, rep);
        walk.fragmented = before;
    }

    private void ah(int at, int cap, int rep) {
        if (!walk.enter(Layer.AH, at, cap) || !walk.has(at, 12, cap, rep)) {
            return;
        }
        int length = (walk.u8(at + 1) + 2) * 4;
        if (!walk.has(at, length, cap, rep)) {
            return;
        }
        walk.detail(Field.AH_NEXT_HEADER, at, 1, walk.u8(at));
        walk.detail(Field.AH_LENGTH, at + 1, 1, walk.u8(at + 1));
        walk.detail(Field.AH_RESERVED, at + 2, 2, walk.u16(at + 2));
        walk.detail(Field.AH_SPI, at + 4, 4, walk.u32(at + 4));
        if (length >= 12) {
            walk.detail(Field.AH_SEQUENCE, at + 8, 4, walk.u32(at + 8));
            walk.bytes(Field.AH_ICV, at + 12, length - 12);
        }
        ipv6Next(walk.u8(at), at + length, cap, rep);
    }
}
