package sluice.edge;

import java.util.Optional;

/**
 * What a program sets before it connects or listens; connections accepted inherit it.
 *
 * @param noDelay {@code TCP_NODELAY}
 * @param keepAlive {@code SO_KEEPALIVE}
 * @param reuseAddress {@code SO_REUSEADDR}
 * @param ttl time to live, or -1 for the stack's own
 * @param tos type of service, 0 to 255
 * @param sendBufferOctets {@code SO_SNDBUF}, or 0 for the stack's own
 * @param receiveBufferOctets {@code SO_RCVBUF}, or 0 for the stack's own
 * @param congestion {@code TCP_CONGESTION}: {@code reno} or {@code cubic}; empty for the stack's
 *     own
 * @param owner whose the socket is
 */
public record TcpSettings(
        boolean noDelay,
        boolean keepAlive,
        boolean reuseAddress,
        int ttl,
        int tos,
        int sendBufferOctets,
        int receiveBufferOctets,
        Optional<String> congestion,
        SocketOwner owner) {
    /** Settings of a program of user 0. */
    public TcpSettings(
            boolean noDelay,
            boolean keepAlive,
            boolean reuseAddress,
            int ttl,
            int tos,
            int sendBufferOctets,
            int receiveBufferOctets,
            Optional<String> congestion) {
        this(
                noDelay,
                keepAlive,
                reuseAddress,
                ttl,
                tos,
                sendBufferOctets,
                receiveBufferOctets,
                congestion,
                SocketOwner.ROOT);
    }

    /** The stack's defaults. */
    public static final TcpSettings DEFAULT =
            new TcpSettings(false, false, false, -1, 0, 0, 0, Optional.empty());

    /** The same with {@code TCP_NODELAY}. */
    public TcpSettings withNoDelay() {
        return new TcpSettings(
                true,
                keepAlive,
                reuseAddress,
                ttl,
                tos,
                sendBufferOctets,
                receiveBufferOctets,
                congestion,
                owner);
    }

    /** The same with {@code SO_REUSEADDR}. */
    public TcpSettings withReuseAddress() {
        return new TcpSettings(
                noDelay,
                keepAlive,
                true,
                ttl,
                tos,
                sendBufferOctets,
                receiveBufferOctets,
                congestion,
                owner);
    }

    /** The same with buffers of these sizes. */
    public TcpSettings withBuffers(int sendOctets, int receiveOctets) {
        return new TcpSettings(
                noDelay,
                keepAlive,
                reuseAddress,
                ttl,
                tos,
                sendOctets,
                receiveOctets,
                congestion,
                owner);
    }

    /** The same for another owner. */
    public TcpSettings withOwner(SocketOwner whose) {
        return new TcpSettings(
                noDelay,
                keepAlive,
                reuseAddress,
                ttl,
                tos,
                sendBufferOctets,
                receiveBufferOctets,
                congestion,
                whose);
    }
}
