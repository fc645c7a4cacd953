package sluice.inet;

import org.jspecify.annotations.Nullable;

/**
 * A socket's hold on a port in a {@link PortTable}. Address and peer may change while it is held;
 * the port does not.
 *
 * @param <S> the host's socket
 */
public final class PortBinding<S> {
    @Nullable PortBinding<S> next;

    private final S socket;
    private final int localPort;
    private final int deviceIndex;
    private final boolean reuse;
    private long localHigh;
    private long localLow;
    private long remoteHigh;
    private long remoteLow;
    private int remotePort;

    PortBinding(S socket, long high, long low, int port, int deviceIndex, boolean reuse) {
        this.socket = socket;
        this.localHigh = high;
        this.localLow = low;
        this.localPort = port;
        this.deviceIndex = deviceIndex;
        this.reuse = reuse;
    }

    /** The host's socket. */
    public S socket() {
        return socket;
    }

    /** The port held. */
    public int localPort() {
        return localPort;
    }

    /** Upper half of the local address. */
    public long localHigh() {
        return localHigh;
    }

    /** Lower half of the local address; 0/0 is any. */
    public long localLow() {
        return localLow;
    }

    /** The local IPv4 address, 0 for any. */
    public int localIpv4() {
        return (int) localLow;
    }

    /** The only device listened on, or 0. */
    public int deviceIndex() {
        return deviceIndex;
    }

    /** Whether a peer is set. */
    public boolean isConnected() {
        return remotePort != 0;
    }

    /** Upper half of the peer's address. */
    public long remoteHigh() {
        return remoteHigh;
    }

    /** Lower half of the peer's address. */
    public long remoteLow() {
        return remoteLow;
    }

    /** The peer's port, 0 without a peer. */
    public int remotePort() {
        return remotePort;
    }

    /** Only datagrams from this peer are taken from now on. Gives the local address chosen, too. */
    public void connect(
            long localHigh, long localLow, long remoteHigh, long remoteLow, int remotePort) {
        this.localHigh = localHigh;
        this.localLow = localLow;
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.remotePort = remotePort;
    }

    /** Forgets the peer; the local address becomes what it was bound to. */
    public void disconnect(long boundHigh, long boundLow) {
        connect(boundHigh, boundLow, 0, 0, 0);
    }

    boolean accepts(
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long high,
            long low,
            int port,
            int device) {
        return localPort == port
                && (isAnyLocal() || (localLow == low && localHigh == high))
                && (deviceIndex == 0 || deviceIndex == device)
                && (remotePort == 0
                        || (remotePort == sourcePort
                                && remoteLow == sourceLow
                                && remoteHigh == sourceHigh));
    }

    /** Rank among bindings that accept; the address counts more than all the rest. */
    int score() {
        return (isAnyLocal() ? 0 : 16) + (remotePort == 0 ? 0 : 8) + (deviceIndex == 0 ? 0 : 4);
    }

    boolean conflicts(long high, long low, int device, boolean reusing) {
        boolean anyOther = (high | low) == 0;
        return (!reuse || !reusing)
                && (deviceIndex == 0 || device == 0 || deviceIndex == device)
                && (anyOther || isAnyLocal() || (localLow == low && localHigh == high));
    }

    private boolean isAnyLocal() {
        return (localHigh | localLow) == 0;
    }
}
