package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/**
 * An IEEE 802.2 LLC header read in place. Unnumbered frames have one octet of control, information
 * and supervisory frames two (IEEE 802.2 section 5.2).
 */
public record LlcView(byte[] octets, int offset) {
    /** Length of an unnumbered header, the shortest. */
    public static final int HEADER_OCTETS_MIN = 3;

    /** Control octet of unnumbered information. */
    public static final int UNNUMBERED_INFORMATION = 0x03;

    /** Service access point of SNAP. */
    public static final int SAP_SNAP = 0xaa;

    /** Service access point of the spanning tree protocol. */
    public static final int SAP_SPANNING_TREE = 0x42;

    /** Empty unless the header, with its control field, ends at or before {@code limit}. */
    public static Optional<LlcView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new LlcView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= HEADER_OCTETS_MIN
                && limit - offset >= 2 + controlOctets(Octets.u8(octets, offset + 2));
    }

    static int controlOctets(int firstControl) {
        return (firstControl & 3) == 3 ? 1 : 2;
    }

    public int destinationSap() {
        return Octets.u8(octets, offset);
    }

    public int sourceSap() {
        return Octets.u8(octets, offset + 1);
    }

    /** One octet for unnumbered frames, two for the others. */
    public int control() {
        return isUnnumbered() ? Octets.u8(octets, offset + 2) : Octets.u16(octets, offset + 2);
    }

    public boolean isUnnumbered() {
        return controlOctets(Octets.u8(octets, offset + 2)) == 1;
    }

    /** True where a SNAP header follows. */
    public boolean isSnap() {
        return destinationSap() == SAP_SNAP
                && sourceSap() == SAP_SNAP
                && control() == UNNUMBERED_INFORMATION;
    }

    public int payloadOffset() {
        return offset + (isUnnumbered() ? 3 : 4);
    }

    public LlcHeader toHeader() {
        return new LlcHeader(destinationSap(), sourceSap(), isUnnumbered(), control());
    }
}
