package sluice.inet.tcp.socket;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.TcpListenHandler;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.inet.PortBinding;
import sluice.inet.tcp.TcpConnection;
import sluice.inet.tcp.TcpListener;
import sluice.time.Handler;

/** A port that takes connections, and who asked for it. */
final class ListenSocket implements TcpListenSocket {
    private static final Handler<ListenSocket> TELL = ListenSocket::tell;

    private final TcpSockets sockets;
    private final IpAddress local;
    final TcpSettings settings;
    private final TcpListenHandler handler;
    private @Nullable PortBinding<ListenSocket> binding;
    private @Nullable TcpListener listener;
    private boolean asked;
    private boolean closed;

    ListenSocket(
            TcpSockets sockets, IpAddress local, TcpSettings settings, TcpListenHandler handler) {
        this.sockets = sockets;
        this.local = local;
        this.settings = settings;
        this.handler = handler;
    }

    /** It has its port. */
    void begin(PortBinding<ListenSocket> to, int backlog) {
        binding = to;
        listener =
                new TcpListener(
                        sockets.context,
                        sockets.profile(settings),
                        to.localPort(),
                        backlog,
                        _ -> ask());
    }

    TcpListener listener() {
        return Objects.requireNonNull(listener);
    }

    PortBinding<ListenSocket> binding() {
        return Objects.requireNonNull(binding);
    }

    private void ask() {
        if (asked) return;
        asked = true;
        sockets.scheduler.schedule(0, sockets.cpu.thread(), TELL, this);
    }

    private void tell() {
        asked = false;
        if (!closed && listener().waiting() > 0) handler.acceptable(this);
    }

    @Override
    public @Nullable TcpSocket accept(TcpSocketHandler program) {
        TcpConnection first = listener().first();
        if (first == null) return null;
        sockets.chargeCall(0);
        var socket = (ConnectionSocket) first.output();
        socket.acceptedBy(program, listener());
        return socket;
    }

    @Override
    public int waiting() {
        return listener().waiting();
    }

    @Override
    public int halfOpen() {
        return listener().halfOpen();
    }

    @Override
    public IpAddress localAddress() {
        return local;
    }

    @Override
    public int localPort() {
        return binding().localPort();
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        sockets.closed(this);
    }
}
