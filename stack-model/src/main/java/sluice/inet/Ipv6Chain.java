package sluice.inet;

import sluice.packet.Octets;

/** Walks the extension headers of an IPv6 packet as far as fragmentation needs (RFC 8200, 4.5). */
final class Ipv6Chain {
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int AUTHENTICATION = 51;
    static final int DESTINATION = 60;

    private Ipv6Chain() {}

    /**
     * Octets from the IPv6 header to the end of the headers every hop must see: hop-by-hop options
     * and all up to the routing header. A chain that does not fit ends where it stops fitting.
     */
    static int unfragmentableOctets(byte[] octets, int offset, int length) {
        int next = Octets.u8(octets, offset + 6);
        int at = Ipv6Input.HEADER_OCTETS;
        int end = at;
        while ((next == HOP_BY_HOP || next == ROUTING || next == DESTINATION) && at + 8 <= length) {
            int size = (Octets.u8(octets, offset + at + 1) + 1) * 8;
            if (at + size > length) break;
            // Destination options belong to it only in front of a routing header.
            if (next != DESTINATION) end = at + size;
            next = Octets.u8(octets, offset + at);
            at += size;
        }
        return end;
    }

    /** Where the next-header field stands that names what follows the first {@code end} octets. */
    static int lastNextHeaderOffset(byte[] octets, int offset, int end) {
        int field = offset + 6;
        int at = Ipv6Input.HEADER_OCTETS;
        while (at < end) {
            field = offset + at;
            at += (Octets.u8(octets, offset + at + 1) + 1) * 8;
        }
        return field;
    }

    /** Octets in front of the first fragment header, or -1 if the chain does not reach one. */
    static int fragmentHeaderOffset(byte[] octets, int offset, int length) {
        if (length < Ipv6Input.HEADER_OCTETS) return -1;
        int next = Octets.u8(octets, offset + 6);
        int at = Ipv6Input.HEADER_OCTETS;
        while (next == HOP_BY_HOP || next == ROUTING || next == DESTINATION) {
            if (at + 8 > length) return -1;
            next = Octets.u8(octets, offset + at);
            at += (Octets.u8(octets, offset + at + 1) + 1) * 8;
        }
        return next == FRAGMENT && at + 8 <= length ? at : -1;
    }
}
