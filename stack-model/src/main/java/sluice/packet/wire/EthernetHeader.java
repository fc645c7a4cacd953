package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * An Ethernet header as a value.
 *
 * @param destination MAC address, 48 bits
 * @param source MAC address, 48 bits
 * @param typeOrLength {@link EtherTypes} number (Ethernet II) or length of what follows (802.3)
 */
public record EthernetHeader(long destination, long source, int typeOrLength) {
    public EthernetHeader {
        Require.bits("destination", 48, destination);
        Require.bits("source", 48, source);
        Require.bits("typeOrLength", 16, typeOrLength);
    }

    public int lengthOctets() {
        return EthernetView.HEADER_OCTETS;
    }

    /** Writes the header at {@code offset}; the array must have room for it. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put48(octets, offset, destination);
        Octets.put48(octets, offset + 6, source);
        Octets.put16(octets, offset + 12, typeOrLength);
    }
}
