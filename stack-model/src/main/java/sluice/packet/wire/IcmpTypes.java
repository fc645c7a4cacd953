package sluice.packet.wire;

/** Numbers of ICMP (RFC 792 and later) that stacks act on. */
public final class IcmpTypes {
    public static final int ECHO_REPLY = 0;
    public static final int DESTINATION_UNREACHABLE = 3;
    public static final int SOURCE_QUENCH = 4;
    public static final int REDIRECT = 5;
    public static final int ECHO_REQUEST = 8;
    public static final int ROUTER_ADVERTISEMENT = 9;
    public static final int ROUTER_SOLICITATION = 10;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;
    public static final int TIMESTAMP_REQUEST = 13;
    public static final int TIMESTAMP_REPLY = 14;

    public static final int CODE_NET_UNREACHABLE = 0;
    public static final int CODE_HOST_UNREACHABLE = 1;
    public static final int CODE_PROTOCOL_UNREACHABLE = 2;
    public static final int CODE_PORT_UNREACHABLE = 3;
    public static final int CODE_FRAGMENTATION_NEEDED = 4;
    public static final int CODE_SOURCE_ROUTE_FAILED = 5;
    public static final int CODE_ADMINISTRATIVELY_PROHIBITED = 13;

    public static final int CODE_TTL_EXCEEDED = 0;
    public static final int CODE_REASSEMBLY_TIME_EXCEEDED = 1;

    private IcmpTypes() {}

    /** True for messages that quote a packet; an error is never sent about one (RFC 1122 3.2.2). */
    public static boolean isError(int type) {
        return switch (type) {
            case DESTINATION_UNREACHABLE,
                    SOURCE_QUENCH,
                    REDIRECT,
                    TIME_EXCEEDED,
                    PARAMETER_PROBLEM ->
                    true;
            default -> false;
        };
    }
}
