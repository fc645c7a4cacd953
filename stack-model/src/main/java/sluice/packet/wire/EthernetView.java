package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/** An Ethernet header read in place: Ethernet II or IEEE 802.3, told apart by the last field. */
public record EthernetView(byte[] octets, int offset) {
    /** Length of the header without tags. */
    public static final int HEADER_OCTETS = 14;

    private static final int DESTINATION = 0;
    private static final int SOURCE = 6;
    private static final int TYPE_OR_LENGTH = 12;

    /** Empty unless the header ends at or before {@code limit}. */
    public static Optional<EthernetView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new EthernetView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= HEADER_OCTETS;
    }

    public long destination() {
        return Octets.u48(octets, offset + DESTINATION);
    }

    public long source() {
        return Octets.u48(octets, offset + SOURCE);
    }

    /** An {@link EtherTypes} number, or a length up to {@link EtherTypes#LENGTH_MAX}. */
    public int typeOrLength() {
        return Octets.u16(octets, offset + TYPE_OR_LENGTH);
    }

    /** True for Ethernet II, false where LLC follows a length. */
    public boolean isEthernet2() {
        return EtherTypes.isType(typeOrLength());
    }

    /** Where the payload, or the first tag, begins. */
    public int payloadOffset() {
        return offset + HEADER_OCTETS;
    }

    public void setDestination(long mac) {
        Octets.put48(octets, offset + DESTINATION, mac);
    }

    public void setSource(long mac) {
        Octets.put48(octets, offset + SOURCE, mac);
    }

    public void setTypeOrLength(int value) {
        Octets.put16(octets, offset + TYPE_OR_LENGTH, value);
    }

    public EthernetHeader toHeader() {
        return new EthernetHeader(destination(), source(), typeOrLength());
    }
}
