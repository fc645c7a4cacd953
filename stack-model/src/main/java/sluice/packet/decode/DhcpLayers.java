package sluice.packet.decode;

/** DHCP for IPv4 (RFC 2131, RFC 2132), BOOTP below it (RFC 951), and DHCP for IPv6 (RFC 8415). */
final class DhcpLayers {
    static final int FIXED_OCTETS = 236;
    static final int COOKIE = 0x6382_5363;
    static final int OPTION_HOST_NAME = 12;
    static final int OPTION_REQUESTED = 50;
    static final int OPTION_LEASE = 51;
    static final int OPTION_MESSAGE_TYPE = 53;
    static final int OPTION_SERVER = 54;
    static final int OPTION_END = 255;
    static final int RELAY_FORWARD = 12;
    static final int RELAY_REPLY = 13;
    private static final int OPTION_MASK = 1;
    private static final int OPTION_ROUTER = 3;
    private static final int OPTION_NAME_SERVER = 6;
    private static final int OPTION_DOMAIN_NAME = 15;
    private static final int OPTION_PARAMETERS = 55;
    private static final int OPTION_MESSAGE = 56;
    private static final int OPTION_SIZE_MAX = 57;
    private static final int OPTION_RENEWAL = 58;
    private static final int OPTION_REBINDING = 59;
    private static final int OPTION_VENDOR_CLASS = 60;
    private static final int HARDWARE_OCTETS = 16;
    private static final int RELAY_OCTETS = 34;

    private final Walk walk;

    DhcpLayers(Walk walk) {
        this.walk = walk;
    }

    void message(int at, int cap, int rep) {
        if (!walk.enter(Layer.DHCP, at, cap) || !walk.has(at, FIXED_OCTETS, cap, rep)) {
            return;
        }
        if (walk.detailed) {
            fixed(at);
        }
        int cookie = at + FIXED_OCTETS;
        if (cap - cookie < 4 || walk.i32(cookie) != COOKIE) {
            walk.bytes(Field.DHCP_PADDING, cookie, cap - cookie);
            return; // BOOTP with a vendor's area
        }
        walk.detail(Field.DHCP_COOKIE, cookie, 4, COOKIE);
        options(cookie + 4, cap, rep);
    }

    private void fixed(int at) {
        int hardware = walk.u8(at + 1);
        int octets = walk.u8(at + 2);
        walk.field(Field.DHCP_TYPE, at, 1, walk.u8(at));
        walk.field(Field.DHCP_HW_TYPE, at + 1, 1, hardware);
        walk.field(Field.DHCP_HW_LEN, at + 2, 1, octets);
        walk.field(Field.DHCP_HOPS, at + 3, 1, walk.u8(at + 3));
        walk.field(Field.DHCP_ID, at + 4, 4, walk.u32(at + 4));
        walk.field(Field.DHCP_SECS, at + 8, 2, walk.u16(at + 8));
        walk.field(Field.DHCP_FLAGS, at + 10, 2, walk.u16(at + 10));
        walk.field(Field.DHCP_BROADCAST, at + 10, 2, walk.u16(at + 10) >>> 15);
        walk.field(Field.DHCP_CLIENT, at + 12, 4, walk.i32(at + 12));
        walk.field(Field.DHCP_YOUR, at + 16, 4, walk.i32(at + 16));
        walk.field(Field.DHCP_SERVER, at + 20, 4, walk.i32(at + 20));
        walk.field(Field.DHCP_RELAY, at + 24, 4, walk.i32(at + 24));
        if (hardware == 1 && octets == 6) {
            walk.field(Field.DHCP_HW_MAC, at + 28, 6, walk.u48(at + 28));
        } else {
            octets = Math.min(octets, HARDWARE_OCTETS);
            walk.bytes(Field.DHCP_HW_ADDR, at + 28, octets);
        }
        walk.bytes(Field.DHCP_HW_PADDING, at + 28 + octets, HARDWARE_OCTETS - octets);
        walk.field(Field.DHCP_SERVER_NAME, at + 44, 64, 0);
        walk.field(Field.DHCP_FILE, at + 108, 128, 0);
    }

    private void options(int from, int cap, int rep) {
        int at = from;
        while (at < rep) {
            if (!walk.has(at, 1, cap, rep)) {
                return;
            }
            int kind = walk.u8(at);
            walk.detail(Field.DHCP_OPTION_TYPE, at, 1, kind);
            if (kind == OPTION_END) {
                walk.bytes(Field.DHCP_PADDING, at + 1, cap - at - 1);
                return;
            }
            if (kind == 0) {
                at++;
                continue;
            }
            if (!walk.has(at, 2, cap, rep)) {
                return;
            }
            int length = walk.u8(at + 1);
            walk.detail(Field.DHCP_OPTION_LENGTH, at + 1, 1, length);
            if (!walk.has(at + 2, length, cap, rep)) {
                return;
            }
            if (walk.detailed) {
                option(kind, at + 2, length);
            }
            at += 2 + length;
        }
    }

    private void option(int kind, int at, int length) {
        switch (kind) {
            case OPTION_MASK -> addresses(Field.DHCP_SUBNET_MASK, at, length);
            case OPTION_ROUTER -> addresses(Field.DHCP_ROUTER, at, length);
            case OPTION_NAME_SERVER -> addresses(Field.DHCP_NAME_SERVER, at, length);
            case OPTION_REQUESTED -> addresses(Field.DHCP_REQUESTED, at, length);
            case OPTION_SERVER -> addresses(Field.DHCP_SERVER_ID, at, length);
            case OPTION_HOST_NAME -> walk.bytes(Field.DHCP_HOST_NAME, at, length);
            case OPTION_DOMAIN_NAME -> walk.bytes(Field.DHCP_DOMAIN_NAME, at, length);
            case OPTION_MESSAGE -> walk.bytes(Field.DHCP_MESSAGE, at, length);
            case OPTION_VENDOR_CLASS -> walk.bytes(Field.DHCP_VENDOR_CLASS, at, length);
            case OPTION_MESSAGE_TYPE -> number(Field.DHCP_MESSAGE_TYPE, at, length, 1);
            case OPTION_SIZE_MAX -> number(Field.DHCP_SIZE_MAX, at, length, 2);
            case OPTION_LEASE -> number(Field.DHCP_LEASE, at, length, 4);
            case OPTION_RENEWAL -> number(Field.DHCP_RENEWAL, at, length, 4);
            case OPTION_REBINDING -> number(Field.DHCP_REBINDING, at, length, 4);
            case OPTION_PARAMETERS -> {
                for (int i = 0; i < length; i++) {
                    walk.field(Field.DHCP_PARAMETER, at + i, 1, walk.u8(at + i));
                }
            }
            default -> walk.bytes(Field.DHCP_OPTION_VALUE, at, length);
        }
    }

    private void addresses(Field field, int from, int length) {
        int at = from;
        for (; from + length - at >= 4; at += 4) {
            walk.field(field, at, 4, walk.i32(at));
        }
        walk.bytes(Field.DHCP_OPTION_VALUE, at, from + length - at);
    }

    private void number(Field field, int at, int length, int wanted) {
        if (length != wanted) {
            walk.bytes(Field.DHCP_OPTION_VALUE, at, length);
            return;
        }
        long value = wanted == 1 ? walk.u8(at) : wanted == 2 ? walk.u16(at) : walk.u32(at);
        walk.field(field, at, length, value);
    }

    void message6(int at, int cap, int rep) {
        if (!walk.enter(Layer.DHCPV6, at, cap) || !walk.has(at, 4, cap, rep)) {
            return;
        }
        int type = walk.u8(at);
        walk.detail(Field.DHCPV6_TYPE, at, 1, type);
        int option = at + 4;
        if (type == RELAY_FORWARD || type == RELAY_REPLY) {
            if (!walk.has(at, RELAY_OCTETS, cap, rep)) {
                return;
            }
            walk.detail(Field.DHCPV6_HOPS, at + 1, 1, walk.u8(at + 1));
            walk.detail(Field.DHCPV6_LINK, at + 2, 16, 0);
            walk.detail(Field.DHCPV6_PEER, at + 18, 16, 0);
            option = at + RELAY_OCTETS;
        } else {
            walk.detail(Field.DHCPV6_XID, at + 1, 3, walk.u24(at + 1));
        }
        while (option < rep) {
            if (!walk.has(option, 4, cap, rep)) {
                return;
            }
            int length = walk.u16(option + 2);
            walk.detail(Field.DHCPV6_OPTION, option, 2, walk.u16(option));
            walk.detail(Field.DHCPV6_OPTION_LENGTH, option + 2, 2, length);
            if (!walk.has(option + 4, length, cap, rep)) {
                return;
            }
            walk.bytes(Field.DHCPV6_OPTION_VALUE, option + 4, length);
            option += 4 + length;
        }
    }
}
