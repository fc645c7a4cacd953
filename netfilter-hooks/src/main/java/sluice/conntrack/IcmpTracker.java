package sluice.conntrack;

import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;

/**
 * ICMP and ICMPv6 messages as connections of a request and its answers (Linux, {@code
 * nf_conntrack_proto_icmp.c}, {@code nf_conntrack_proto_icmpv6.c}).
 */
final class IcmpTracker {
    private static final int INFORMATION_REQUEST = 15;
    private static final int INFORMATION_REPLY = 16;
    private static final int ADDRESS_REQUEST = 17;
    private static final int ADDRESS_REPLY = 18;
    private static final int NODE_QUERY = 139;
    private static final int NODE_REPLY = 140;
    private static final int TYPE_MAX = 18;

    private IcmpTracker() {}

    /** The type that answers a type, or -1. */
    static int inverse(int protocol, int type) {
        if (protocol == IpProtocols.ICMPV6) {
            return switch (type) {
                case Icmpv6Types.ECHO_REQUEST -> Icmpv6Types.ECHO_REPLY;
                case Icmpv6Types.ECHO_REPLY -> Icmpv6Types.ECHO_REQUEST;
                case NODE_QUERY -> NODE_REPLY;
                case NODE_REPLY -> NODE_QUERY;
                default -> -1;
            };
        }
        return switch (type) {
            case IcmpTypes.ECHO_REQUEST -> IcmpTypes.ECHO_REPLY;
            case IcmpTypes.ECHO_REPLY -> IcmpTypes.ECHO_REQUEST;
            case IcmpTypes.TIMESTAMP_REQUEST -> IcmpTypes.TIMESTAMP_REPLY;
            case IcmpTypes.TIMESTAMP_REPLY -> IcmpTypes.TIMESTAMP_REQUEST;
            case INFORMATION_REQUEST -> INFORMATION_REPLY;
            case INFORMATION_REPLY -> INFORMATION_REQUEST;
            case ADDRESS_REQUEST -> ADDRESS_REPLY;
            case ADDRESS_REPLY -> ADDRESS_REQUEST;
            default -> -1;
        };
    }

    /** Whether a message of this type may begin a connection. */
    static boolean begins(int protocol, int type) {
        if (protocol == IpProtocols.ICMPV6)
            return type == Icmpv6Types.ECHO_REQUEST || type == NODE_QUERY;
        return type == IcmpTypes.ECHO_REQUEST
                || type == IcmpTypes.TIMESTAMP_REQUEST
                || type == INFORMATION_REQUEST
                || type == ADDRESS_REQUEST;
    }

    /** Whether ICMP knows the type at all ({@code NR_ICMP_TYPES}). */
    static boolean known(int type) {
        return type <= TYPE_MAX;
    }

    /** Whether an ICMP type quotes a packet. */
    static boolean isError(int type) {
        return type == IcmpTypes.DESTINATION_UNREACHABLE
                || type == IcmpTypes.SOURCE_QUENCH
                || type == IcmpTypes.TIME_EXCEEDED
                || type == IcmpTypes.PARAMETER_PROBLEM
                || type == IcmpTypes.REDIRECT;
    }

    /** Whether an ICMPv6 type is never tracked: group reports and neighbour discovery. */
    static boolean untracked6(int type) {
        return (type >= 130 && type <= 136) || type == 143;
    }

    /** Whether an ICMPv6 type quotes a packet. */
    static boolean isError6(int type) {
        return type < 128;
    }
}
