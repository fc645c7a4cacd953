package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * An IPv4 header as a value.
 *
 * @param typeOfService DSCP and ECN, one octet
 * @param identification 16 bits
 * @param flags reserved bit (4), don't fragment (2), more fragments (1)
 * @param fragmentOffsetOctets multiple of eight up to 65528
 * @param ttl one octet
 * @param protocol an {@link IpProtocols} number
 * @param source address
 * @param destination address
 * @param options up to 40 octets, a multiple of four
 * @param payloadOctets octets behind the header; total length at most 65535
 */
public record Ipv4Header(
        int typeOfService,
        int identification,
        int flags,
        int fragmentOffsetOctets,
        int ttl,
        int protocol,
        int source,
        int destination,
        OctetSequence options,
        int payloadOctets) {
    /** Bit of {@link #flags}: routers must not fragment. */
    public static final int DONT_FRAGMENT = 2;

    /** Bit of {@link #flags}: not the last fragment. */
    public static final int MORE_FRAGMENTS = 1;

    public Ipv4Header {
        Require.bits("typeOfService", 8, typeOfService);
        Require.bits("identification", 16, identification);
        Require.bits("flags", 3, flags);
        Require.bits("fragmentOffsetOctets", 16, fragmentOffsetOctets);
        Require.multiple("fragmentOffsetOctets", 8, fragmentOffsetOctets);
        Require.bits("ttl", 8, ttl);
        Require.bits("protocol", 8, protocol);
        Require.atMost("options", 40, options.lengthOctets());
        Require.multiple("options", 4, options.lengthOctets());
        Require.bits("payloadOctets", 16, payloadOctets);
        Require.bits(
                "total length",
                16,
                payloadOctets + options.lengthOctets() + Ipv4View.HEADER_OCTETS_MIN);
    }

    /** A whole datagram without options. */
    public static Ipv4Header of(
            int protocol, int source, int destination, int ttl, int payloadOctets) {
        return new Ipv4Header(
                0, 0, 0, 0, ttl, protocol, source, destination, OctetSequence.EMPTY, payloadOctets);
    }

    public int lengthOctets() {
        return Ipv4View.HEADER_OCTETS_MIN + options.lengthOctets();
    }

    /** Writes header, options and a right checksum. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put8(octets, offset, 0x40 | lengthOctets() / 4);
        Octets.put8(octets, offset + 1, typeOfService);
        Octets.put16(octets, offset + 2, lengthOctets() + payloadOctets);
        Octets.put16(octets, offset + 4, identification);
        Octets.put16(octets, offset + 6, flags << 13 | (fragmentOffsetOctets / 8));
        Octets.put8(octets, offset + 8, ttl);
        Octets.put8(octets, offset + 9, protocol);
        Octets.put32(octets, offset + 12, source);
        Octets.put32(octets, offset + 16, destination);
        options.writeTo(octets, offset + Ipv4View.HEADER_OCTETS_MIN);
        TransportChecksums.fillIpv4Header(octets, offset, lengthOctets());
    }
}
