package sluice.inet;

import java.util.List;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * Writes IGMPv3 and MLDv2 reports as whole IP packets; the builders return the length. The caller
 * splits lists that would not fit the link.
 */
public final class GroupReports {
    /** Where IGMPv3 reports go: 224.0.0.22. */
    public static final int ALL_IGMPV3_ROUTERS = 0xe000_0016;

    private static final int IGMP = 2;
    private static final int ICMPV6 = 58;
    private static final int IGMPV3_REPORT = 0x22;
    private static final int MLDV2_REPORT = 143;

    private GroupReports() {}

    /** Octets of an IGMPv3 report with {@code records} records. */
    public static int igmpv3Octets(int records) {
        return 24 + 8 + 8 * records;
    }

    /** Octets of an MLDv2 report with {@code records} records. */
    public static int mldv2Octets(int records) {
        return 40 + 8 + 8 + 20 * records;
    }

    /**
     * An IGMPv3 report (RFC 3376 section 4.2): TTL 1, router alert, precedence internetwork
     * control, and DF as Linux sets it ({@code igmpv3_newpack}).
     */
    public static int writeIgmpv3(
            byte[] to, int at, int source, int identification, List<GroupRecord> records) {
        int length = igmpv3Octets(records.size());
        IpHeaders.writeIpv4(
                to, at, 0xc0, length, identification, true, 1, IGMP, source, ALL_IGMPV3_ROUTERS);
        Octets.put8(to, at, 0x46);
        Octets.put32(to, at + 20, 0x9404_0000);
        Octets.put16(to, at + 10, 0);
        Octets.put16(to, at + 10, Checksums.finish(Checksums.sum(to, at, 24)));
        int report = at + 24;
        Octets.put32(to, report, IGMPV3_REPORT << 24);
        Octets.put32(to, report + 4, records.size());
        for (int index = 0; index < records.size(); index++) {
            int record = report + 8 + 8 * index;
            Octets.put32(to, record, records.get(index).kind().code() << 24);
            Octets.put32(to, record + 4, (int) records.get(index).low());
        }
        int octets = length - 24;
        Octets.put16(to, report + 2, Checksums.finish(Checksums.sum(to, report, octets)));
        return length;
    }

    /**
     * An MLDv2 report (RFC 3810 section 5.2): hop limit 1, a hop-by-hop header with the router
     * alert option, to ff02::16.
     *
     * @param source a link-local address, or {@code ::} while there is none yet
     */
    public static int writeMldv2(byte[] to, int at, Ipv6Address source, List<GroupRecord> records) {
        int length = mldv2Octets(records.size());
        var routers = Ipv6Address.ALL_MLDV2_ROUTERS;
        IpHeaders.writeIpv6(to, at, 0, length - 40, Ipv6Chain.HOP_BY_HOP, 1, source, routers);
        Octets.put64(to, at + 40, (long) ICMPV6 << 56 | 0x0502_0000_0100L);
        int report = at + 48;
        Octets.put32(to, report, MLDV2_REPORT << 24);
        Octets.put32(to, report + 4, records.size());
        for (int index = 0; index < records.size(); index++) {
            int record = report + 8 + 20 * index;
            Octets.put32(to, record, records.get(index).kind().code() << 24);
            Octets.put64(to, record + 4, records.get(index).high());
            Octets.put64(to, record + 12, records.get(index).low());
        }
        IpHeaders.putIpv6Checksum(to, at, report, length - 48, ICMPV6, 2);
        return length;
    }
}
