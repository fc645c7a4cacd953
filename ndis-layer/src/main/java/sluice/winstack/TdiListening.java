package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.edge.TcpListenHandler;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;

/** A listening address object whose connections go through the filters of {@code \Device\Tcp}. */
final class TdiListening implements TcpListenSocket {
    private final TcpIp stack;
    private final SocketClient client;
    private final TcpListenHandler above;
    private @Nullable TcpListenSocket below;

    private TdiListening(TcpIp stack, SocketClient client, TcpListenHandler above) {
        this.stack = stack;
        this.client = client;
        this.above = above;
    }

    static TcpListenSocket listen(
            TcpIp stack,
            SocketClient client,
            IpAddress local,
            int port,
            int backlog,
            TcpSettings settings,
            TcpListenHandler handler)
            throws SocketRefused {
        var own = new TdiListening(stack, client, handler);
        own.below =
                stack.transports.tcp.sockets.listen(
                        local, port, backlog, settings, ignored -> own.above.acceptable(own));
        return own;
    }

    private TcpListenSocket below() {
        return java.util.Objects.requireNonNull(below);
    }

    @Override
    public @Nullable TcpSocket accept(TcpSocketHandler handler) {
        var connection = new TdiConnection(stack, client, handler);
        TcpSocket accepted = below().accept(connection);
        return accepted == null ? null : connection.accepted(accepted);
    }

    @Override
    public int waiting() {
        return below().waiting();
    }

    @Override
    public int halfOpen() {
        return below().halfOpen();
    }

    @Override
    public IpAddress localAddress() {
        return below().localAddress();
    }

    @Override
    public int localPort() {
        return below().localPort();
    }

    @Override
    public void close() {
        below().close();
    }
}
