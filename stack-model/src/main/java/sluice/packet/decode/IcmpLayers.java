package sluice.packet.decode;

import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;

/** ICMP and ICMPv6, with the packets they quote, and IGMP. */
final class IcmpLayers {
    private static final int UNVERIFIED = 2;
    private static final int EXTENDED_ECHO_REQUEST = 160;
    private static final int OPTION_DNS_SEARCH = 31;
    private static final int LABEL_OCTETS_MAX = 63;
    private static final int RPL_CONTROL = 155;
    private static final int RPL_DESTINATION_ADVERTISEMENT = 2;
    private static final int RPL_TARGET = 5;
    private static final int RPL_TARGET_OCTETS_MAX = 20;
    private static final int OPTION_PREF64 = 38;
    private static final int PREF64_CODE_MAX = 5;
    private static final int GROUP_RGMP = 0xe000_0019;

    private final Walk walk;

    IcmpLayers(Walk walk) {
        this.walk = walk;
    }

    void icmp(int at, int cap, int rep) {
        if (!walk.enter(Layer.ICMP, at, cap) || !walk.has(at, 1, cap, rep)) {
            return;
        }
        int type = walk.u8(at);
        if (!walk.has(at, 2, cap, rep)) {
            return;
        }
        walk.field(Field.ICMP_TYPE, at, 1, type);
        walk.field(Field.ICMP_CODE, at + 1, 1, walk.u8(at + 1));
        if (!walk.has(at, 4, cap, rep)) {
            return;
        }
        int status = UNVERIFIED;
        if (!walk.fragmented && cap == rep && !walk.inError) {
            status = TransportChecksums.icmpValid(walk.octets, at, cap - at) ? 1 : 0;
        }
        walk.detail(Field.ICMP_CHECKSUM, at + 2, 2, walk.u16(at + 2));
        walk.field(Field.ICMP_CHECKSUM_STATUS, at + 2, 0, status);
        if (!walk.has(at, 8, cap, rep)) {
            return;
        }
        if (walk.detailed) {
            walk.icmpFields.icmp(at, cap);
        }
        switch (type) {
            case IcmpTypes.ECHO_REPLY, IcmpTypes.ECHO_REQUEST -> walk.data(at + 8, cap);
            case IcmpTypes.DESTINATION_UNREACHABLE,
                    IcmpTypes.TIME_EXCEEDED,
                    IcmpTypes.PARAMETER_PROBLEM ->
                    quotedIpv4(at, cap, rep);
            case IcmpTypes.SOURCE_QUENCH, IcmpTypes.REDIRECT -> {
                if (walk.has(at + 8, 1, cap, rep)) {
                    quote4(at + 8, cap, rep);
                }
            }
            default -> {
                // requests and replies of other kinds carry no packet
            }
        }
    }

    /** The quote may be followed by extensions (RFC 4884); its length then limits it. */
    private void quotedIpv4(int at, int cap, int rep) {
        int quote = at + 8;
        int end = rep;
        if (cap - quote >= 4 && walk.u16(quote + 2) > rep - quote) {
            int declared = walk.u8(at + 5) * 4;
            if (declared > 0 && rep - quote > declared) {
                end = quote + declared;
            }
        }
        quote4(quote, Math.min(cap, end), end);
    }

    private void quote4(int at, int cap, int rep) {
        boolean before = walk.inError;
        walk.inError = true;
        if (at < rep) {
            walk.network.ipv4(at, cap, rep);
        }
        walk.inError = before;
    }

    void icmpv6(int at, int cap, int rep) {
        if (!walk.enter(Layer.ICMPV6, at, cap) || !walk.has(at, 1, cap, rep)) {
            return;
        }
        int type = walk.u8(at);
        walk.field(Field.ICMPV6_TYPE, at, 1, type);
        if (!walk.has(at, 2, cap, rep)) {
            return;
        }
        walk.field(Field.ICMPV6_CODE, at + 1, 1, walk.u8(at + 1));
        if (!walk.has(at, 4, cap, rep)) {
            return;
        }
        int status = UNVERIFIED;
        if (!walk.fragmented && cap == rep && !walk.inError && walk.ipVersion == 6) {
            boolean valid =
                    TransportChecksums.valid6(
                            walk.octets,
                            at,
                            cap - at,
                            walk.ipSource,
                            walk.ipDestination,
                            IpProtocols.ICMPV6);
            status = valid ? 1 : 0;
        }
        walk.detail(Field.ICMPV6_CHECKSUM, at + 2, 2, walk.u16(at + 2));
        walk.field(Field.ICMPV6_CHECKSUM_STATUS, at + 2, 0, status);
        if (walk.detailed) {
            walk.icmpFields.icmpv6(at, cap);
        }
        switch (type) {
            case Icmpv6Types.DESTINATION_UNREACHABLE,
                    Icmpv6Types.PACKET_TOO_BIG,
                    Icmpv6Types.TIME_EXCEEDED,
                    Icmpv6Types.PARAMETER_PROBLEM ->
                    quote6(at + 8, cap, rep);
            case Icmpv6Types.ECHO_REQUEST, Icmpv6Types.ECHO_REPLY -> {
                if (walk.has(at, 8, cap, rep)) {
                    walk.data(at + 8, cap);
                }
            }
            case Icmpv6Types.ROUTER_SOLICITATION -> neighborOptions(at + 8, cap, rep);
            case Icmpv6Types.ROUTER_ADVERTISEMENT -> neighborOptions(at + 16, cap, rep);
            case Icmpv6Types.NEIGHBOR_SOLICITATION, Icmpv6Types.NEIGHBOR_ADVERTISEMENT ->
                    neighborOptions(at + 24, cap, rep);
            case Icmpv6Types.REDIRECT -> neighborOptions(at + 40, cap, rep);
            case Icmpv6Types.MLDV2_REPORT -> listenerReport(at, cap, rep);
            case RPL_CONTROL -> routingControl(at, cap);
            case EXTENDED_ECHO_REQUEST -> {
                if (at + 8 < cap) {
                    walk.enter(Layer.ICMP, at + 8, cap);
                }
            }
            default -> {
                // messages without a packet inside
            }
        }
    }

    /** Checks that the records end where the message does (RFC 3810 section 5.2). */
    private void listenerReport(int from, int cap, int rep) {
        if (!walk.has(from, 8, cap, rep)) {
            return;
        }
        int at = from + 8;
        for (int left = walk.u16(from + 6); left > 0; left--) {
            if (!walk.has(at, 20, cap, rep)) {
                return;
            }
            int length = 20 + walk.u16(at + 2) * 16 + walk.u8(at + 1) * 4;
            if (!walk.has(at, length, cap, rep)) {
                return;
            }
            at += length;
        }
    }

    private void quote6(int at, int cap, int rep) {
        boolean before = walk.inError;
        walk.inError = true;
        if (at < rep) {
            walk.network.ipv6(at, cap, rep);
        } else {
            walk.complain(at);
        }
        walk.inError = before;
    }

    /** Looks for a redirected header, which quotes a packet (RFC 4861 section 4.6.3). */
    private void neighborOptions(int from, int cap, int rep) {
        int at = from;
        if (!walk.has(from, 0, cap, rep)) {
            return;
        }
        while (at < rep && !walk.stopped) {
            if (!walk.has(at, 2, cap, rep)) {
                return;
            }
            int length = walk.u8(at + 1) * 8;
            if (length == 0) {
                return;
            }
            if (!walk.has(at, length, cap, rep)) {
                return;
            }
            if (walk.detailed) {
                walk.neighborFields.option(at, length);
            }
            if (walk.u8(at) == OPTION_PREF64 && (walk.u8(at + 3) & 7) > PREF64_CODE_MAX) {
                walk.complain(at);
            }
            if (walk.u8(at) == OPTION_DNS_SEARCH && !nameListEnds(at + 8, at + length)) {
                walk.stop(Fault.MALFORMED, at);
                return;
            }
            if (walk.u8(at) == 4 && length > 8) {
                byte[] outer = walk.octets;
                quote6(at + 8, at + length, at + length);
                if (walk.octets != outer) {
                    return; // the quote was unpacked: these offsets mean nothing any more
                }
            }
            at += length;
        }
    }

    /** True if every name of a search list ends inside it, uncompressed (RFC 8106 section 5.2). */
    private boolean nameListEnds(int from, int end) {
        int at = from;
        boolean inName = false;
        while (at < end) {
            int label = walk.u8(at);
            if (label > LABEL_OCTETS_MAX) {
                return false;
            }
            if (label == 0 && !inName) {
                return true; // padding
            }
            inName = label != 0;
            at += 1 + label;
        }
        return at == end && !inName;
    }

    /** Checks options of RPL's objects (RFC 6550 section 6.7): a target holds one address. */
    private void routingOptions(int from, int end) {
        int at = from;
        while (end - at >= 2) {
            int octets = walk.u8(at) == 0 ? 1 : 2 + walk.u8(at + 1);
            if (walk.u8(at) == RPL_TARGET && octets > RPL_TARGET_OCTETS_MAX) {
                walk.complain(at);
            }
            at += octets;
        }
    }

    /** The options of an object that lists targets follow its identifier, if it has one. */
    private void routingControl(int at, int cap) {
        boolean advertisement = (walk.u8(at + 1) & 0x7f) == RPL_DESTINATION_ADVERTISEMENT;
        boolean secure = (walk.u8(at + 1) & 0x80) != 0;
        if (advertisement && !secure && cap - at >= 8) {
            boolean identified = (walk.u8(at + 5) & 0x40) != 0;
            routingOptions(at + (identified ? 24 : 8), cap);
        }
    }

    void igmp(int at, int cap, int rep) {
        if (!walk.enter(Layer.IGMP, at, cap) || !walk.has(at, 1, cap, rep)) {
            return;
        }
        int type = walk.u8(at);
        int version =
                switch (type) {
                    case 0x11 -> queryVersion(at, cap, rep);
                    case 0x12 -> 1;
                    case 0x16, 0x17 -> 2;
                    case 0x22 -> 3;
                    default -> type < 0x10 ? 0 : -1;
                };
        boolean groupManagement = type >= 0xfc && walk.ipVersion == 4;
        if (groupManagement && walk.i32(walk.ipDestination) == GROUP_RGMP) {
            walk.bytes(Field.IGMP_DATA, at, cap - at);
            return; // router-port group management uses numbers of its own
        }
        if (version < 0) {
            walk.field(Field.IGMP_TYPE, at, 1, type);
            walk.bytes(Field.IGMP_DATA, at + 1, cap - at - 1);
            return;
        }
        if (!walk.enter(Layer.IGMP, at, cap)) {
            return;
        }
        walk.field(Field.IGMP_VERSION, at, 0, version);
        walk.field(Field.IGMP_TYPE, at, 1, type);
        if (!walk.has(at, 4, cap, rep)) {
            return;
        }
        int status = UNVERIFIED;
        if (!walk.fragmented && cap == rep) {
            status = TransportChecksums.igmpValid(walk.octets, at, cap - at) ? 1 : 0;
        }
        walk.detail(Field.IGMP_CHECKSUM, at + 2, 2, walk.u16(at + 2));
        walk.field(Field.IGMP_CHECKSUM_STATUS, at + 2, 0, status);
        if (walk.has(at, 8, cap, rep) && walk.detailed) {
            walk.groupFields.igmp(at, cap, version);
        }
    }

    private int queryVersion(int at, int cap, int rep) {
        if (rep - at >= 12) {
            return 3;
        }
        return cap - at >= 2 && walk.u8(at + 1) == 0 ? 1 : 2;
    }
}
