package sluice.conntrack;

import sluice.packet.wire.IpProtocols;

/** What tracking knows of protocols by number. */
final class Protocols {
    private Protocols() {}

    /** The name of a protocol in listings; {@code unknown} for one tracked by addresses alone. */
    static String name(int protocol) {
        return switch (protocol) {
            case IpProtocols.ICMP -> "icmp";
            case IpProtocols.TCP -> "tcp";
            case IpProtocols.UDP -> "udp";
            case IpProtocols.GRE -> "gre";
            case IpProtocols.ICMPV6 -> "icmpv6";
            case IpProtocols.SCTP -> "sctp";
            case IpProtocols.UDP_LITE -> "udplite";
            default -> "unknown";
        };
    }

    static boolean hasPorts(int protocol) {
        return protocol == IpProtocols.TCP
                || protocol == IpProtocols.UDP
                || protocol == IpProtocols.SCTP
                || protocol == IpProtocols.UDP_LITE;
    }

    /** The part of a tuple that belongs to the protocol, as {@code conntrack -L} prints it. */
    static String ports(Tuple tuple) {
        int protocol = tuple.protocol();
        if (hasPorts(protocol))
            return " sport=" + tuple.sourcePort() + " dport=" + tuple.destinationPort();
        if (tuple.icmp())
            return " type="
                    + tuple.icmpType()
                    + " code="
                    + tuple.icmpCode()
                    + " id="
                    + tuple.icmpId();
        if (protocol == IpProtocols.GRE) {
            return " srckey=0x%x dstkey=0x%x"
                    .formatted(tuple.sourcePort(), tuple.destinationPort());
        }
        return "";
    }
}
