package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/** A SNAP header read in place, behind LLC aa-aa-03 (IEEE 802, RFC 1042). */
public record SnapView(byte[] octets, int offset) {
    /** Length of organization and protocol. */
    public static final int HEADER_OCTETS = 5;

    /** The organization whose protocol numbers are Ethernet types. */
    public static final int ORGANIZATION_ETHERNET = 0;

    /** Empty unless the header ends at or before {@code limit}. */
    public static Optional<SnapView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new SnapView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= HEADER_OCTETS;
    }

    public int organization() {
        return Octets.u24(octets, offset);
    }

    /** Meaning depends on the organization. */
    public int protocol() {
        return Octets.u16(octets, offset + 3);
    }

    public int payloadOffset() {
        return offset + HEADER_OCTETS;
    }

    public SnapHeader toHeader() {
        return new SnapHeader(organization(), protocol());
    }
}
