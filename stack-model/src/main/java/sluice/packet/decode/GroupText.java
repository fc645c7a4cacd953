package sluice.packet.decode;

import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.Icmpv6Types;

/** The words of a line about groups: IGMP, and listener discovery of IPv6. */
final class GroupText {
    private static final int RECORDS_SHOWN_MAX = 3;
    private static final int SOURCES_SHOWN_MAX = 3;
    private static final int IPV4_OCTETS = 4;
    private static final int IGMP_QUERY = 0x11;
    private static final int IGMP_REPORT_V1 = 0x12;
    private static final int IGMP_REPORT_V2 = 0x16;
    private static final int IGMP_LEAVE = 0x17;
    private static final int IGMP_REPORT_V3 = 0x22;

    /** RFC 3376 section 4.2.12, RFC 3810 section 5.2.12; the first is for unknown ones. */
    private static final String[] RECORDS = {
        "record", "is-in", "is-ex", "to-in", "to-ex", "allow", "block"
    };

    private GroupText() {}

    static void igmp(AsciiLine line, byte[] octets, int at, int end) {
        if (end - at < 8) {
            return;
        }
        int type = octets[at] & 0xff;
        switch (type) {
            case IGMP_QUERY -> {
                boolean v3 = end - at >= 12;
                String query = octets[at + 1] == 0 ? " v1 query" : " v2 query";
                line.text(v3 ? " v3 query" : query);
                if (Octets.i32(octets, at + 4) != 0) {
                    group(line, octets, at + 4, IPV4_OCTETS);
                    if (v3) {
                        sources(line, octets, at + 12, Octets.u16(octets, at + 10), end, 4);
                    }
                }
            }
            case IGMP_REPORT_V1 -> named(line, " v1 report", octets, at + 4, IPV4_OCTETS);
            case IGMP_REPORT_V2 -> named(line, " v2 report", octets, at + 4, IPV4_OCTETS);
            case IGMP_LEAVE -> named(line, " v2 leave", octets, at + 4, IPV4_OCTETS);
            case IGMP_REPORT_V3 -> {
                line.text(" v3 report");
                records(line, octets, at, end, IPV4_OCTETS);
            }
            default -> {
                line.text(" type ");
                line.hex(type, 2);
            }
        }
    }

    /** Listener discovery, version 1 and 2; eight octets are there. */
    static void listener(AsciiLine line, byte[] octets, int at, int end) {
        int type = octets[at] & 0xff;
        if (type == Icmpv6Types.MLDV2_REPORT) {
            line.text(" listener report v2");
            records(line, octets, at, end, Addresses.IPV6_OCTETS);
            return;
        }
        if (end - at < 8 + Addresses.IPV6_OCTETS) {
            return;
        }
        switch (type) {
            case Icmpv6Types.MLD_QUERY -> {
                boolean v2 = end - at >= 28;
                line.text(v2 ? " listener query v2" : " listener query");
                boolean general =
                        Octets.i64(octets, at + 8) == 0 && Octets.i64(octets, at + 16) == 0;
                if (!general) {
                    group(line, octets, at + 8, Addresses.IPV6_OCTETS);
                    if (v2) {
                        int count = Octets.u16(octets, at + 26);
                        sources(line, octets, at + 28, count, end, Addresses.IPV6_OCTETS);
                    }
                }
            }
            case Icmpv6Types.MLD_DONE ->
                    named(line, " listener done", octets, at + 8, Addresses.IPV6_OCTETS);
            default -> named(line, " listener report", octets, at + 8, Addresses.IPV6_OCTETS);
        }
    }

    private static void named(AsciiLine line, String name, byte[] octets, int at, int width) {
        line.text(name);
        group(line, octets, at, width);
    }

    private static void group(AsciiLine line, byte[] octets, int at, int width) {
        line.text(" ");
        address(line, octets, at, width);
    }

    private static void address(AsciiLine line, byte[] octets, int at, int width) {
        if (width == IPV4_OCTETS) {
            line.ipv4(Octets.u32(octets, at));
        } else {
            line.ipv6(octets, at);
        }
    }

    /** Reports of both versions of IP are laid out alike but for the width of an address. */
    private static void records(AsciiLine line, byte[] octets, int from, int end, int width) {
        int count = Octets.u16(octets, from + 6);
        int at = from + 8;
        for (int shown = 0; shown < count && end - at >= 4 + width; shown++) {
            if (shown == RECORDS_SHOWN_MAX) {
                line.text(", and ");
                line.number(count - shown);
                line.text(" more");
                return;
            }
            int kind = octets[at] & 0xff;
            int sources = Octets.u16(octets, at + 2);
            line.text(shown == 0 ? " " : ", ");
            address(line, octets, at + 4, width);
            line.octet(' ');
            line.text(RECORDS[kind < RECORDS.length ? kind : 0]);
            sources(line, octets, at + 4 + width, sources, end, width);
            at += 4 + width + sources * width + (octets[at + 1] & 0xff) * 4;
        }
    }

    private static void sources(
            AsciiLine line, byte[] octets, int from, int count, int end, int width) {
        line.text(" {");
        int at = from;
        for (int shown = 0; shown < count && end - at >= width; shown++, at += width) {
            line.text(shown == 0 ? "" : " ");
            if (shown == SOURCES_SHOWN_MAX) {
                line.text("...");
                break;
            }
            address(line, octets, at, width);
        }
        line.octet('}');
    }
}
