package sluice.route;

import org.jspecify.annotations.Nullable;
import sluice.inet.Route;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;

/** Where a packet that begins here goes. Filled anew by each question, so read it at once. */
public final class OutputResult {
    @Nullable SocketError error;
    RouteKind kind = RouteKind.UNICAST;
    @Nullable Route route;
    int deviceIndex;
    int source;
    int nextHop;
    long sourceHigh;
    long sourceLow;
    long nextHopHigh;
    long nextHopLow;
    boolean loops;

    OutputResult() {}

    OutputResult fail(SocketError why) {
        error = why;
        return this;
    }

    /** Why there is no way, or null if there is one. */
    public @Nullable SocketError error() {
        return error;
    }

    /** What the destination is. */
    public RouteKind kind() {
        return kind;
    }

    /** The route found, null for broadcasts and groups without one. */
    public @Nullable Route route() {
        return route;
    }

    /** Device it leaves by. */
    public int deviceIndex() {
        return deviceIndex;
    }

    /** IPv4 source to use. */
    public int source() {
        return source;
    }

    /** IPv4 neighbour. */
    public int nextHop() {
        return nextHop;
    }

    /** High half of the IPv6 source to use. */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** Low half of the IPv6 source to use. */
    public long sourceLow() {
        return sourceLow;
    }

    /** High half of the IPv6 neighbour. */
    public long nextHopHigh() {
        return nextHopHigh;
    }

    /** Low half of the IPv6 neighbour. */
    public long nextHopLow() {
        return nextHopLow;
    }

    /** Whether this host gets a copy of what it sends to a broadcast address or a group. */
    public boolean loops() {
        return loops;
    }
}
