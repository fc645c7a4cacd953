package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/** An IPv6 fragment header read in place (RFC 8200 section 4.5). */
public record Ipv6FragmentView(byte[] octets, int offset) {
    public static final int HEADER_OCTETS = 8;

    /** Empty unless the header ends at or before {@code limit}. */
    public static Optional<Ipv6FragmentView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new Ipv6FragmentView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= HEADER_OCTETS;
    }

    /** An {@link IpProtocols} number; of the first fragment's payload. */
    public int nextHeader() {
        return Octets.u8(octets, offset);
    }

    /** Place of the payload in the fragmentable part, octets. */
    public int fragmentOffsetOctets() {
        return Octets.u16(octets, offset + 2) & 0xfff8;
    }

    public boolean moreFragments() {
        return (Octets.u8(octets, offset + 3) & 1) != 0;
    }

    /** True for a fragment that is first and last (RFC 6946). */
    public boolean isAtomic() {
        return fragmentOffsetOctets() == 0 && !moreFragments();
    }

    public int identification() {
        return Octets.i32(octets, offset + 4);
    }

    public int payloadOffset() {
        return offset + HEADER_OCTETS;
    }

    public Ipv6FragmentHeader toHeader() {
        return new Ipv6FragmentHeader(
                nextHeader(), fragmentOffsetOctets(), moreFragments(), identification());
    }
}
