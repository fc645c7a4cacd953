package sluice.packet.decode;

import sluice.packet.wire.EtherTypes;

/** Linux cooked captures of both versions. */
final class CookedLayers {
    private final Walk walk;

    CookedLayers(Walk walk) {
        this.walk = walk;
    }

    void version1(int at, int cap, int rep) {
        if (!walk.enter(Layer.SLL, at, cap) || !walk.has(at, 2, cap, rep)) {
            return;
        }
        walk.field(Field.SLL_PKTTYPE, at, 2, walk.u16(at));
        if (!walk.has(at, 16, cap, rep)) {
            return;
        }
        walk.detail(Field.SLL_HATYPE, at + 2, 2, walk.u16(at + 2));
        walk.detail(Field.SLL_HALEN, at + 4, 2, walk.u16(at + 4));
        address(walk.u16(at + 4), at + 6);
        payload(walk.u16(at + 14), at + 14, at + 16, cap, rep);
    }

    void version2(int at, int cap, int rep) {
        if (!walk.enter(Layer.SLL, at, cap) || !walk.has(at, 20, cap, rep)) {
            return;
        }
        walk.field(Field.SLL_PKTTYPE, at + 10, 1, walk.u8(at + 10));
        walk.bytes(Field.SLL_UNUSED, at + 2, 2);
        walk.detail(Field.SLL_IFINDEX, at + 4, 4, walk.u32(at + 4));
        walk.detail(Field.SLL_HATYPE, at + 8, 2, walk.u16(at + 8));
        walk.detail(Field.SLL_HALEN, at + 11, 1, walk.u8(at + 11));
        address(walk.u8(at + 11), at + 12);
        payload(walk.u16(at), at, at + 20, cap, rep);
    }

    /** An address in a field of eight octets. */
    private void address(int octets, int at) {
        int used = Math.min(octets, 8);
        if (octets == 6) {
            walk.field(Field.SLL_SRC_ETH, at, 6, walk.u48(at));
        } else {
            walk.bytes(Field.SLL_SRC_OTHER, at, used);
        }
        walk.bytes(Field.SLL_UNUSED, at + used, 8 - used);
    }

    private void payload(int type, int typeAt, int at, int cap, int rep) {
        if (type < EtherTypes.TYPE_MIN) {
            walk.detail(Field.SLL_LTYPE, typeAt, 2, type);
        }
        if (type == 4) {
            walk.link.llc(at, cap, rep);
        } else if (type == 1) {
            walk.data(at, cap);
        } else if (type < EtherTypes.TYPE_MIN) {
            walk.data(at, cap);
        } else {
            walk.field(Field.SLL_ETYPE, typeAt, 2, type);
            walk.link.etherType(type, at, cap, rep);
        }
    }
}
