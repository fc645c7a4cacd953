package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * The eight octets at the start of every ICMPv6 message read in place (RFC 4443). What the last
 * four mean depends on the type; each accessor names the message it is for.
 */
public record Icmpv6View(byte[] octets, int offset) {
    public static final int HEADER_OCTETS = 8;

    private static final int CHECKSUM = 2;
    private static final int REST = 4;

    /** Empty unless the header ends at or before {@code limit}. */
    public static Optional<Icmpv6View> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new Icmpv6View(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= HEADER_OCTETS;
    }

    /** A number of {@link Icmpv6Types}, or another. */
    public int type() {
        return Octets.u8(octets, offset);
    }

    public int code() {
        return Octets.u8(octets, offset + 1);
    }

    public int checksum() {
        return Octets.u16(octets, offset + CHECKSUM);
    }

    /** The last four octets whatever they mean. */
    public int rest() {
        return Octets.i32(octets, offset + REST);
    }

    /** Echo: which program asked. */
    public int identifier() {
        return Octets.u16(octets, offset + REST);
    }

    /** Echo: which of its questions. */
    public int sequence() {
        return Octets.u16(octets, offset + REST + 2);
    }

    /** Packet too big: MTU of the next link, octets. */
    public int mtuOctets() {
        return rest();
    }

    /** Parameter problem: which octet of the quoted packet. */
    public int pointer() {
        return rest();
    }

    /** Behind the eight octets: echo data, the quoted packet, or more of the message. */
    public int payloadOffset() {
        return offset + HEADER_OCTETS;
    }

    /** Changes the type and keeps the checksum right: an echo request becomes its reply. */
    public void setType(int type) {
        int old = Octets.u16(octets, offset);
        Octets.put8(octets, offset, type);
        setChecksum(Checksums.updated16(checksum(), old, Octets.u16(octets, offset)));
    }

    /** Echo: sets the identifier and keeps the checksum right. */
    public void setIdentifier(int identifier) {
        int old = identifier();
        Octets.put16(octets, offset + REST, identifier);
        setChecksum(Checksums.updated16(checksum(), old, identifier & 0xffff));
    }

    /** Stores a checksum as it is, right or wrong. */
    public void setChecksum(int value) {
        Octets.put16(octets, offset + CHECKSUM, value);
    }

    public Icmpv6Header toHeader() {
        return new Icmpv6Header(type(), code(), rest());
    }
}
