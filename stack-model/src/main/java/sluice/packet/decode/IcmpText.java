package sluice.packet.decode;

import sluice.packet.Octets;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.Icmpv6Types;

/** The words of a line about ICMP and ICMPv6; what they quote is told by others. */
final class IcmpText {
    /** RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1. */
    private static final String[] UNREACHABLE = {
        "network unreachable",
        "host unreachable",
        "protocol unreachable",
        "port unreachable",
        "fragmentation needed",
        "source route failed",
        "network unknown",
        "host unknown",
        "source host isolated",
        "network prohibited",
        "host prohibited",
        "network unreachable for service",
        "host unreachable for service",
        "communication prohibited",
        "host precedence violation",
        "precedence cutoff"
    };

    /** RFC 4443 section 3.1, RFC 9071. */
    private static final String[] UNREACHABLE6 = {
        "no route",
        "prohibited",
        "beyond scope of source",
        "address unreachable",
        "port unreachable",
        "source address failed policy",
        "route rejected"
    };

    private static final String[] REDIRECT = {
        "redirect for network",
        "redirect for host",
        "redirect for service and network",
        "redirect for service and host"
    };

    private static final String[] EXCEEDED = {"time to live exceeded", "reassembly time exceeded"};
    private static final String[] EXCEEDED6 = {"hop limit exceeded", "reassembly time exceeded"};

    private static final String[] PROBLEM6 = {
        "erroneous header", "unknown next header", "unknown option"
    };

    private static final int CODE_FRAGMENTATION_NEEDED = 4;
    private static final int ROUTER_ADVERTISEMENT = 9;
    private static final int ROUTER_SOLICITATION = 10;
    private static final int TIME_STAMP = 13;
    private static final int TIME_STAMP_REPLY = 14;
    private static final int INFORMATION = 15;
    private static final int INFORMATION_REPLY = 16;
    private static final int ADDRESS_MASK = 17;
    private static final int ADDRESS_MASK_REPLY = 18;

    private IcmpText() {}

    static void icmp(AsciiLine line, byte[] octets, int at, int end) {
        if (end - at < 8) {
            return;
        }
        int code = octets[at + 1] & 0xff;
        switch (octets[at] & 0xff) {
            case IcmpTypes.ECHO_REPLY -> identified(line, "echo reply", octets, at);
            case IcmpTypes.ECHO_REQUEST -> identified(line, "echo request", octets, at);
            case IcmpTypes.DESTINATION_UNREACHABLE -> {
                coded(line, UNREACHABLE, code, "unreachable");
                if (code == CODE_FRAGMENTATION_NEEDED) {
                    line.text(", MTU ");
                    line.number(Octets.u16(octets, at + 6));
                }
            }
            case IcmpTypes.SOURCE_QUENCH -> line.text(" source quench");
            case IcmpTypes.REDIRECT -> {
                coded(line, REDIRECT, code, "redirect");
                line.text(" to ");
                line.ipv4(Octets.u32(octets, at + 4));
            }
            case IcmpTypes.TIME_EXCEEDED -> coded(line, EXCEEDED, code, "time exceeded");
            case IcmpTypes.PARAMETER_PROBLEM -> {
                line.text(" parameter problem at octet ");
                line.number(octets[at + 4] & 0xff);
            }
            case ROUTER_ADVERTISEMENT -> {
                line.text(" router advertisement lifetime ");
                line.number(Octets.u16(octets, at + 6));
            }
            case ROUTER_SOLICITATION -> line.text(" router solicitation");
            case TIME_STAMP -> identified(line, "timestamp request", octets, at);
            case TIME_STAMP_REPLY -> identified(line, "timestamp reply", octets, at);
            case INFORMATION -> identified(line, "information request", octets, at);
            case INFORMATION_REPLY -> identified(line, "information reply", octets, at);
            case ADDRESS_MASK -> identified(line, "address mask request", octets, at);
            case ADDRESS_MASK_REPLY -> identified(line, "address mask reply", octets, at);
            default -> numbered(line, octets[at] & 0xff, code);
        }
    }

    private static void numbered(AsciiLine line, int type, int code) {
        line.text(" type ");
        line.number(type);
        line.text(" code ");
        line.number(code);
    }

    private static void identified(AsciiLine line, String name, byte[] octets, int at) {
        line.octet(' ');
        line.text(name);
        line.text(" id ");
        line.number(Octets.u16(octets, at + 4));
        line.text(" seq ");
        line.number(Octets.u16(octets, at + 6));
    }

    private static void coded(AsciiLine line, String[] names, int code, String other) {
        line.octet(' ');
        if (code < names.length) {
            line.text(names[code]);
        } else {
            line.text(other);
            line.text(" code ");
            line.number(code);
        }
    }

    static void icmpv6(AsciiLine line, byte[] octets, int at, int end) {
        int left = end - at;
        if (left < 8) {
            return;
        }
        int type = octets[at] & 0xff;
        int code = octets[at + 1] & 0xff;
        switch (type) {
            case Icmpv6Types.DESTINATION_UNREACHABLE ->
                    coded(line, UNREACHABLE6, code, "unreachable");
            case Icmpv6Types.PACKET_TOO_BIG -> {
                line.text(" packet too big, MTU ");
                line.number(Octets.u32(octets, at + 4));
            }
            case Icmpv6Types.TIME_EXCEEDED -> coded(line, EXCEEDED6, code, "time exceeded");
            case Icmpv6Types.PARAMETER_PROBLEM -> {
                coded(line, PROBLEM6, code, "parameter problem");
                line.text(" at octet ");
                line.number(Octets.u32(octets, at + 4));
            }
            case Icmpv6Types.ECHO_REQUEST -> identified(line, "echo request", octets, at);
            case Icmpv6Types.ECHO_REPLY -> identified(line, "echo reply", octets, at);
            case Icmpv6Types.ROUTER_SOLICITATION -> {
                line.text(" router solicitation");
                NeighborText.linkAddress(line, " from ", octets, at + 8, end);
            }
            case Icmpv6Types.ROUTER_ADVERTISEMENT -> NeighborText.router(line, octets, at, end);
            case Icmpv6Types.NEIGHBOR_SOLICITATION,
                    Icmpv6Types.NEIGHBOR_ADVERTISEMENT,
                    Icmpv6Types.REDIRECT ->
                    NeighborText.message(line, octets, at, end);
            case Icmpv6Types.MLD_QUERY,
                    Icmpv6Types.MLD_REPORT,
                    Icmpv6Types.MLD_DONE,
                    Icmpv6Types.MLDV2_REPORT ->
                    GroupText.listener(line, octets, at, end);
            default -> numbered(line, type, code);
        }
    }
}
