package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * A UDP header as a value, checksum left out.
 *
 * @param sourcePort 0..65535, 0 for none
 * @param destinationPort 0..65535
 * @param payloadOctets octets behind the header, at most 65527
 */
public record UdpHeader(int sourcePort, int destinationPort, int payloadOctets) {
    public UdpHeader {
        Require.bits("sourcePort", 16, sourcePort);
        Require.bits("destinationPort", 16, destinationPort);
        Require.bits("payloadOctets", 16, payloadOctets);
        Require.bits("length", 16, payloadOctets + UdpView.HEADER_OCTETS);
    }

    public int lengthOctets() {
        return UdpView.HEADER_OCTETS;
    }

    /** Writes the header with a checksum of zero; {@link TransportChecksums} fills it. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put16(octets, offset, sourcePort);
        Octets.put16(octets, offset + 2, destinationPort);
        Octets.put16(octets, offset + 4, payloadOctets + UdpView.HEADER_OCTETS);
        Octets.put16(octets, offset + 6, 0);
    }
}
