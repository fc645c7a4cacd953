package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/**
 * A hop-by-hop, destination or routing header read in place (RFC 8200 sections 4.3, 4.4, 4.6): next
 * header, length in units of eight octets beyond the first, then options or a route.
 */
public record Ipv6ExtensionView(byte[] octets, int offset) {
    public static final int HEADER_OCTETS_MIN = 8;

    /** Option of one octet without a length. */
    public static final int OPTION_PAD1 = 0;

    /** Option of padding with a length. */
    public static final int OPTION_PADN = 1;

    /** Router alert (RFC 2711), carried by MLD. */
    public static final int OPTION_ROUTER_ALERT = 5;

    /** Jumbo payload (RFC 2675). */
    public static final int OPTION_JUMBO = 0xc2;

    /** Empty unless the header and the length it claims end at or before {@code limit}. */
    public static Optional<Ipv6ExtensionView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new Ipv6ExtensionView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= HEADER_OCTETS_MIN
                && limit - offset >= (Octets.u8(octets, offset + 1) + 1) * 8;
    }

    /** An {@link IpProtocols} number. */
    public int nextHeader() {
        return Octets.u8(octets, offset);
    }

    public int lengthOctets() {
        return (Octets.u8(octets, offset + 1) + 1) * 8;
    }

    /** Where the first option of a hop-by-hop or destination header stands. */
    public int optionsOffset() {
        return offset + 2;
    }

    /** Routing header: its type. */
    public int routingType() {
        return Octets.u8(octets, offset + 2);
    }

    /** Routing header: addresses still to visit. */
    public int segmentsLeft() {
        return Octets.u8(octets, offset + 3);
    }

    public int payloadOffset() {
        return offset + lengthOctets();
    }

    /**
     * Length of the option at {@code at}, octets.
     *
     * @return 0 at the limit; -1 where the option is cut by it
     */
    public static int optionLengthAt(byte[] octets, int at, int limit) {
        if (at >= limit) {
            return 0;
        }
        if (Octets.u8(octets, at) == OPTION_PAD1) {
            return 1;
        }
        if (limit - at < 2) {
            return -1;
        }
        int length = 2 + Octets.u8(octets, at + 1);
        return length <= limit - at ? length : -1;
    }

    public Ipv6ExtensionHeader toHeader() {
        return new Ipv6ExtensionHeader(
                nextHeader(), OctetSequence.copyOf(octets, offset + 2, lengthOctets() - 2));
    }
}
