package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * An IPv6 header as a value; addresses as two halves.
 *
 * @param trafficClass one octet
 * @param flowLabel 20 bits
 * @param payloadOctets everything behind the header, at most 65535
 * @param nextHeader an {@link IpProtocols} number
 * @param hopLimit one octet
 * @param sourceHigh first eight octets of the source
 * @param sourceLow last eight octets of the source
 * @param destinationHigh first eight octets of the destination
 * @param destinationLow last eight octets of the destination
 */
public record Ipv6Header(
        int trafficClass,
        int flowLabel,
        int payloadOctets,
        int nextHeader,
        int hopLimit,
        long sourceHigh,
        long sourceLow,
        long destinationHigh,
        long destinationLow) {
    public Ipv6Header {
        Require.bits("trafficClass", 8, trafficClass);
        Require.bits("flowLabel", 20, flowLabel);
        Require.bits("payloadOctets", 16, payloadOctets);
        Require.bits("nextHeader", 8, nextHeader);
        Require.bits("hopLimit", 8, hopLimit);
    }

    public int lengthOctets() {
        return Ipv6View.HEADER_OCTETS;
    }

    public void writeTo(byte[] octets, int offset) {
        Octets.put32(octets, offset, 6 << 28 | trafficClass << 20 | flowLabel);
        Octets.put16(octets, offset + 4, payloadOctets);
        Octets.put8(octets, offset + 6, nextHeader);
        Octets.put8(octets, offset + 7, hopLimit);
        Octets.put64(octets, offset + 8, sourceHigh);
        Octets.put64(octets, offset + 16, sourceLow);
        Octets.put64(octets, offset + 24, destinationHigh);
        Octets.put64(octets, offset + 32, destinationLow);
    }
}
