package sluice.packet.decode;

import sluice.packet.wire.Addresses;
import sluice.packet.wire.Icmpv6Types;

/**
 * Every field of IGMP (RFC 1112, RFC 2236, RFC 3376) and of listener discovery (RFC 2710, RFC
 * 3810), for full listings. At least eight octets of a message were captured; records and sources
 * that were not are left out.
 */
final class GroupFields {
    private static final int IGMP_QUERY = 0x11;
    private static final int IGMP_REPORT_V3 = 0x22;
    private static final int V1 = 1;
    private static final int V3 = 3;
    private static final int MLD_OCTETS = 24;
    private static final int MLDV2_QUERY_OCTETS = 28;

    private final Walk walk;

    GroupFields(Walk walk) {
        this.walk = walk;
    }

    void igmp(int at, int cap, int version) {
        if (version == 0) {
            rest(at + 4, cap);
            return;
        }
        int type = walk.u8(at);
        if (type == IGMP_REPORT_V3) {
            igmpRecords(at, cap);
            return;
        }
        if (version == V1) {
            walk.bytes(Field.IGMP_RESERVED, at + 1, 1);
        } else {
            walk.field(Field.IGMP_MAX_RESP, at + 1, 1, walk.u8(at + 1));
        }
        walk.field(Field.IGMP_MADDR, at + 4, 4, walk.i32(at + 4));
        if (type == IGMP_QUERY && version == V3 && cap - at >= 12) {
            walk.field(Field.IGMP_QUERY_RSV, at + 8, 1, walk.u8(at + 8) >>> 4);
            walk.field(Field.IGMP_S, at + 8, 1, walk.u8(at + 8) >>> 3 & 1);
            walk.field(Field.IGMP_QRV, at + 8, 1, walk.u8(at + 8) & 7);
            walk.field(Field.IGMP_QQIC, at + 9, 1, walk.u8(at + 9));
            walk.field(Field.IGMP_NUM_SRC, at + 10, 2, walk.u16(at + 10));
            rest(igmpSources(at + 12, walk.u16(at + 10), cap), cap);
        } else {
            rest(at + 8, cap);
        }
    }

    private void rest(int at, int cap) {
        walk.bytes(Field.IGMP_DATA, at, cap - at);
    }

    /** Returns where the sources that were captured end. */
    private int igmpSources(int from, int count, int cap) {
        int at = from;
        for (int left = count; left > 0 && cap - at >= 4; left--) {
            walk.field(Field.IGMP_SADDR, at, 4, walk.i32(at));
            at += 4;
        }
        return at;
    }

    private void igmpRecords(int from, int cap) {
        walk.bytes(Field.IGMP_RESERVED, from + 1, 1);
        walk.bytes(Field.IGMP_RESERVED, from + 4, 2);
        walk.field(Field.IGMP_NUM_GRP_RECS, from + 6, 2, walk.u16(from + 6));
        int at = from + 8;
        for (int left = walk.u16(from + 6); left > 0 && cap - at >= 8; left--) {
            int auxiliary = walk.u8(at + 1) * 4;
            walk.field(Field.IGMP_RECORD_TYPE, at, 1, walk.u8(at));
            walk.field(Field.IGMP_AUX_DATA_LEN, at + 1, 1, walk.u8(at + 1));
            walk.field(Field.IGMP_NUM_SRC, at + 2, 2, walk.u16(at + 2));
            walk.field(Field.IGMP_MADDR, at + 4, 4, walk.i32(at + 4));
            at = igmpSources(at + 8, walk.u16(at + 2), cap);
            int captured = Math.min(auxiliary, cap - at);
            walk.bytes(Field.IGMP_AUX_DATA, at, captured);
            at += captured;
        }
        rest(at, cap);
    }

    /** A query is of version 2 if it is longer than one of version 1. */
    void listener(int type, int at, int cap) {
        boolean version2 = type == Icmpv6Types.MLD_QUERY && cap - at >= MLDV2_QUERY_OCTETS;
        Field delay = version2 ? Field.MLD_RESPONSE_CODE : Field.MLD_RESPONSE_DELAY;
        walk.field(delay, at + 4, 2, walk.u16(at + 4));
        walk.bytes(Field.ICMPV6_RESERVED, at + 6, 2);
        if (cap - at >= MLD_OCTETS) {
            walk.field(Field.MLD_ADDRESS, at + 8, Addresses.IPV6_OCTETS, 0);
        }
        if (version2) {
            int flags = walk.u8(at + 24);
            walk.field(Field.MLD_FLAG, at + 24, 1, flags);
            walk.field(Field.MLD_FLAG_RSV, at + 24, 1, flags >>> 4);
            walk.field(Field.MLD_FLAG_S, at + 24, 1, flags >>> 3 & 1);
            walk.field(Field.MLD_FLAG_QRV, at + 24, 1, flags & 7);
            walk.field(Field.MLD_QQI, at + 25, 1, walk.u8(at + 25));
            walk.field(Field.MLD_NB_SOURCES, at + 26, 2, walk.u16(at + 26));
            sources(Field.MLD_SOURCE, at + 28, walk.u16(at + 26), cap);
        }
    }

    /** Returns where the sources that were captured end. */
    private int sources(Field field, int from, int count, int cap) {
        int at = from;
        for (int left = count; left > 0 && cap - at >= Addresses.IPV6_OCTETS; left--) {
            walk.field(field, at, Addresses.IPV6_OCTETS, 0);
            at += Addresses.IPV6_OCTETS;
        }
        return at;
    }

    void listenerReport(int from, int cap) {
        walk.bytes(Field.ICMPV6_RESERVED, from + 4, 2);
        walk.field(Field.MLDR_RECORDS, from + 6, 2, walk.u16(from + 6));
        int at = from + 8;
        for (int left = walk.u16(from + 6); left > 0 && cap - at >= 20; left--) {
            int auxiliary = walk.u8(at + 1) * 4;
            walk.field(Field.MLDR_TYPE, at, 1, walk.u8(at));
            walk.field(Field.MLDR_AUX_LEN, at + 1, 1, walk.u8(at + 1));
            walk.field(Field.MLDR_NB_SOURCES, at + 2, 2, walk.u16(at + 2));
            walk.field(Field.MLDR_ADDRESS, at + 4, Addresses.IPV6_OCTETS, 0);
            at = sources(Field.MLDR_SOURCE, at + 20, walk.u16(at + 2), cap);
            int captured = Math.min(auxiliary, cap - at);
            walk.bytes(Field.MLDR_AUX, at, captured);
            at += captured;
        }
    }
}
