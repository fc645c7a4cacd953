package sluice.packet.decode;

import sluice.packet.wire.EtherTypes;

/** Ethernet, VLAN tags, LLC and SNAP, loopback, raw IP, PPP, ARP. */
final class LinkLayers {
    private static final int ETHERTYPE_TRANSPARENT_BRIDGING = 0x6558;
    private static final int ETHERTYPE_PPP = 0x880b;
    private static final int ETHERTYPE_BACKBONE = 0x88e7;
    private static final int ETHERTYPE_FABRIC_PATH = 0x8903;
    private static final int ETHERTYPE_VNTAG = 0x8926;
    private static final int ETHERTYPE_ETAG = 0x893f;
    private static final int ETHERTYPE_NSH = 0x894f;
    private static final int ETHERTYPE_ARISTA = 0xd28b;
    private static final int NULL_FAMILY_IPV4 = 2;
    private static final int FRAME_OCTETS_MIN = 60;

    private final Walk walk;

    LinkLayers(Walk walk) {
        this.walk = walk;
    }

    void ethernet(int at, int cap, int rep) {
        if (!walk.enter(Layer.ETHERNET, at, cap) || !walk.has(at, 14, cap, rep)) {
            return;
        }
        long group = walk.u48(at) >>> 8;
        boolean length = walk.u16(at + 12) <= EtherTypes.LENGTH_MAX;
        if (length && (group == 0x01_000c_0000L || group == 0x03_000c_0000L)) {
            walk.tunnel.interSwitchLink(at, cap, rep);
            return;
        }
        if (!walk.basic && walk.u16(at + 12) == ETHERTYPE_FABRIC_PATH) {
            walk.tags.fabricPath(at, cap, rep);
            return;
        }
        walk.field(Field.ETH_DST, at, 6, walk.u48(at));
        walk.field(Field.ETH_SRC, at + 6, 6, walk.u48(at + 6));
        byte[] outer = walk.octets;
        int before = walk.payloadEnd;
        walk.payloadEnd = -1;
        ethernetPayload(at, cap, rep);
        if (walk.octets == outer && walk.payloadEnd >= at + 14) {
            // what fills a frame up to the shortest that Ethernet carries is padding
            int padded =
                    Math.clamp(
                            at + FRAME_OCTETS_MIN, walk.payloadEnd, Math.max(cap, walk.payloadEnd));
            walk.bytes(Field.ETH_PADDING, walk.payloadEnd, padded - walk.payloadEnd);
            walk.bytes(Field.ETH_TRAILER, padded, cap - padded);
        }
        walk.payloadEnd = before;
    }

    private void ethernetPayload(int at, int cap, int rep) {
        int type = walk.u16(at + 12);
        int payload = at + 14;
        if (type <= EtherTypes.LENGTH_MAX) {
            walk.field(Field.ETH_LEN, at + 12, 2, type);
            lengthField(payload, cap, rep, type);
        } else if (type < EtherTypes.TYPE_MIN) {
            walk.data(payload, cap);
        } else {
            walk.field(Field.ETH_TYPE, at + 12, 2, type);
            etherType(type, payload, cap, rep);
        }
    }

    /** What an 802.3 length announces: LLC, or IPX without a header of its own. */
    private void lengthField(int at, int cap, int rep, int length) {
        int end = Math.min(rep, at + length);
        int capEnd = Math.min(cap, end);
        if (length > rep - at) {
            walk.complain(at - 2);
        }
        walk.endsAt(end);
        if (cap - at >= 2 && walk.u16(at) == 0xffff) {
            walk.data(at, capEnd);
        } else {
            llc(at, capEnd, end);
        }
    }

    void etherType(int type, int at, int cap, int rep) {
        boolean nothing = at >= cap && !knows(type);
        if (!nothing && walk.enter(Layer.ETHERTYPE, at, cap) && !byEtherType(type, at, cap, rep)) {
            walk.data(at, cap);
        }
    }

    private static boolean knows(int type) {
        return switch (type) {
            case EtherTypes.IPV4,
                    EtherTypes.IPV6,
                    EtherTypes.ARP,
                    EtherTypes.RARP,
                    EtherTypes.VLAN,
                    EtherTypes.QINQ_OLD,
                    EtherTypes.SERVICE_VLAN ->
                    true;
            default -> false;
        };
    }

    /** Decodes what an Ethernet type announces; false for a type that is not known. */
    boolean byEtherType(int type, int at, int cap, int rep) {
        switch (type) {
            case EtherTypes.IPV4 -> walk.network.ipv4(at, cap, rep);
            case EtherTypes.IPV6 -> walk.network.ipv6(at, cap, rep);
            case EtherTypes.ARP, EtherTypes.RARP -> arp(at, cap, rep);
            case EtherTypes.VLAN, EtherTypes.QINQ_OLD -> vlan(at, cap, rep, Layer.VLAN);
            case EtherTypes.SERVICE_VLAN -> vlan(at, cap, rep, Layer.SERVICE_VLAN);
            default -> {
                return !walk.basic && byTunnelType(type, at, cap, rep);
            }
        }
        return true;
    }

    private boolean byTunnelType(int type, int at, int cap, int rep) {
        TunnelLayers tunnel = walk.tunnel;
        switch (type) {
            case EtherTypes.MPLS, EtherTypes.MPLS_UPSTREAM -> tunnel.mpls(at, cap, rep);
            case EtherTypes.PPPOE_SESSION -> tunnel.pppoeSession(at, cap, rep);
            case ETHERTYPE_TRANSPARENT_BRIDGING -> ethernet(at, cap, rep);
            case ETHERTYPE_PPP -> pppHdlc(at, cap, rep);
            case ETHERTYPE_BACKBONE -> walk.tags.backbone(at, cap, rep);
            case ETHERTYPE_VNTAG -> walk.tags.vntag(at, cap, rep);
            case ETHERTYPE_ETAG -> walk.tags.etag(at, cap, rep);
            case ETHERTYPE_NSH -> tunnel.nsh(at, cap, rep);
            case EtherTypes.MACSEC -> tunnel.macsec(at, cap, rep);
            case ETHERTYPE_ARISTA -> walk.tags.arista(at, cap, rep);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void vlan(int at, int cap, int rep, Layer layer) {
        if (!walk.enter(layer, at, cap) || !walk.has(at, 2, cap, rep)) {
            return;
        }
        if (layer == Layer.VLAN) {
            walk.field(Field.VLAN_PRIORITY, at, 2, walk.u8(at) >>> 5);
            walk.detail(Field.VLAN_DEI, at, 2, walk.u8(at) >>> 4 & 1);
            walk.field(Field.VLAN_ID, at, 2, walk.u16(at) & 0xfff);
        } else {
            walk.detail(Field.SERVICE_VLAN_PRIORITY, at, 2, walk.u8(at) >>> 5);
            walk.detail(Field.SERVICE_VLAN_DEI, at, 2, walk.u8(at) >>> 4 & 1);
            walk.detail(Field.SERVICE_VLAN_ID, at, 2, walk.u16(at) & 0xfff);
        }
        if (!walk.has(at + 2, 2, cap, rep)) {
            return;
        }
        if (walk.detailed) {
            int type = walk.u16(at + 2);
            Field typed = layer == Layer.VLAN ? Field.VLAN_ETYPE : Field.SERVICE_VLAN_ETYPE;
            walk.field(type > EtherTypes.LENGTH_MAX ? typed : Field.VLAN_LEN, at + 2, 2, type);
        }
        taggedPayload(walk.u16(at + 2), at + 4, cap, rep);
    }

    /** What follows a tag: a length with LLC, or a type. */
    void taggedPayload(int typeOrLength, int at, int cap, int rep) {
        if (typeOrLength <= EtherTypes.LENGTH_MAX) {
            lengthField(at, cap, rep, typeOrLength);
        } else {
            etherType(typeOrLength, at, cap, rep);
        }
    }

    void llc(int at, int cap, int rep) {
        if (!walk.enter(Layer.LLC, at, cap) || !walk.has(at, 3, cap, rep)) {
            return;
        }
        int control = walk.u8(at + 2);
        int header = (control & 3) == 3 ? 3 : 4;
        if (!walk.has(at, header, cap, rep)) {
            return;
        }
        if (walk.detailed) {
            walk.field(Field.LLC_DSAP, at, 1, walk.u8(at));
            walk.field(Field.LLC_SSAP, at + 1, 1, walk.u8(at + 1));
            // two octets are sent with the lower one first (IEEE 802.2 section 5.2)
            int value = header == 3 ? control : control | walk.u8(at + 3) << 8;
            walk.field(Field.LLC_CONTROL, at + 2, header - 2, value);
        }
        boolean information = (control & 1) == 0 || (control & 0xef) == 0x03;
        int payload = at + header;
        if (walk.u8(at) == 0xaa && walk.u8(at + 1) == 0xaa) {
            snap(payload, cap, rep);
        } else if (payload < rep) {
            boolean exchangeIdentification = (control & 0xef) == 0xaf;
            if (information && walk.u8(at) == 0x06) {
                walk.network.ipv4(payload, cap, rep);
            } else if (!exchangeIdentification || walk.u8(at) != 0) {
                walk.data(payload, cap);
            }
        }
    }

    private void snap(int at, int cap, int rep) {
        if (!walk.has(at, 5, cap, rep)) {
            return;
        }
        int organization = walk.u24(at);
        boolean etherTypes = organization == 0 || organization == 0xf8;
        walk.detail(Field.LLC_OUI, at, 3, organization);
        walk.detail(etherTypes ? Field.LLC_TYPE : Field.LLC_PID, at + 3, 2, walk.u16(at + 3));
        if (!etherTypes || !byEtherType(walk.u16(at + 3), at + 5, cap, rep)) {
            walk.data(at + 5, cap);
        }
    }

    /** DLT_NULL in either byte order, and DLT_LOOP, which is always big-endian. */
    void nullLoopback(int at, int cap, int rep, boolean networkOrder) {
        if (!walk.enter(Layer.NULL, at, cap) || !walk.has(at, 4, cap, rep)) {
            return;
        }
        long head = walk.u32(at);
        if (!networkOrder && (head >>> 16) != 0) {
            long high = head >>> 16;
            if (high < 0x0006) {
                head = high;
            } else if ((high & 0xff) == 0 && high < 0x0600) {
                head = high >>> 8;
            } else {
                head = Integer.reverseBytes((int) head) & 0xffff_ffffL;
                if (head > 0xffff) {
                    head = walk.u16(at + 2); // a family in two octets, then an Ethernet type
                }
            }
        } else if (!networkOrder && (head & 0xff) == 0 && head < 0x0600) {
            head = head >>> 8;
        }
        if (head > EtherTypes.LENGTH_MAX) {
            walk.field(Field.NULL_TYPE, at, 4, head);
            if (!byEtherType((int) head, at + 4, cap, rep)) {
                walk.data(at + 4, cap);
            }
            return;
        }
        walk.field(Field.NULL_FAMILY, at, 4, head);
        switch ((int) head) {
            case NULL_FAMILY_IPV4 -> walk.network.ipv4(at + 4, cap, rep);
            case 24, 28, 30 -> walk.network.ipv6(at + 4, cap, rep);
            default -> walk.data(at + 4, cap);
        }
    }

    void raw(int at, int cap, int rep) {
        if (!walk.enter(Layer.RAW, at, cap) || !walk.has(at, 1, cap, rep)) {
            return;
        }
        switch (walk.u8(at) >>> 4) {
            case 4 -> walk.network.ipv4(at, cap, rep);
            case 6 -> walk.network.ipv6(at, cap, rep);
            default -> {
                // no version of IP: nothing more can be said
            }
        }
    }

    /** PPP with or without address and control octets. */
    void pppHdlc(int at, int cap, int rep) {
        if (!walk.enter(Layer.PPP, at, cap) || !walk.has(at, 2, cap, rep)) {
            return;
        }
        int head = walk.u16(at);
        boolean addressed = head == 0xff03 || head == 0x0f00 || head == 0x8f00;
        if (addressed) {
            walk.detail(Field.PPP_ADDRESS, at, 1, head >>> 8);
            walk.detail(Field.PPP_CONTROL, at + 1, 1, head & 0xff);
        }
        pppProtocol(addressed ? at + 2 : at, cap, rep, head == 0x0f00 || head == 0x8f00);
    }

    /** PPP that begins with its protocol field. */
    void ppp(int at, int cap, int rep) {
        if (walk.enter(Layer.PPP, at, cap)) {
            pppProtocol(at, cap, rep, false);
        }
    }

    private void pppProtocol(int at, int cap, int rep, boolean ciscoHdlc) {
        if (!walk.has(at, 1, cap, rep)) {
            return;
        }
        int octets = (walk.u8(at) & 1) == 1 && !ciscoHdlc ? 1 : 2;
        if (!walk.has(at, octets, cap, rep)) {
            return;
        }
        int protocol = octets == 1 ? walk.u8(at) : walk.u16(at);
        int payload = at + octets;
        walk.detail(Field.PPP_PROTOCOL, at, octets, protocol);
        switch (protocol) {
            case 0x0021 -> walk.network.ipv4(payload, cap, rep);
            case 0x0057 -> walk.network.ipv6(payload, cap, rep);
            case 0x0281, 0x0283 -> {
                if (walk.basic) {
                    walk.data(payload, cap);
                } else {
                    walk.tunnel.mpls(payload, cap, rep);
                }
            }
            default -> walk.data(payload, cap);
        }
    }

    void arp(int at, int cap, int rep) {
        if (!walk.enter(Layer.ARP, at, cap) || !walk.has(at, 8, cap, rep)) {
            return;
        }
        int hardware = walk.u16(at);
        int protocol = walk.u16(at + 2);
        int hardwareOctets = walk.u8(at + 4);
        int protocolOctets = walk.u8(at + 5);
        int length = 8 + 2 * (hardwareOctets + protocolOctets);
        walk.field(Field.ARP_HW_TYPE, at, 2, hardware);
        walk.field(Field.ARP_PROTO_TYPE, at + 2, 2, protocol);
        walk.detail(Field.ARP_HW_SIZE, at + 4, 1, hardwareOctets);
        walk.detail(Field.ARP_PROTO_SIZE, at + 5, 1, protocolOctets);
        walk.field(Field.ARP_OPCODE, at + 6, 2, walk.u16(at + 6));
        if (!walk.has(at, length, cap, rep)) {
            return;
        }
        boolean mac = (hardware == 1 || hardware == 6) && hardwareOctets == 6;
        boolean ipv4 = protocol == EtherTypes.IPV4 && protocolOctets == 4;
        int sender = at + 8;
        int target = sender + hardwareOctets + protocolOctets;
        if (mac) {
            walk.field(Field.ARP_SRC_HW_MAC, sender, 6, walk.u48(sender));
        } else {
            walk.bytes(Field.ARP_SRC_HW, sender, hardwareOctets);
        }
        int senderProtocol = sender + hardwareOctets;
        if (ipv4) {
            walk.field(Field.ARP_SRC_PROTO_IPV4, senderProtocol, 4, walk.i32(senderProtocol));
        } else {
            walk.bytes(Field.ARP_SRC_PROTO, senderProtocol, protocolOctets);
        }
        if (mac) {
            walk.field(Field.ARP_DST_HW_MAC, target, 6, walk.u48(target));
        } else {
            walk.bytes(Field.ARP_DST_HW, target, hardwareOctets);
        }
        int targetProtocol = target + hardwareOctets;
        if (ipv4) {
            walk.field(Field.ARP_DST_PROTO_IPV4, targetProtocol, 4, walk.i32(targetProtocol));
        } else {
            walk.bytes(Field.ARP_DST_PROTO, targetProtocol, protocolOctets);
        }
        walk.endsAt(at + length);
    }
}
