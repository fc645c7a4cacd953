package sluice.inet;

import org.jspecify.annotations.Nullable;

/**
 * What a route does with a packet. The code is the kernel's {@code RTN_} number (Linux {@code
 * include/uapi/linux/rtnetlink.h}).
 */
public enum RouteKind {
    /** To a gateway or to a neighbour on the link. */
    UNICAST(1, null),
    /** To this host. */
    LOCAL(2, null),
    /** To this host and the link, as a link broadcast. */
    BROADCAST(3, null),
    /** To this host as one of several, answered but never used as a source. */
    ANYCAST(4, null),
    /** To a group. */
    MULTICAST(5, null),
    /** Discarded without a word; a local sender gets EINVAL. */
    BLACKHOLE(6, SocketError.INVALID_ARGUMENT),
    /** Discarded with ICMP host unreachable; a local sender gets EHOSTUNREACH. */
    UNREACHABLE(7, SocketError.HOST_UNREACHABLE),
    /** Discarded with ICMP administratively prohibited; a local sender gets EACCES. */
    PROHIBIT(8, SocketError.ACCESS_DENIED),
    /** No route of this table: the next one is asked, and none is left behind {@code main}. */
    THROW(9, SocketError.NETWORK_UNREACHABLE);

    private final int code;
    private final @Nullable SocketError refusal;

    RouteKind(int code, @Nullable SocketError refusal) {
        this.code = code;
        this.refusal = refusal;
    }

    /** The kernel's number. */
    public int code() {
        return code;
    }

    /** What a local sender is told, or null if the route lets packets pass. */
    public @Nullable SocketError refusal() {
        return refusal;
    }
}
