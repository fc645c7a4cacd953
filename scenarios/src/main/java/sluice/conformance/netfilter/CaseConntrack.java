package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sluice.conntrack.Connection;
import sluice.conntrack.CtStatus;
import sluice.conntrack.Direction;
import sluice.conntrack.Tuple;
import sluice.edge.IpAddress;
import sluice.netfilter.NfFamily;
import sluice.packet.wire.IpProtocols;

/** Tracked connections as lines, recorded ones and ours, sorted. */
final class CaseConntrack {
    private static final int GRE = 47;
    private static final int SCTP = 132;
    private static final int DCCP = 33;
    private static final int UDP_LITE = 136;
    private static final Set<String> OF_TUPLE =
            Set.of("src", "dst", "sport", "dport", "type", "code", "id", "srckey", "dstkey");

    private CaseConntrack() {}

    /** The recorded connections. */
    static List<String> read(CaseJson json) throws CaseFault {
        List<String> lines = new ArrayList<>();
        for (CaseJson each : json.items()) {
            each.requireOnly(Set.of("l3", "l4", "state", "mark", "zone", "orig", "reply", "flags"));
            var line = new StringBuilder(each.text("l3")).append(' ').append(each.text("l4"));
            if (each.has("state")) line.append(' ').append(each.text("state"));
            line.append(tuple(each.at("orig"))).append(" /").append(tuple(each.at("reply")));
            for (String flag : each.texts("flags")) line.append(' ').append(flag);
            if (each.has("mark")) appendUnlessZero(line, "mark", each.at("mark").word());
            if (each.has("zone")) appendUnlessZero(line, "zone", each.at("zone").word());
            lines.add(line.toString());
        }
        Collections.sort(lines);
        return List.copyOf(lines);
    }

    private static void appendUnlessZero(StringBuilder line, String name, String value) {
        if (!value.equals("0")) line.append(' ').append(name).append('=').append(value);
    }

    private static String tuple(CaseJson json) throws CaseFault {
        var line = new StringBuilder();
        for (Map.Entry<String, CaseJson> member : json.members().entrySet()) {
            String name = member.getKey();
            boolean counts = name.equals("packets") || name.equals("bytes");
            if (!counts && !OF_TUPLE.contains(name)) continue; // times are left out
            String value = member.getValue().word();
            boolean address = name.equals("src") || name.equals("dst");
            if (address) value = IpAddress.require(value).toString();
            line.append(' ').append(name).append('=').append(value);
        }
        return line.toString();
    }

    /** The connections of a host. */
    static List<String> lines(List<Connection> connections) {
        List<String> lines = new ArrayList<>();
        for (Connection each : connections) lines.add(line(each));
        Collections.sort(lines);
        return lines;
    }

    private static String line(Connection connection) {
        Tuple original = connection.original();
        var line = new StringBuilder(original.family() == NfFamily.IPV4 ? "ipv4" : "ipv6");
        line.append(' ').append(protocol(original.protocol()));
        if (connection.stateName() != null) line.append(' ').append(connection.stateName());
        for (Direction direction : Direction.values()) {
            if (direction == Direction.REPLY) line.append(" /");
            line.append(' ').append(tuple(connection.tuple(direction)));
            line.append(" packets=").append(connection.packets(direction));
            line.append(" bytes=").append(connection.octets(direction));
        }
        if (connection.has(CtStatus.ASSURED)) line.append(" ASSURED");
        if (!connection.has(CtStatus.SEEN_REPLY)) line.append(" UNREPLIED");
        appendUnlessZero(line, "mark", Integer.toUnsignedString(connection.mark()));
        appendUnlessZero(line, "zone", Integer.toString(connection.zone().id()));
        return line.toString();
    }

    private static String tuple(Tuple tuple) {
        String addresses = "src=" + tuple.sourceText() + " dst=" + tuple.destinationText();
        return addresses
                + switch (tuple.protocol()) {
                    case IpProtocols.TCP, IpProtocols.UDP, SCTP, DCCP, UDP_LITE ->
                            " sport=" + tuple.sourcePort() + " dport=" + tuple.destinationPort();
                    case IpProtocols.ICMP, IpProtocols.ICMPV6 ->
                            " type=%d code=%d id=%d"
                                    .formatted(tuple.icmpType(), tuple.icmpCode(), tuple.icmpId());
                    case GRE ->
                            " srckey=0x%x dstkey=0x%x"
                                    .formatted(tuple.sourcePort(), tuple.destinationPort());
                    default -> "";
                };
    }

    private static String protocol(int number) {
        return switch (number) {
            case IpProtocols.TCP -> "tcp";
            case IpProtocols.UDP -> "udp";
            case IpProtocols.ICMP -> "icmp";
            case IpProtocols.ICMPV6 -> "icmpv6";
            case SCTP -> "sctp";
            case DCCP -> "dccp";
            case UDP_LITE -> "udplite";
            case GRE -> "gre";
            default -> "unknown";
        };
    }
}
