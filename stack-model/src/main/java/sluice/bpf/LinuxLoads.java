package sluice.bpf;

import sluice.packet.Octets;

/** Loads at negative offsets, as Linux 6.x does them in {@code net/core/filter.c}. */
final class LinuxLoads {
    private static final int ATTRIBUTE_HEADER_OCTETS = 4;
    private static final int ATTRIBUTE_TYPE_MASK = 0x3fff;

    private LinuxLoads() {}

    /** The value of an ancillary load with these registers. */
    static int ancillary(
            Ancillary field,
            int a,
            int x,
            byte[] octets,
            int offset,
            int captured,
            PacketMetadata metadata) {
        return switch (field) {
            case XOR_X -> a ^ x;
            case NETLINK_ATTRIBUTE -> attribute(octets, offset, a, captured, captured, x);
            case NETLINK_ATTRIBUTE_NESTED -> nested(octets, offset, captured, a, x);
            default -> metadata.value(field);
        };
    }

    /**
     * Where a load from a header is in the array ({@code bpf_internal_load_pointer_neg_helper});
     * negative if it is outside the packet.
     *
     * @param at the offset of the load, below 0
     */
    static int place(int at, int size, int offset, int captured, PacketMetadata metadata) {
        long start;
        long relative;
        if (at >= Ancillary.NETWORK_OFFSET) {
            start = metadata.networkOffset();
            relative = start + (at - Ancillary.NETWORK_OFFSET);
        } else if (at >= Ancillary.LINK_OFFSET) {
            start = metadata.linkOffset();
            relative = start + (at - Ancillary.LINK_OFFSET);
        } else {
            return -1;
        }
        long place = offset + relative;
        return place >= 0 && relative <= (long) captured - size ? (int) place : -1;
    }

    /**
     * The value of {@code size} octets at a signed offset; negative if they are outside the packet.
     *
     * @param at from the start of the packet, or of a header if it is below 0
     */
    static long load(
            int at, int size, byte[] octets, int offset, int captured, PacketMetadata metadata) {
        int place;
        if (at < 0) place = place(at, size, offset, captured, metadata);
        else place = at <= captured - size ? offset + at : -1;
        if (place < 0) return -1;
        return switch (size) {
            case 4 -> Octets.u32(octets, place);
            case 2 -> Octets.u16(octets, place);
            default -> Octets.u8(octets, place);
        };
    }

    /**
     * Offset of the first attribute of type {@code type} between {@code from} and {@code end}; 0 if
     * there is none. Lengths and types are in the byte order of the host: little-endian here.
     */
    private static int attribute(
            byte[] octets, int offset, int from, int end, int captured, int type) {
        if (captured < ATTRIBUTE_HEADER_OCTETS
                || Integer.compareUnsigned(from, captured - ATTRIBUTE_HEADER_OCTETS) > 0) return 0;
        int at = from;
        while (end - at >= ATTRIBUTE_HEADER_OCTETS) {
            int length = little16(octets, offset + at);
            if (length < ATTRIBUTE_HEADER_OCTETS || length > end - at) return 0;
            if ((little16(octets, offset + at + 2) & ATTRIBUTE_TYPE_MASK) == type) return at;
            at += length + 3 & ~3;
        }
        return 0;
    }

    private static int nested(byte[] octets, int offset, int captured, int at, int type) {
        if (captured < ATTRIBUTE_HEADER_OCTETS
                || Integer.compareUnsigned(at, captured - ATTRIBUTE_HEADER_OCTETS) > 0) return 0;
        int length = little16(octets, offset + at);
        if (length > captured - at) return 0;
        int inside = at + ATTRIBUTE_HEADER_OCTETS;
        int end = at + length;
        if (end - inside < ATTRIBUTE_HEADER_OCTETS) return 0;
        return attribute(octets, offset, inside, end, captured, type);
    }

    private static int little16(byte[] octets, int at) {
        return Octets.u8(octets, at) | Octets.u8(octets, at + 1) << 8;
    }
}
