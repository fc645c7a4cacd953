package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * An MLD version 1 message as a value, checksum left out.
 *
 * @param type query 130, report 131 or done 132
 * @param maximumResponseCode milliseconds in a version 1 query, 0 otherwise
 * @param groupHigh first half of the group, 0 in a general query
 * @param groupLow second half of the group
 */
public record MldHeader(int type, int maximumResponseCode, long groupHigh, long groupLow) {
    public MldHeader {
        if (type < Icmpv6Types.MLD_QUERY || type > Icmpv6Types.MLD_DONE) {
            throw new IllegalArgumentException("no MLD type: " + type);
        }
        Require.bits("maximumResponseCode", 16, maximumResponseCode);
    }

    public int lengthOctets() {
        return MldView.HEADER_OCTETS;
    }

    public void writeTo(byte[] octets, int offset) {
        Octets.put32(octets, offset, type << 24);
        Octets.put32(octets, offset + 4, maximumResponseCode << 16);
        Octets.put64(octets, offset + 8, groupHigh);
        Octets.put64(octets, offset + 16, groupLow);
    }
}
