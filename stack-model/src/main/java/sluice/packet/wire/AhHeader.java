package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * An IP authentication header as a value.
 *
 * @param nextHeader an {@link IpProtocols} number
 * @param spi security parameters index, 32 bits
 * @param sequence 32 bits
 * @param integrityCheck a multiple of four octets, at most 1016
 */
public record AhHeader(int nextHeader, int spi, int sequence, OctetSequence integrityCheck) {
    public AhHeader {
        Require.bits("nextHeader", 8, nextHeader);
        Require.multiple("integrityCheck", 4, integrityCheck.lengthOctets());
        Require.atMost("integrityCheck", 1016, integrityCheck.lengthOctets());
    }

    public int lengthOctets() {
        return AhView.HEADER_OCTETS_MIN + integrityCheck.lengthOctets();
    }

    public void writeTo(byte[] octets, int offset) {
        Octets.put8(octets, offset, nextHeader);
        Octets.put8(octets, offset + 1, lengthOctets() / 4 - 2);
        Octets.put16(octets, offset + 2, 0);
        Octets.put32(octets, offset + 4, spi);
        Octets.put32(octets, offset + 8, sequence);
        integrityCheck.writeTo(octets, offset + AhView.HEADER_OCTETS_MIN);
    }
}
