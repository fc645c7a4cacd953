package sluice.firewall;

import java.util.ArrayList;
import java.util.List;
import sluice.edge.IpAddress;
import sluice.firewall.PacketSpec.Described;
import sluice.firewall.PacketSpec.Way;
import sluice.packet.wire.IpProtocols;

/** Writes packets as {@link PacketNotation} reads them. */
final class NotationText {
    private NotationText() {}

    static String of(Described packet) {
        var text = new StringBuilder();
        if (packet.way() == Way.OUT) text.append("out ");
        if (!packet.device().isEmpty()) text.append("in ").append(packet.device()).append(' ');
        boolean ports = true;
        switch (packet.protocol()) {
            case IpProtocols.TCP -> text.append("tcp");
            case IpProtocols.UDP -> text.append("udp");
            case IpProtocols.SCTP -> text.append("sctp");
            default -> {
                ports = false;
                boolean icmp =
                        packet.protocol() == IpProtocols.ICMP
                                || packet.protocol() == IpProtocols.ICMPV6;
                if (icmp)
                    text.append(packet.ipv6() ? "icmp6" : "icmp")
                            .append(" type ")
                            .append(packet.icmpType())
                            .append(" code ")
                            .append(packet.icmpCode());
                else text.append("proto ").append(packet.protocol());
            }
        }
        text.append(' ').append(endpoint(packet.from(), packet.fromPort(), ports)).append(" > ");
        text.append(endpoint(packet.to(), packet.toPort(), ports));
        if (packet.protocol() == IpProtocols.TCP) text.append(' ').append(flags(packet.flags()));
        return text.toString();
    }

    private static String endpoint(IpAddress address, int port, boolean ports) {
        if (!ports) return address.toString();
        return (address.isV4() ? address.toString() : "[" + address + "]") + ":" + port;
    }

    private static String flags(int bits) {
        List<String> names = new ArrayList<>();
        for (String name : List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr")) {
            Integer bit = PacketNotation.FLAGS.get(name);
            if (bit != null && (bits & bit) != 0) names.add(name);
        }
        return names.isEmpty() ? "none" : String.join(",", names);
    }
}
