package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * An IGMP message of version 1 or 2 as a value, checksum left out.
 *
 * @param type one of the constants of {@link IgmpView}, or another
 * @param maximumResponseCode one octet
 * @param group address, 0 in a general query
 */
public record IgmpHeader(int type, int maximumResponseCode, int group) {
    public IgmpHeader {
        Require.bits("type", 8, type);
        Require.bits("maximumResponseCode", 8, maximumResponseCode);
    }

    public int lengthOctets() {
        return IgmpView.HEADER_OCTETS;
    }

    /** Writes the message with a checksum of zero; {@link TransportChecksums} fills it. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put8(octets, offset, type);
        Octets.put8(octets, offset + 1, maximumResponseCode);
        Octets.put16(octets, offset + 2, 0);
        Octets.put32(octets, offset + 4, group);
    }
}
