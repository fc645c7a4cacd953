package sluice.replay;

import sluice.packet.Octets;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;

/** What kind of thing a frame says, for people and for finding its counterpart in the recording. */
record AnswerKind(String kind, String key) {
    static AnswerKind of(FrameFacts facts) {
        String kind = kind(facts);
        return new AnswerKind(kind, kind + " " + about(facts));
    }

    private static String kind(FrameFacts facts) {
        return switch (facts.kind) {
            case ARP -> facts.arpOperation == 1 ? "ARP request" : "ARP reply";
            case OTHER -> "EtherType 0x%04x".formatted(facts.etherType);
            case IPV4, IPV6 -> {
                if (facts.isFragment()) yield "fragment";
                yield switch (facts.protocol) {
                    case IpProtocols.ICMP -> icmp(facts);
                    case IpProtocols.ICMPV6 -> icmpv6(facts);
                    case IpProtocols.IGMP -> "IGMP";
                    case IpProtocols.TCP ->
                            (facts.tcpFlags & TcpView.RST) != 0 ? "TCP reset" : "TCP segment";
                    case IpProtocols.UDP -> "UDP datagram";
                    default -> "IP protocol " + facts.protocol;
                };
            }
        };
    }

    private static String icmp(FrameFacts facts) {
        return switch (facts.icmpType) {
            case IcmpTypes.ECHO_REPLY -> "echo reply";
            case IcmpTypes.ECHO_REQUEST -> "echo request";
            case IcmpTypes.DESTINATION_UNREACHABLE ->
                    switch (facts.icmpCode) {
                        case IcmpTypes.CODE_NET_UNREACHABLE -> "network unreachable";
                        case IcmpTypes.CODE_HOST_UNREACHABLE -> "host unreachable";
                        case IcmpTypes.CODE_PORT_UNREACHABLE -> "port unreachable";
                        case IcmpTypes.CODE_FRAGMENTATION_NEEDED -> "fragmentation needed";
                        default -> "unreachable, code " + facts.icmpCode;
                    };
            case IcmpTypes.TIME_EXCEEDED -> "time exceeded";
            case IcmpTypes.REDIRECT -> "redirect";
            default -> "ICMP type " + facts.icmpType;
        };
    }

    private static String icmpv6(FrameFacts facts) {
        return switch (facts.icmpType) {
            case Icmpv6Types.ECHO_REPLY -> "echo reply";
            case Icmpv6Types.ECHO_REQUEST -> "echo request";
            case Icmpv6Types.NEIGHBOR_SOLICITATION -> "neighbour solicitation";
            case Icmpv6Types.NEIGHBOR_ADVERTISEMENT -> "neighbour advertisement";
            case Icmpv6Types.ROUTER_SOLICITATION -> "router solicitation";
            case Icmpv6Types.ROUTER_ADVERTISEMENT -> "router advertisement";
            case Icmpv6Types.MLDV2_REPORT, Icmpv6Types.MLD_REPORT, Icmpv6Types.MLD_DONE ->
                    "MLD report";
            case Icmpv6Types.DESTINATION_UNREACHABLE ->
                    facts.icmpCode == Icmpv6Types.CODE_PORT_UNREACHABLE
                            ? "port unreachable"
                            : "unreachable, code " + facts.icmpCode;
            case Icmpv6Types.TIME_EXCEEDED -> "time exceeded";
            case Icmpv6Types.PACKET_TOO_BIG -> "packet too big";
            default -> "ICMPv6 type " + facts.icmpType;
        };
    }

    /** What tells one of a kind from another of the same kind. */
    private static String about(FrameFacts facts) {
        if (facts.kind == FrameFacts.Kind.ARP) return facts.destination.toString();
        if (!facts.isIp()) return "";
        String ends = facts.source + " > " + facts.destination;
        if (facts.isFragment())
            return ends + " protocol " + facts.protocol + " at " + facts.fragmentOffsetOctets;
        if (isSegment(facts)) return ends + segment(facts);
        if (facts.icmpType < 0)
            return ends + " ports " + facts.sourcePort + " > " + facts.destinationPort;
        int quoted = facts.upperOffset + 8;
        boolean error =
                facts.kind == FrameFacts.Kind.IPV4
                        ? IcmpTypes.isError(facts.icmpType)
                        : Icmpv6Types.isError(facts.icmpType);
        if (error) {
            // the error's own source may differ between stacks; what it is about may not
            return facts.destination + " about " + quote(facts, quoted);
        }
        return ends + " " + (facts.icmpIdentifier & 0xffff) + "/" + sequence(facts);
    }

    private static boolean isSegment(FrameFacts facts) {
        return facts.protocol == IpProtocols.TCP
                && (facts.tcpFlags & TcpView.RST) == 0
                && TcpView.fits(
                        facts.octets, facts.upperOffset, facts.upperOffset + facts.upperOctets);
    }

    /** By what it carries; one that carries nothing by what it acknowledges. */
    private static String segment(FrameFacts facts) {
        var tcp = new TcpView(facts.octets, facts.upperOffset);
        int length = RecordedConnection.payloadOctets(facts);
        boolean plain = length == 0 && (facts.tcpFlags & (TcpView.SYN | TcpView.FIN)) == 0;
        return " ports %d > %d %s %d"
                .formatted(
                        facts.sourcePort,
                        facts.destinationPort,
                        plain ? "ack" : length + " octets at",
                        (plain ? tcp.acknowledgment() : tcp.sequence()) & 0xffff_ffffL);
    }

    private static int sequence(FrameFacts facts) {
        return facts.upperOctets >= 8 ? Octets.u16(facts.octets, facts.upperOffset + 6) : 0;
    }

    private static String quote(FrameFacts facts, int at) {
        boolean v4 = facts.kind == FrameFacts.Kind.IPV4;
        int header =
                v4 ? at < facts.octets.length ? (Octets.u8(facts.octets, at) & 15) * 4 : 20 : 40;
        if (at + header + 4 > facts.octets.length) return "";
        int addresses = v4 ? at + 12 : at + 8;
        var text = new StringBuilder();
        for (int i = addresses; i < at + (v4 ? 20 : 40); i++) {
            text.append(Integer.toHexString(Octets.u8(facts.octets, i)))
                    .append(i % 4 == 3 ? " " : ".");
        }
        return text + Integer.toHexString(Octets.i32(facts.octets, at + header));
    }
}
