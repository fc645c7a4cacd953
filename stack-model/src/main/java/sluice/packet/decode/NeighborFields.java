package sluice.packet.decode;

import sluice.packet.wire.Addresses;
import sluice.packet.wire.Icmpv6Types;

/**
 * Every field of the messages of neighbour discovery and of their options, for full listings (RFC
 * 4861, RFC 4191, RFC 8106). At least eight octets of a message were captured.
 */
final class NeighborFields {
    private static final int SOURCE_LINK = 1;
    private static final int TARGET_LINK = 2;
    private static final int PREFIX = 3;
    private static final int REDIRECTED = 4;
    private static final int MTU = 5;
    private static final int NONCE = 14;
    private static final int ROUTE = 24;
    private static final int NAME_SERVERS = 25;
    private static final int SEARCH_LIST = 31;

    private final Walk walk;

    NeighborFields(Walk walk) {
        this.walk = walk;
    }

    void message(int type, int at, int cap) {
        switch (type) {
            case Icmpv6Types.ROUTER_ADVERTISEMENT -> router(at, cap);
            case Icmpv6Types.NEIGHBOR_SOLICITATION -> {
                walk.bytes(Field.ICMPV6_RESERVED, at + 4, 4);
                address(Field.NS_TARGET, at + 8, cap);
            }
            case Icmpv6Types.NEIGHBOR_ADVERTISEMENT -> {
                long flags = walk.u32(at + 4);
                walk.field(Field.NA_FLAG, at + 4, 4, flags);
                walk.field(Field.NA_FLAG_R, at + 4, 4, flags >>> 31);
                walk.field(Field.NA_FLAG_S, at + 4, 4, flags >>> 30 & 1);
                walk.field(Field.NA_FLAG_O, at + 4, 4, flags >>> 29 & 1);
                walk.field(Field.NA_FLAG_RSV, at + 4, 4, flags & 0x1fff_ffff);
                address(Field.NA_TARGET, at + 8, cap);
            }
            case Icmpv6Types.REDIRECT -> {
                walk.bytes(Field.ICMPV6_RESERVED, at + 4, 4);
                address(Field.RD_TARGET, at + 8, cap);
                address(Field.RD_DESTINATION, at + 24, cap);
            }
            default -> walk.bytes(Field.ICMPV6_RESERVED, at + 4, 4);
        }
    }

    private void router(int at, int cap) {
        int flags = walk.u8(at + 5);
        walk.field(Field.RA_CUR_HOP_LIMIT, at + 4, 1, walk.u8(at + 4));
        walk.field(Field.RA_FLAG, at + 5, 1, flags);
        walk.field(Field.RA_FLAG_M, at + 5, 1, flags >>> 7);
        walk.field(Field.RA_FLAG_O, at + 5, 1, flags >>> 6 & 1);
        walk.field(Field.RA_FLAG_H, at + 5, 1, flags >>> 5 & 1);
        walk.field(Field.RA_FLAG_PRF, at + 5, 1, flags >>> 3 & 3);
        walk.field(Field.RA_FLAG_P, at + 5, 1, flags >>> 2 & 1);
        walk.field(Field.RA_FLAG_RSV, at + 5, 1, flags & 3);
        walk.field(Field.RA_ROUTER_LIFETIME, at + 6, 2, walk.u16(at + 6));
        if (cap - at >= 16) {
            walk.field(Field.RA_REACHABLE_TIME, at + 8, 4, walk.u32(at + 8));
            walk.field(Field.RA_RETRANS_TIMER, at + 12, 4, walk.u32(at + 12));
        }
    }

    private void address(Field field, int at, int cap) {
        if (cap - at >= Addresses.IPV6_OCTETS) {
            walk.field(field, at, Addresses.IPV6_OCTETS, 0);
        }
    }

    /** An option that was captured in full: {@code length} octets, at least eight. */
    void option(int at, int length) {
        int kind = walk.u8(at);
        int end = at + length;
        walk.field(Field.ND_OPT_TYPE, at, 1, kind);
        walk.field(Field.ND_OPT_LENGTH, at + 1, 1, walk.u8(at + 1));
        boolean link = (kind == SOURCE_LINK || kind == TARGET_LINK) && length == 8;
        if (link) {
            walk.field(Field.ND_OPT_LINKADDR, at + 2, 6, walk.u48(at + 2));
        } else if (kind == PREFIX && length == 32) {
            prefix(at);
        } else if (kind == REDIRECTED) {
            walk.bytes(Field.ND_OPT_RESERVED, at + 2, 6); // the packet follows as a layer
        } else if (kind == MTU && length == 8) {
            walk.bytes(Field.ND_OPT_RESERVED, at + 2, 2);
            walk.field(Field.ND_OPT_MTU, at + 4, 4, walk.u32(at + 4));
        } else if (kind == NONCE) {
            walk.bytes(Field.ND_OPT_NONCE, at + 2, length - 2);
        } else if (kind == ROUTE) {
            walk.field(Field.ND_OPT_PREFIX_LENGTH, at + 2, 1, walk.u8(at + 2));
            walk.field(Field.ND_OPT_ROUTE_FLAG, at + 3, 1, walk.u8(at + 3));
            walk.field(Field.ND_OPT_ROUTE_LIFETIME, at + 4, 4, walk.u32(at + 4));
            walk.bytes(Field.ND_OPT_ROUTE_PREFIX, at + 8, length - 8);
        } else if (kind == NAME_SERVERS) {
            walk.bytes(Field.ND_OPT_RESERVED, at + 2, 2);
            walk.field(Field.ND_OPT_RDNSS_LIFETIME, at + 4, 4, walk.u32(at + 4));
            int place = at + 8;
            for (; end - place >= Addresses.IPV6_OCTETS; place += Addresses.IPV6_OCTETS) {
                address(Field.ND_OPT_RDNSS, place, end);
            }
            walk.bytes(Field.ND_OPT_DATA, place, end - place);
        } else if (kind == SEARCH_LIST) {
            walk.bytes(Field.ND_OPT_RESERVED, at + 2, 2);
            walk.field(Field.ND_OPT_DNSSL_LIFETIME, at + 4, 4, walk.u32(at + 4));
            walk.bytes(Field.ND_OPT_DNSSL, at + 8, length - 8);
        } else {
            walk.bytes(Field.ND_OPT_DATA, at + 2, length - 2);
        }
    }

    private void prefix(int at) {
        int flags = walk.u8(at + 3);
        walk.field(Field.ND_OPT_PREFIX_LENGTH, at + 2, 1, walk.u8(at + 2));
        walk.field(Field.ND_OPT_PREFIX_FLAG, at + 3, 1, flags);
        walk.field(Field.ND_OPT_PREFIX_L, at + 3, 1, flags >>> 7);
        walk.field(Field.ND_OPT_PREFIX_A, at + 3, 1, flags >>> 6 & 1);
        walk.field(Field.ND_OPT_PREFIX_R, at + 3, 1, flags >>> 5 & 1);
        walk.field(Field.ND_OPT_PREFIX_RSV, at + 3, 1, flags & 0x1f);
        walk.field(Field.ND_OPT_VALID, at + 4, 4, walk.u32(at + 4));
        walk.field(Field.ND_OPT_PREFERRED, at + 8, 4, walk.u32(at + 8));
        walk.bytes(Field.ND_OPT_RESERVED, at + 12, 4);
        walk.field(Field.ND_OPT_PREFIX, at + 16, Addresses.IPV6_OCTETS, 0);
    }
}
