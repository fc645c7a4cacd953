package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/**
 * An MLD query, version 1 report or done read in place, ICMPv6 header included (RFC 2710 section 3;
 * the longer query of RFC 3810 begins alike). Version 2 reports are {@link Mldv2ReportView}.
 */
public record MldView(byte[] octets, int offset) {
    public static final int HEADER_OCTETS = 24;

    /** Length of a version 2 query without sources. */
    public static final int QUERY_V2_OCTETS_MIN = 28;

    /** Empty unless the type is 130, 131 or 132 and the message ends at {@code limit} or before. */
    public static Optional<MldView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new MldView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        if (limit - offset < HEADER_OCTETS) {
            return false;
        }
        int type = Octets.u8(octets, offset);
        return type >= Icmpv6Types.MLD_QUERY && type <= Icmpv6Types.MLD_DONE;
    }

    public int type() {
        return Octets.u8(octets, offset);
    }

    /** Query: how long a listener may wait, as coded on the wire (version 2 codes large values). */
    public int maximumResponseCode() {
        return Octets.u16(octets, offset + 4);
    }

    public long groupHigh() {
        return Octets.i64(octets, offset + 8);
    }

    public long groupLow() {
        return Octets.i64(octets, offset + 16);
    }

    public MldHeader toHeader() {
        return new MldHeader(type(), maximumResponseCode(), groupHigh(), groupLow());
    }
}
