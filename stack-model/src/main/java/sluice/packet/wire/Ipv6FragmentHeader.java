package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * An IPv6 fragment header as a value.
 *
 * @param nextHeader an {@link IpProtocols} number
 * @param fragmentOffsetOctets multiple of eight up to 65528
 * @param moreFragments false in the last fragment
 * @param identification 32 bits
 */
public record Ipv6FragmentHeader(
        int nextHeader, int fragmentOffsetOctets, boolean moreFragments, int identification) {
    public Ipv6FragmentHeader {
        Require.bits("nextHeader", 8, nextHeader);
        Require.bits("fragmentOffsetOctets", 16, fragmentOffsetOctets);
        Require.multiple("fragmentOffsetOctets", 8, fragmentOffsetOctets);
    }

    public int lengthOctets() {
        return Ipv6FragmentView.HEADER_OCTETS;
    }

    public void writeTo(byte[] octets, int offset) {
        Octets.put8(octets, offset, nextHeader);
        Octets.put8(octets, offset + 1, 0);
        Octets.put16(octets, offset + 2, fragmentOffsetOctets | (moreFragments ? 1 : 0));
        Octets.put32(octets, offset + 4, identification);
    }
}
