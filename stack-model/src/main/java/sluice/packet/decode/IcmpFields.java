package sluice.packet.decode;

import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.Icmpv6Types;

/** Every field of messages of ICMP and ICMPv6 behind their checksum, for full listings. */
final class IcmpFields {
    private static final int ROUTER_ADVERTISEMENT = 9;
    private static final int ROUTER_SOLICITATION = 10;
    private static final int TIME_STAMP = 13;
    private static final int TIME_STAMP_REPLY = 14;
    private static final int INFORMATION = 15;
    private static final int INFORMATION_REPLY = 16;
    private static final int ADDRESS_MASK = 17;
    private static final int ADDRESS_MASK_REPLY = 18;
    private static final int CODE_FRAGMENTATION_NEEDED = 4;

    private final Walk walk;

    IcmpFields(Walk walk) {
        this.walk = walk;
    }

    /** At least eight octets were captured. RFC 792, RFC 950, RFC 1256, RFC 4884. */
    void icmp(int at, int cap) {
        switch (walk.u8(at)) {
            case IcmpTypes.ECHO_REPLY, IcmpTypes.ECHO_REQUEST -> identity(at); // data is a layer
            case INFORMATION, INFORMATION_REPLY -> {
                identity(at);
                rest(at + 8, cap);
            }
            case IcmpTypes.DESTINATION_UNREACHABLE -> {
                walk.bytes(Field.ICMP_UNUSED, at + 4, 1);
                length(at);
                if (walk.u8(at + 1) == CODE_FRAGMENTATION_NEEDED) {
                    walk.field(Field.ICMP_MTU, at + 6, 2, walk.u16(at + 6));
                } else {
                    walk.bytes(Field.ICMP_UNUSED, at + 6, 2);
                }
                extensions(at, cap);
            }
            case IcmpTypes.TIME_EXCEEDED -> {
                walk.bytes(Field.ICMP_UNUSED, at + 4, 1);
                length(at);
                walk.bytes(Field.ICMP_UNUSED, at + 6, 2);
                extensions(at, cap);
            }
            case IcmpTypes.PARAMETER_PROBLEM -> {
                walk.field(Field.ICMP_POINTER, at + 4, 1, walk.u8(at + 4));
                length(at);
                walk.bytes(Field.ICMP_UNUSED, at + 6, 2);
                extensions(at, cap);
            }
            case IcmpTypes.REDIRECT -> walk.field(Field.ICMP_REDIR_GW, at + 4, 4, walk.i32(at + 4));
            case IcmpTypes.SOURCE_QUENCH -> walk.bytes(Field.ICMP_UNUSED, at + 4, 4);
            case ROUTER_ADVERTISEMENT -> routers(at, cap);
            case ROUTER_SOLICITATION -> {
                walk.bytes(Field.ICMP_RESERVED, at + 4, 4);
                rest(at + 8, cap);
            }
            case TIME_STAMP, TIME_STAMP_REPLY -> {
                identity(at);
                if (cap - at >= 20) {
                    walk.field(Field.ICMP_ORIGINATE, at + 8, 4, walk.u32(at + 8));
                    walk.field(Field.ICMP_RECEIVE, at + 12, 4, walk.u32(at + 12));
                    walk.field(Field.ICMP_TRANSMIT, at + 16, 4, walk.u32(at + 16));
                    rest(at + 20, cap);
                } else {
                    rest(at + 8, cap);
                }
            }
            case ADDRESS_MASK, ADDRESS_MASK_REPLY -> {
                identity(at);
                if (cap - at >= 12) {
                    walk.field(Field.ICMP_ADDRESS_MASK, at + 8, 4, walk.i32(at + 8));
                    rest(at + 12, cap);
                } else {
                    rest(at + 8, cap);
                }
            }
            default -> rest(at + 4, cap);
        }
    }

    private void rest(int at, int cap) {
        walk.bytes(Field.ICMP_DATA, at, cap - at);
    }

    private void identity(int at) {
        walk.field(Field.ICMP_IDENT, at + 4, 2, walk.u16(at + 4));
        walk.field(Field.ICMP_SEQ, at + 6, 2, walk.u16(at + 6));
    }

    private void length(int at) {
        walk.field(Field.ICMP_LENGTH, at + 5, 1, walk.u8(at + 5));
    }

    /** What follows a quote whose length is told. */
    private void extensions(int at, int cap) {
        int quoted = walk.u8(at + 5) * 4;
        if (quoted > 0) {
            walk.bytes(Field.ICMP_EXT, at + 8 + quoted, cap - at - 8 - quoted);
        }
    }

    private void routers(int at, int cap) {
        int count = walk.u8(at + 4);
        int entry = walk.u8(at + 5) * 4;
        walk.field(Field.ICMP_NUM_ADDRS, at + 4, 1, count);
        walk.field(Field.ICMP_ADDR_ENTRY_SIZE, at + 5, 1, walk.u8(at + 5));
        walk.field(Field.ICMP_LIFETIME, at + 6, 2, walk.u16(at + 6));
        int place = at + 8;
        for (; entry >= 8 && count > 0 && place + entry <= cap; count--, place += entry) {
            walk.field(Field.ICMP_ROUTER_ADDRESS, place, 4, walk.i32(place));
            walk.field(Field.ICMP_PREF_LEVEL, place + 4, 4, walk.i32(place + 4));
            walk.bytes(Field.ICMP_RESERVED, place + 8, entry - 8);
        }
        rest(place, cap);
    }

    /** At least four octets were captured. RFC 4443; the rest is told by others. */
    void icmpv6(int at, int cap) {
        int type = walk.u8(at);
        int left = cap - at;
        if (left < 8) {
            walk.bytes(Field.ICMPV6_DATA, at + 4, left - 4);
            return;
        }
        switch (type) {
            case Icmpv6Types.DESTINATION_UNREACHABLE, Icmpv6Types.TIME_EXCEEDED ->
                    walk.bytes(Field.ICMPV6_RESERVED, at + 4, 4);
            case Icmpv6Types.PACKET_TOO_BIG ->
                    walk.field(Field.ICMPV6_MTU, at + 4, 4, walk.u32(at + 4));
            case Icmpv6Types.PARAMETER_PROBLEM ->
                    walk.field(Field.ICMPV6_POINTER, at + 4, 4, walk.u32(at + 4));
            case Icmpv6Types.ECHO_REQUEST, Icmpv6Types.ECHO_REPLY -> {
                walk.field(Field.ICMPV6_ECHO_IDENT, at + 4, 2, walk.u16(at + 4));
                walk.field(Field.ICMPV6_ECHO_SEQ, at + 6, 2, walk.u16(at + 6));
            }
            case Icmpv6Types.ROUTER_SOLICITATION,
                    Icmpv6Types.ROUTER_ADVERTISEMENT,
                    Icmpv6Types.NEIGHBOR_SOLICITATION,
                    Icmpv6Types.NEIGHBOR_ADVERTISEMENT,
                    Icmpv6Types.REDIRECT ->
                    walk.neighborFields.message(type, at, cap);
            case Icmpv6Types.MLD_QUERY, Icmpv6Types.MLD_REPORT, Icmpv6Types.MLD_DONE ->
                    walk.groupFields.listener(type, at, cap);
            case Icmpv6Types.MLDV2_REPORT -> walk.groupFields.listenerReport(at, cap);
            default -> walk.bytes(Field.ICMPV6_DATA, at + 4, left - 4);
        }
    }
}
