package sluice.packet.decode;

import sluice.packet.wire.Addresses;

/**
 * Every field of the options of IPv4, IPv6 and TCP and of routing headers, for full listings. What
 * is no known option is told as octets.
 */
final class OptionFields {
    private static final int IPV4_RECORD_ROUTE = 7;
    private static final int IPV4_MTU_PROBE = 11;
    private static final int IPV4_MTU_REPLY = 12;
    private static final int IPV4_TIME_STAMP = 68;
    private static final int IPV4_LOOSE_ROUTE = 131;
    private static final int IPV4_STREAM = 136;
    private static final int IPV4_STRICT_ROUTE = 137;
    private static final int IPV4_ROUTER_ALERT = 148;
    private static final int IPV6_PADN = 1;
    private static final int IPV6_ROUTER_ALERT = 5;
    private static final int IPV6_JUMBO = 0xc2;
    private static final int IPV6_HOME_ADDRESS = 0xc9;
    private static final int ROUTING_SOURCE = 0;
    private static final int ROUTING_HOME = 2;
    private static final int ROUTING_SEGMENTS = 4;
    private static final int TCP_WINDOW_SCALE = 3;
    private static final int TCP_SACK = 5;
    private static final int TCP_TIME_STAMPS = 8;

    private final Walk walk;

    OptionFields(Walk walk) {
        this.walk = walk;
    }

    void ipv4(int from, int end) {
        int at = from;
        while (at < end) {
            int kind = walk.u8(at);
            walk.field(Field.IP_OPT_TYPE, at, 1, kind);
            if (kind == 0) {
                walk.bytes(Field.IP_OPT_PADDING, at + 1, end - at - 1);
                return;
            }
            if (kind == 1) {
                at++;
                continue;
            }
            if (end - at < 2) {
                return;
            }
            int length = walk.u8(at + 1);
            walk.field(Field.IP_OPT_LEN, at + 1, 1, length);
            if (length < 2 || length > end - at) {
                walk.bytes(Field.IP_OPT_DATA, at + 2, end - at - 2);
                return;
            }
            ipv4Option(kind, at, length);
            at += length;
        }
    }

    /** RFC 791 section 3.1, RFC 1063, RFC 2113. */
    private void ipv4Option(int kind, int at, int length) {
        boolean pointed = length >= 3;
        if (kind == IPV4_RECORD_ROUTE && pointed) {
            route(Field.IP_REC_RT, at, length);
        } else if ((kind == IPV4_LOOSE_ROUTE || kind == IPV4_STRICT_ROUTE) && pointed) {
            route(Field.IP_SRC_RT, at, length);
        } else if (kind == IPV4_TIME_STAMP && length >= 4) {
            timeStamps(at, length);
        } else if (kind == IPV4_ROUTER_ALERT && length == 4) {
            walk.field(Field.IP_OPT_RA, at + 2, 2, walk.u16(at + 2));
        } else if (kind == IPV4_STREAM && length == 4) {
            walk.field(Field.IP_OPT_SID, at + 2, 2, walk.u16(at + 2));
        } else if ((kind == IPV4_MTU_PROBE || kind == IPV4_MTU_REPLY) && length == 4) {
            walk.field(Field.IP_OPT_MTU, at + 2, 2, walk.u16(at + 2));
        } else {
            walk.bytes(Field.IP_OPT_DATA, at + 2, length - 2);
        }
    }

    private void route(Field field, int at, int length) {
        walk.field(Field.IP_OPT_PTR, at + 2, 1, walk.u8(at + 2));
        int place = at + 3;
        for (; place + 4 <= at + length; place += 4) {
            if (place != walk.ipDestination) { // the last address may have been told as that
                walk.field(field, place, 4, walk.i32(place));
            }
        }
        walk.bytes(Field.IP_OPT_DATA, place, at + length - place);
    }

    private void timeStamps(int at, int length) {
        walk.field(Field.IP_OPT_PTR, at + 2, 1, walk.u8(at + 2));
        walk.field(Field.IP_OPT_OVERFLOW, at + 3, 1, walk.u8(at + 3) >>> 4);
        walk.field(Field.IP_OPT_FLAG, at + 3, 1, walk.u8(at + 3) & 15);
        boolean addressed = (walk.u8(at + 3) & 15) != 0;
        int entry = addressed ? 8 : 4;
        int place = at + 4;
        for (; place + entry <= at + length; place += entry) {
            if (addressed) {
                walk.field(Field.IP_OPT_TIME_STAMP_ADDR, place, 4, walk.i32(place));
            }
            int stamp = place + entry - 4;
            walk.field(Field.IP_OPT_TIME_STAMP, stamp, 4, walk.u32(stamp));
        }
        walk.bytes(Field.IP_OPT_DATA, place, at + length - place);
    }

    /** What stands before the options of a header. */
    void ipv6Header(boolean hopByHop, int at) {
        Field next = hopByHop ? Field.IPV6_HOPOPTS_NXT : Field.IPV6_DSTOPTS_NXT;
        Field length = hopByHop ? Field.IPV6_HOPOPTS_LEN : Field.IPV6_DSTOPTS_LEN;
        walk.field(next, at, 1, walk.u8(at));
        walk.field(length, at + 1, 1, walk.u8(at + 1));
    }

    /** Options of one hop-by-hop or destination header; all its octets were captured. */
    void ipv6(int from, int end) {
        int at = from;
        while (at < end) {
            int kind = walk.u8(at);
            walk.field(Field.IPV6_OPT_TYPE, at, 1, kind);
            if (kind == 0) {
                at++;
                continue;
            }
            if (end - at < 2) {
                return;
            }
            int length = walk.u8(at + 1);
            walk.field(Field.IPV6_OPT_LENGTH, at + 1, 1, length);
            int data = at + 2;
            int left = Math.min(length, end - data);
            if (kind == IPV6_PADN) {
                walk.bytes(Field.IPV6_OPT_PADN, data, left);
            } else if (kind == IPV6_ROUTER_ALERT && left == 2) {
                walk.field(Field.IPV6_OPT_ROUTER_ALERT, data, 2, walk.u16(data));
            } else if (kind == IPV6_JUMBO && left == 4) {
                walk.field(Field.IPV6_OPT_JUMBO, data, 4, walk.u32(data));
            } else if (kind == IPV6_HOME_ADDRESS && left == Addresses.IPV6_OCTETS) {
                walk.field(Field.IPV6_OPT_HOME_ADDRESS, data, left, 0);
            } else {
                walk.bytes(Field.IPV6_OPT_UNKNOWN, data, left);
            }
            at = data + left;
        }
    }

    /** RFC 8200 section 4.4, RFC 6275 section 6.4, RFC 8754 section 2. */
    void routing(int at, int end) {
        int type = walk.u8(at + 2);
        walk.field(Field.IPV6_ROUTING_NXT, at, 1, walk.u8(at));
        walk.field(Field.IPV6_ROUTING_LEN, at + 1, 1, walk.u8(at + 1));
        walk.field(Field.IPV6_ROUTING_TYPE, at + 2, 1, type);
        walk.field(Field.IPV6_ROUTING_SEGLEFT, at + 3, 1, walk.u8(at + 3));
        int place = at + 8;
        int listEnd = end;
        Field address = Field.IPV6_ROUTING_ADDR;
        switch (type) {
            case ROUTING_SOURCE -> walk.bytes(Field.IPV6_ROUTING_RESERVED, at + 4, 4);
            case ROUTING_HOME -> {
                walk.bytes(Field.IPV6_ROUTING_RESERVED, at + 4, 4);
                address = Field.IPV6_ROUTING_HOME_ADDRESS;
            }
            case ROUTING_SEGMENTS -> {
                walk.field(Field.IPV6_SRH_LAST_ENTRY, at + 4, 1, walk.u8(at + 4));
                walk.field(Field.IPV6_SRH_FLAGS, at + 5, 1, walk.u8(at + 5));
                walk.field(Field.IPV6_SRH_TAG, at + 6, 2, walk.u16(at + 6));
                address = Field.IPV6_SRH_ADDR;
                // what follows the last entry are options in types and lengths
                listEnd = Math.min(end, place + (walk.u8(at + 4) + 1) * Addresses.IPV6_OCTETS);
            }
            default -> {
                place = at + 4;
                listEnd = place;
            }
        }
        for (; place + Addresses.IPV6_OCTETS <= listEnd; place += Addresses.IPV6_OCTETS) {
            walk.field(address, place, Addresses.IPV6_OCTETS, 0);
        }
        walk.bytes(Field.IPV6_ROUTING_DATA, place, end - place);
    }

    /** What one option of TCP holds; kind and length were told. */
    void tcp(int kind, int at, int length) {
        int data = at + 2;
        if (kind == TCP_WINDOW_SCALE && length == 3) {
            walk.field(Field.TCP_OPTIONS_WSCALE, data, 1, walk.u8(data));
        } else if (kind == TCP_TIME_STAMPS && length == 10) {
            walk.field(Field.TCP_OPTIONS_TSVAL, data, 4, walk.u32(data));
            walk.field(Field.TCP_OPTIONS_TSECR, data + 4, 4, walk.u32(data + 4));
        } else if (kind == TCP_SACK && (length - 2) % 8 == 0) {
            for (int block = data; block < at + length; block += 8) {
                walk.field(Field.TCP_OPTIONS_SACK_LE, block, 4, walk.u32(block));
                walk.field(Field.TCP_OPTIONS_SACK_RE, block + 4, 4, walk.u32(block + 4));
            }
        } else {
            walk.bytes(Field.TCP_OPTIONS_UNKNOWN, data, length - 2);
        }
    }
}
