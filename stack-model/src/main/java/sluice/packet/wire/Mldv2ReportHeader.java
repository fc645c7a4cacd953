package sluice.packet.wire;

import java.util.List;
import sluice.packet.Octets;

/**
 * An MLDv2 report as a value, checksum left out (RFC 3810 section 5.2).
 *
 * @param records in their order on the wire
 */
public record Mldv2ReportHeader(List<GroupRecord> records) {
    private static final int ADDRESS_OCTETS = 16;

    public Mldv2ReportHeader {
        records = List.copyOf(records);
        Require.bits("records", 16, records.size());
    }

    /**
     * What is reported of one group.
     *
     * @param type code of a {@link GroupRecordType}, or another
     * @param group its address, 16 octets
     * @param sources addresses, 16 octets each
     * @param auxiliary a multiple of four octets, none in practice
     */
    public record GroupRecord(
            int type, OctetSequence group, OctetSequence sources, OctetSequence auxiliary) {
        public GroupRecord {
            Require.bits("type", 8, type);
            Require.atMost("group", ADDRESS_OCTETS, group.lengthOctets());
            Require.multiple("group", ADDRESS_OCTETS, group.lengthOctets());
            Require.multiple("sources", ADDRESS_OCTETS, sources.lengthOctets());
            Require.multiple("auxiliary", 4, auxiliary.lengthOctets());
            Require.bits("sources", 16, sources.lengthOctets() / ADDRESS_OCTETS);
            Require.bits("auxiliary", 8, auxiliary.lengthOctets() / 4);
        }

        /** A record without sources: what joining and leaving a group reports. */
        public static GroupRecord of(GroupRecordType type, OctetSequence group) {
            return new GroupRecord(type.code(), group, OctetSequence.EMPTY, OctetSequence.EMPTY);
        }

        int lengthOctets() {
            return Mldv2ReportView.RECORD_OCTETS_MIN
                    + sources.lengthOctets()
                    + auxiliary.lengthOctets();
        }
    }

    public int lengthOctets() {
        int length = Mldv2ReportView.HEADER_OCTETS;
        for (GroupRecord entry : records) {
            length += entry.lengthOctets();
        }
        return length;
    }

    /** Writes the report with a checksum of zero; {@link TransportChecksums} fills it. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put32(octets, offset, Icmpv6Types.MLDV2_REPORT << 24);
        Octets.put16(octets, offset + 4, 0);
        Octets.put16(octets, offset + 6, records.size());
        int at = offset + Mldv2ReportView.HEADER_OCTETS;
        for (GroupRecord entry : records) {
            Octets.put8(octets, at, entry.type);
            Octets.put8(octets, at + 1, entry.auxiliary.lengthOctets() / 4);
            Octets.put16(octets, at + 2, entry.sources.lengthOctets() / ADDRESS_OCTETS);
            entry.group.writeTo(octets, at + 4);
            entry.sources.writeTo(octets, at + Mldv2ReportView.RECORD_OCTETS_MIN);
            entry.auxiliary.writeTo(
                    octets, at + Mldv2ReportView.RECORD_OCTETS_MIN + entry.sources.lengthOctets());
            at += entry.lengthOctets();
        }
    }
}
