package sluice.packet.decode;

import sluice.packet.Octets;

/** The words of a line about DNS: what is asked, and the first answers. */
final class DnsText {
    private static final int ANSWERS_SHOWN_MAX = 4;
    private static final int QUESTIONS_SHOWN_MAX = 2;
    private static final int OPCODE_QUERY = 0;

    /** RFC 1035 section 4.1.1, RFC 1996, RFC 2136, RFC 8490. */
    private static final String[] OPCODES = {
        "query", "inverse query", "status", "opcode 3", "notify", "update", "stateful"
    };

    /** RFC 1035 section 4.1.1, RFC 2136 section 2.2; as the registry spells them. */
    private static final String[] RCODES = {
        "NoError",
        "FormErr",
        "ServFail",
        "NXDomain",
        "NotImp",
        "Refused",
        "YXDomain",
        "YXRRSet",
        "NXRRSet",
        "NotAuth",
        "NotZone"
    };

    private DnsText() {}

    static void append(AsciiLine line, byte[] octets, int at, int end) {
        if (end - at < DnsLayers.HEADER_OCTETS) {
            return;
        }
        int flags = Octets.u16(octets, at + 2);
        boolean response = flags >>> 15 != 0;
        int opcode = flags >>> 11 & 15;
        line.octet(' ');
        if (opcode != OPCODE_QUERY || !response) {
            operation(line, opcode);
        }
        line.text(response && opcode != OPCODE_QUERY ? " " : "");
        line.text(response ? "response" : "");
        line.octet(' ');
        line.hex(Octets.u16(octets, at), 4);
        int rcode = flags & 15;
        if (response && rcode != 0) {
            line.octet(' ');
            rcode(line, rcode);
        }
        line.text((flags & 0x0200) != 0 ? " truncated" : "");
        int place = questions(line, octets, at, end);
        if (response && place >= 0) {
            answers(line, octets, at, place, end);
        }
    }

    private static void operation(AsciiLine line, int opcode) {
        if (opcode < OPCODES.length) {
            line.text(OPCODES[opcode]);
        } else {
            line.text("opcode ");
            line.number(opcode);
        }
    }

    private static void rcode(AsciiLine line, int rcode) {
        if (rcode < RCODES.length) {
            line.text(RCODES[rcode]);
        } else {
            line.text("rcode ");
            line.number(rcode);
        }
    }

    /** Returns where they end, or -1 if they do not. */
    private static int questions(AsciiLine line, byte[] octets, int at, int end) {
        int count = Octets.u16(octets, at + 4);
        int place = at + DnsLayers.HEADER_OCTETS;
        for (int i = 0; i < count; i++) {
            int nameEnd = DomainName.end(octets, place, end);
            if (nameEnd < 0 || end - nameEnd < 4) {
                return -1;
            }
            if (i < QUESTIONS_SHOWN_MAX) {
                line.text(i == 0 ? " " : ", ");
                type(line, Octets.u16(octets, nameEnd));
                line.octet(' ');
                DomainName.append(line, octets, at, place, end);
            }
            place = nameEnd + 4;
        }
        more(line, count - QUESTIONS_SHOWN_MAX);
        return place;
    }

    private static void answers(AsciiLine line, byte[] octets, int message, int from, int end) {
        int count = Octets.u16(octets, message + 6);
        int place = from;
        for (int i = 0; i < count && i < ANSWERS_SHOWN_MAX; i++) {
            int nameEnd = DomainName.end(octets, place, end);
            if (nameEnd < 0 || end - nameEnd < DnsLayers.RECORD_OCTETS) {
                return;
            }
            int data = nameEnd + DnsLayers.RECORD_OCTETS;
            int dataEnd = data + Octets.u16(octets, nameEnd + 8);
            if (dataEnd > end) {
                return;
            }
            line.text(i == 0 ? ": " : ", ");
            record(line, octets, message, Octets.u16(octets, nameEnd), data, dataEnd);
            place = dataEnd;
        }
        more(line, count - ANSWERS_SHOWN_MAX);
    }

    private static void more(AsciiLine line, int count) {
        if (count > 0) {
            line.text(", and ");
            line.number(count);
            line.text(" more");
        }
    }

    private static void record(
            AsciiLine line, byte[] octets, int message, int type, int at, int end) {
        type(line, type);
        int length = end - at;
        switch (type) {
            case DnsLayers.TYPE_A -> {
                if (length == 4) {
                    line.octet(' ');
                    line.ipv4(Octets.u32(octets, at));
                }
            }
            case DnsLayers.TYPE_AAAA -> {
                if (length == 16) {
                    line.octet(' ');
                    line.ipv6(octets, at);
                }
            }
            case DnsLayers.TYPE_NS, DnsLayers.TYPE_CNAME, DnsLayers.TYPE_PTR, DnsLayers.TYPE_SOA ->
                    name(line, octets, message, at, end);
            case DnsLayers.TYPE_MX -> name(line, octets, message, at + 2, end);
            case DnsLayers.TYPE_SRV -> {
                name(line, octets, message, at + 6, end);
                if (length > 6) {
                    line.text(" port ");
                    line.number(Octets.u16(octets, at + 4));
                }
            }
            default -> {
                // the type says it
            }
        }
    }

    private static void name(AsciiLine line, byte[] octets, int message, int at, int end) {
        if (at < end) {
            line.octet(' ');
            DomainName.append(line, octets, message, at, end);
        }
    }

    private static void type(AsciiLine line, int type) {
        String name =
                switch (type) {
                    case DnsLayers.TYPE_A -> "A";
                    case DnsLayers.TYPE_NS -> "NS";
                    case DnsLayers.TYPE_CNAME -> "CNAME";
                    case DnsLayers.TYPE_SOA -> "SOA";
                    case DnsLayers.TYPE_PTR -> "PTR";
                    case 13 -> "HINFO";
                    case DnsLayers.TYPE_MX -> "MX";
                    case DnsLayers.TYPE_TXT -> "TXT";
                    case DnsLayers.TYPE_AAAA -> "AAAA";
                    case DnsLayers.TYPE_SRV -> "SRV";
                    case 35 -> "NAPTR";
                    case 41 -> "OPT";
                    case 43 -> "DS";
                    case 46 -> "RRSIG";
                    case 47 -> "NSEC";
                    case 48 -> "DNSKEY";
                    case 64 -> "SVCB";
                    case 65 -> "HTTPS";
                    case 251 -> "IXFR";
                    case 252 -> "AXFR";
                    case 255 -> "ANY";
                    case 257 -> "CAA";
                    default -> "";
                };
        line.text(name);
        if (name.isEmpty()) {
            line.text("TYPE"); // RFC 3597 section 5
            line.number(type);
        }
    }
}
