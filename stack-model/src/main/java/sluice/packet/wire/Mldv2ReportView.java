package sluice.packet.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sluice.packet.Octets;

/**
 * An MLDv2 report read in place (RFC 3810 section 5.2): a count and as many group records, each
 * with its own length.
 */
public record Mldv2ReportView(byte[] octets, int offset) {
    /** Length of a report without records. */
    public static final int HEADER_OCTETS = 8;

    /** Length of a record without sources and auxiliary data. */
    public static final int RECORD_OCTETS_MIN = 4 + 16;

    private static final int ADDRESS_OCTETS = 16;
    private static final int TYPE = Icmpv6Types.MLDV2_REPORT;

    /** Empty unless the type is right and all records end at or before {@code limit}. */
    public static Optional<Mldv2ReportView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new Mldv2ReportView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        if (limit - offset < HEADER_OCTETS || Octets.u8(octets, offset) != TYPE) {
            return false;
        }
        int at = offset + HEADER_OCTETS;
        for (int left = Octets.u16(octets, offset + 6); left > 0; left--) {
            if (limit - at < RECORD_OCTETS_MIN || limit - at < recordOctets(octets, at)) {
                return false;
            }
            at += recordOctets(octets, at);
        }
        return true;
    }

    /** Length of the record at {@code at}, octets, by its own words. */
    public static int recordOctets(byte[] octets, int at) {
        int sources = Octets.u16(octets, at + 2);
        return RECORD_OCTETS_MIN + sources * ADDRESS_OCTETS + Octets.u8(octets, at + 1) * 4;
    }

    public int recordCount() {
        return Octets.u16(octets, offset + 6);
    }

    /** Where the first record begins; {@link #recordOctets} leads to the next. */
    public int recordsOffset() {
        return offset + HEADER_OCTETS;
    }

    public Mldv2ReportHeader toHeader() {
        List<Mldv2ReportHeader.GroupRecord> records = new ArrayList<>();
        int at = recordsOffset();
        for (int left = recordCount(); left > 0; left--) {
            int sourceOctets = Octets.u16(octets, at + 2) * ADDRESS_OCTETS;
            int auxiliaryAt = at + RECORD_OCTETS_MIN + sourceOctets;
            records.add(
                    new Mldv2ReportHeader.GroupRecord(
                            Octets.u8(octets, at),
                            OctetSequence.copyOf(octets, at + 4, ADDRESS_OCTETS),
                            OctetSequence.copyOf(octets, at + RECORD_OCTETS_MIN, sourceOctets),
                            OctetSequence.copyOf(
                                    octets, auxiliaryAt, Octets.u8(octets, at + 1) * 4)));
            at += recordOctets(octets, at);
        }
        return new Mldv2ReportHeader(records);
    }
}
