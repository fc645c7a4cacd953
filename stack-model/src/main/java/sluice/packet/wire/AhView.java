package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/** An IP authentication header read in place (RFC 4302 section 2). */
public record AhView(byte[] octets, int offset) {
    /** Length without an integrity check value. */
    public static final int HEADER_OCTETS_MIN = 12;

    /** Empty unless the header and the length it claims end at or before {@code limit}. */
    public static Optional<AhView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new AhView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        if (limit - offset < HEADER_OCTETS_MIN) {
            return false;
        }
        int length = (Octets.u8(octets, offset + 1) + 2) * 4;
        return length >= HEADER_OCTETS_MIN && length <= limit - offset;
    }

    /** An {@link IpProtocols} number. */
    public int nextHeader() {
        return Octets.u8(octets, offset);
    }

    public int lengthOctets() {
        return (Octets.u8(octets, offset + 1) + 2) * 4;
    }

    /** Security parameters index. */
    public int spi() {
        return Octets.i32(octets, offset + 4);
    }

    public int sequence() {
        return Octets.i32(octets, offset + 8);
    }

    public int payloadOffset() {
        return offset + lengthOctets();
    }

    public AhHeader toHeader() {
        return new AhHeader(
                nextHeader(),
                spi(),
                sequence(),
                OctetSequence.copyOf(
                        octets, offset + HEADER_OCTETS_MIN, lengthOctets() - HEADER_OCTETS_MIN));
    }
}
