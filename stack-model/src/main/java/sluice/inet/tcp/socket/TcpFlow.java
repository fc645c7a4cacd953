package sluice.inet.tcp.socket;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketOwner;

/**
 * Between whom a connection is. An IPv4 address is {@code high} 0 and {@code low} unsigned, as in
 * {@link sluice.inet.NeighbourTable#key}; ports are host order.
 */
public abstract class TcpFlow {
    private final boolean v6;
    private final long localHigh;
    private final long localLow;
    private final int localPort;
    private final long remoteHigh;
    private final long remoteLow;
    private final int remotePort;
    private @Nullable Object route;

    TcpFlow(
            boolean v6,
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        this.v6 = v6;
        this.localHigh = localHigh;
        this.localLow = localLow;
        this.localPort = localPort;
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.remotePort = remotePort;
    }

    /** Whether it is one of IPv6. */
    public final boolean v6() {
        return v6;
    }

    /** Upper half of this side's address. */
    public final long localHigh() {
        return localHigh;
    }

    /** Lower half of this side's address. */
    public final long localLow() {
        return localLow;
    }

    /** This side's port. */
    public final int localPort() {
        return localPort;
    }

    /** Upper half of the other side's address. */
    public final long remoteHigh() {
        return remoteHigh;
    }

    /** Lower half of the other side's address. */
    public final long remoteLow() {
        return remoteLow;
    }

    /** The other side's port. */
    public final int remotePort() {
        return remotePort;
    }

    /** Time to live that the program has set, or -1. */
    public abstract int ttl();

    /** Type of service that the program has set. */
    public abstract int tos();

    /** Whose the socket is. */
    public abstract SocketOwner owner();

    /** Whether it answers a connection from the other side. */
    public abstract boolean isPassive();

    /** What the host has remembered here about the way, or null ({@code sk_dst_cache}). */
    public final @Nullable Object route() {
        return route;
    }

    /** Remembers something about the way. */
    public final void remember(@Nullable Object way) {
        route = way;
    }

    /** This side's address. */
    public final IpAddress localAddress() {
        return address(v6, localHigh, localLow);
    }

    /** The other side's address. */
    public final IpAddress remoteAddress() {
        return address(v6, remoteHigh, remoteLow);
    }

    private static IpAddress address(boolean v6, long high, long low) {
        return v6 ? new IpAddress(high, low) : IpAddress.v4((int) low);
    }

    static long high(IpAddress address) {
        return address.isV4() ? 0 : address.high();
    }

    static long low(IpAddress address) {
        return address.isV4() ? address.v4() & 0xffff_ffffL : address.low();
    }

    final boolean joins(
            long ownHigh, long ownLow, int ownPort, long peerHigh, long peerLow, int peerPort) {
        return remotePort == peerPort
                && localPort == ownPort
                && remoteLow == peerLow
                && localLow == ownLow
                && remoteHigh == peerHigh
                && localHigh == ownHigh;
    }

    /** Both ends, for a person. */
    public final String text() {
        return end(address(v6, localHigh, localLow), localPort)
                + " > "
                + end(address(v6, remoteHigh, remoteLow), remotePort);
    }

    private String end(IpAddress address, int port) {
        return v6 ? "[" + address + "]:" + port : address + ":" + port;
    }
}
