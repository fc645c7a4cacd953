package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/**
 * An IGMP message of version 1 or 2, or the start of a version 3 query, read in place (RFC 1112
 * appendix I, RFC 2236, RFC 3376 section 4.1). Version 3 reports are {@link Igmpv3ReportView}.
 */
public record IgmpView(byte[] octets, int offset) {
    public static final int HEADER_OCTETS = 8;

    /** Length of a version 3 query without sources. */
    public static final int QUERY_V3_OCTETS_MIN = 12;

    public static final int QUERY = 0x11;
    public static final int V1_REPORT = 0x12;
    public static final int V2_REPORT = 0x16;
    public static final int V2_LEAVE = 0x17;
    public static final int V3_REPORT = 0x22;

    /** Empty unless the header ends at or before {@code limit}. */
    public static Optional<IgmpView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new IgmpView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= HEADER_OCTETS;
    }

    public int type() {
        return Octets.u8(octets, offset);
    }

    /** Tenths of a second below 128; 0 in version 1 (RFC 3376 section 4.1.1 for the rest). */
    public int maximumResponseCode() {
        return Octets.u8(octets, offset + 1);
    }

    public int group() {
        return Octets.i32(octets, offset + 4);
    }

    /** True for a query whose message, up to {@code limit}, is long enough for version 3. */
    public boolean isVersion3Query(int limit) {
        return type() == QUERY && limit - offset >= QUERY_V3_OCTETS_MIN;
    }

    /** Version 3 query: sources asked for. */
    public int sourceCount() {
        return Octets.u16(octets, offset + 10);
    }

    public IgmpHeader toHeader() {
        return new IgmpHeader(type(), maximumResponseCode(), group());
    }
}
