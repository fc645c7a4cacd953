package sluice.inet;

import org.jspecify.annotations.Nullable;

/** What a socket is told when an ICMP error about its datagram arrives. */
public final class IcmpSocketErrors {
    private static final int SOURCE_QUENCH = 4;

    private IcmpSocketErrors() {}

    /**
     * The errno of Linux 6.x ({@code icmp_err_convert} and {@code udp_err}), or null if sockets are
     * not told.
     */
    public static @Nullable SocketError linux(int type, int code) {
        return switch (type) {
            case IcmpErrors.TIME_EXCEEDED -> SocketError.HOST_UNREACHABLE;
            case IcmpErrors.PARAMETER_PROBLEM -> SocketError.PROTOCOL_ERROR;
            case IcmpErrors.UNREACHABLE -> unreachable(code);
            case SOURCE_QUENCH -> null;
            default -> null;
        };
    }

    private static SocketError unreachable(int code) {
        return switch (code) {
            case 0, 6, 9, 11 -> SocketError.NETWORK_UNREACHABLE;
            case 2 -> SocketError.NO_PROTOCOL_OPTION;
            case 3 -> SocketError.CONNECTION_REFUSED;
            case 4 -> SocketError.MESSAGE_TOO_LONG;
            case 5 -> SocketError.OPERATION_NOT_SUPPORTED;
            case 7 -> SocketError.HOST_DOWN;
            case 8 -> SocketError.NOT_ON_NETWORK;
            default -> SocketError.HOST_UNREACHABLE;
        };
    }

    /**
     * Whether Linux tells a connected UDP socket that did not ask with IP_RECVERR: only of the
     * errors that kernel tables call fatal, protocol and port unreachable above all.
     */
    public static boolean isFatalOnLinux(int type, int code) {
        return switch (type) {
            case IcmpErrors.PARAMETER_PROBLEM -> true;
            case IcmpErrors.UNREACHABLE ->
                    switch (code) {
                        case 2, 3, 6, 7, 8, 9, 10, 13, 14, 15 -> true;
                        default -> false;
                    };
            default -> false;
        };
    }

    /**
     * The Winsock error of a UDP receive (Microsoft, "recvfrom function": WSAECONNRESET after port
     * unreachable, WSAENETRESET after a TTL ran out), or null if sockets are not told.
     */
    public static @Nullable SocketError windows(int type, int code) {
        if (type == IcmpErrors.TIME_EXCEEDED) return SocketError.NETWORK_RESET;
        if (type != IcmpErrors.UNREACHABLE) return null;
        return switch (code) {
            case IcmpErrors.PORT, IcmpErrors.PROTOCOL -> SocketError.CONNECTION_RESET;
            case IcmpErrors.FRAGMENTATION_NEEDED -> SocketError.MESSAGE_TOO_LONG;
            case 0, 6, 9, 11 -> SocketError.NETWORK_UNREACHABLE;
            default -> SocketError.HOST_UNREACHABLE;
        };
    }

    /** The errno for an ICMPv6 error on Linux 6.x ({@code icmpv6_err_convert}), or null. */
    public static @Nullable SocketError linuxIpv6(int type, int code) {
        return switch (type) {
            case Icmpv6Errors.UNREACHABLE ->
                    switch (code) {
                        case 0 -> SocketError.NETWORK_UNREACHABLE;
                        case 1, 5, 6 -> SocketError.ACCESS_DENIED;
                        case 4 -> SocketError.CONNECTION_REFUSED;
                        default -> SocketError.HOST_UNREACHABLE;
                    };
            case Icmpv6Errors.PACKET_TOO_BIG -> SocketError.MESSAGE_TOO_LONG;
            case Icmpv6Errors.TIME_EXCEEDED -> SocketError.HOST_UNREACHABLE;
            case Icmpv6Errors.PARAMETER_PROBLEM -> SocketError.PROTOCOL_ERROR;
            default -> null;
        };
    }
}
