package sluice.inet;

import sluice.packet.Checksums;
import sluice.packet.Octets;

/** Writes the plain IP headers that our own messages carry. */
final class IpHeaders {
    private IpHeaders() {}

    /** A 20-octet header with its checksum; returns {@code totalOctets}. */
    static int writeIpv4(
            byte[] to,
            int at,
            int tos,
            int totalOctets,
            int identification,
            boolean dontFragment,
            int ttl,
            int protocol,
            int source,
            int destination) {
        Octets.put16(to, at, 0x4500 | tos);
        Octets.put16(to, at + 2, totalOctets);
        Octets.put16(to, at + 4, identification);
        Octets.put16(to, at + 6, dontFragment ? 0x4000 : 0);
        Octets.put16(to, at + 8, ttl << 8 | protocol);
        Octets.put16(to, at + 10, 0);
        Octets.put32(to, at + 12, source);
        Octets.put32(to, at + 16, destination);
        Octets.put16(to, at + 10, Checksums.finish(Checksums.sum(to, at, 20)));
        return totalOctets;
    }

    /** A 40-octet header; returns the length of the packet. */
    static int writeIpv6(
            byte[] to,
            int at,
            int trafficClass,
            int payloadOctets,
            int nextHeader,
            int hopLimit,
            Ipv6Address source,
            Ipv6Address destination) {
        Octets.put32(to, at, 0x6000_0000 | trafficClass << 20);
        Octets.put16(to, at + 4, payloadOctets);
        Octets.put16(to, at + 6, nextHeader << 8 | hopLimit);
        source.writeTo(to, at + 8);
        destination.writeTo(to, at + 24);
        return Ipv6Input.HEADER_OCTETS + payloadOctets;
    }

    /** Fills in the checksum of an upper layer whose field, two octets in, is still zero. */
    static void putIpv6Checksum(byte[] to, int at, int upper, int octets, int protocol, int field) {
        long sum =
                Checksums.pseudoHeader6(to, at + 8, at + 24, protocol, octets)
                        + Checksums.sum(to, upper, octets);
        Octets.put16(to, upper + field, Checksums.finish(sum));
    }
}
