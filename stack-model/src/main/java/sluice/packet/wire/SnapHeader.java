package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * A SNAP header as a value.
 *
 * @param organization 24 bits; 0 for Ethernet types
 * @param protocol 16 bits in that organization's numbering
 */
public record SnapHeader(int organization, int protocol) {
    public SnapHeader {
        Require.bits("organization", 24, organization);
        Require.bits("protocol", 16, protocol);
    }

    public int lengthOctets() {
        return SnapView.HEADER_OCTETS;
    }

    public void writeTo(byte[] octets, int offset) {
        Octets.put8(octets, offset, organization >>> 16);
        Octets.put16(octets, offset + 1, organization & 0xffff);
        Octets.put16(octets, offset + 3, protocol);
    }
}
