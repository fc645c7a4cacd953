package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenHandler;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.inet.SocketError;
import sluice.packet.wire.IpProtocols;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen.Direction;
import sluice.winstack.Seen.Form;

/**
 * A {@link PointFilter} among the calls of Winsock, as a layered provider or a replaced library. A
 * call that is stopped fails with WSAEACCES; a datagram that is stopped on its way in is not shown;
 * a connection whose octets are stopped is aborted, since a stream with a hole is no stream.
 */
final class CallPoints extends ForwardingProvider {
    private final String process;
    private final PointFilter filter;
    private final Runnable layerCrossed;
    private final Seen outgoing;
    private final Seen incoming; // apart: a program may send while it is shown what arrived

    CallPoints(
            InterceptionPoint point,
            ServiceProvider below,
            WindowsProcess process,
            PointFilter filter,
            Runnable layerCrossed) {
        super(below);
        this.layerCrossed = layerCrossed;
        this.process = process.name();
        this.filter = filter;
        this.outgoing = new Seen(point);
        this.incoming = new Seen(point);
    }

    private Seen call(
            Form form,
            Direction way,
            int protocol,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort) {
        Seen seen = way == Direction.OUT ? outgoing : incoming;
        return seen.between(form, way, process, protocol, local, localPort, remote, remotePort);
    }

    private boolean stops(Seen thing) {
        layerCrossed.run();
        return filter.decide(thing) == Decision.STOP;
    }

    private static SocketStatus denied() {
        return Endpoint.status(SocketError.ACCESS_DENIED);
    }

    private void requireAllowed(
            int protocol, IpAddress local, int port, IpAddress remote, int remotePort)
            throws SocketRefused {
        Seen thing = call(Form.CALL, Direction.OUT, protocol, local, port, remote, remotePort);
        if (stops(thing)) throw new SocketRefused(denied(), thing.point() + " denied it");
    }

    private static IpAddress any(IpAddress like) {
        return like.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
    }

    // ---- datagrams

    @Override
    public UdpSocket udp(IpAddress local, int port, SocketHandler handler) throws SocketRefused {
        requireAllowed(IpProtocols.UDP, local, port, any(local), 0);
        var layered = new Datagrams(IpProtocols.UDP, handler);
        UdpSocket socket = below().udp(local, port, layered);
        layered.udp = socket;
        layered.socket = socket;
        return layered;
    }

    @Override
    public RawSocket raw(IpAddress local, int protocol, SocketHandler handler)
            throws SocketRefused {
        requireAllowed(protocol, local, 0, any(local), 0);
        var layered = new Datagrams(protocol, handler);
        RawSocket socket = below().raw(local, protocol, layered);
        layered.socket = socket;
        return new Raw(layered, socket);
    }

    /** A datagram socket with the filter around it. */
    private final class Datagrams implements UdpSocket, SocketHandler {
        private final int protocol;
        private final SocketHandler above;
        private @Nullable UdpSocket udp;
        private @Nullable Socket socket;

        Datagrams(int protocol, SocketHandler above) {
            this.protocol = protocol;
            this.above = above;
        }

        private Socket socket() {
            return java.util.Objects.requireNonNull(socket);
        }

        @Override
        public IpAddress localAddress() {
            return socket().localAddress();
        }

        @Override
        public int localPort() {
            return socket().localPort();
        }

        boolean sends(byte[] octets, int offset, int length, IpAddress to, int port) {
            Seen seen =
                    call(
                            Form.DATAGRAM,
                            Direction.OUT,
                            protocol,
                            localAddress(),
                            localPort(),
                            to,
                            port);
            return !stops(seen.over(octets, offset, length));
        }

        @Override
        public SocketStatus send(
                byte[] octets,
                int offset,
                int lengthOctets,
                IpAddress to,
                int port,
                SendOptions options) {
            if (!sends(octets, offset, lengthOctets, to, port)) return denied();
            return java.util.Objects.requireNonNull(udp)
                    .send(outgoing.octets(), outgoing.offset(), lengthOctets, to, port, options);
        }

        @Override
        public void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int port) {
            var from = new IpAddress(sourceHigh, sourceLow);
            Seen seen =
                    call(
                            Form.DATAGRAM,
                            Direction.IN,
                            protocol,
                            localAddress(),
                            localPort(),
                            from,
                            port);
            if (stops(seen.over(octets, offset, lengthOctets))) return;
            above.received(
                    packetId,
                    seen.octets(),
                    seen.offset(),
                    lengthOctets,
                    sourceHigh,
                    sourceLow,
                    port);
        }

        @Override
        public void error(SocketStatus status, IpAddress about) {
            above.error(status, about);
        }

        @Override
        public void writable() {
            above.writable();
        }

        @Override
        public void close() {
            socket().close();
        }
    }

    /** A raw socket with the filter around it. */
    private final class Raw implements RawSocket {
        private final Datagrams datagrams;
        private final RawSocket below;

        Raw(Datagrams datagrams, RawSocket below) {
            this.datagrams = datagrams;
            this.below = below;
        }

        @Override
        public SocketStatus send(
                byte[] octets, int offset, int lengthOctets, IpAddress to, SendOptions options) {
            if (!datagrams.sends(octets, offset, lengthOctets, to, 0)) return denied();
            return below.send(outgoing.octets(), outgoing.offset(), lengthOctets, to, options);
        }

        @Override
        public void headerIncluded(boolean on) {
            below.headerIncluded(on);
        }

        @Override
        public SocketStatus receiveAll(ReceiveAll mode) {
            return below.receiveAll(mode);
        }

        @Override
        public IpAddress localAddress() {
            return below.localAddress();
        }

        @Override
        public int localPort() {
            return below.localPort();
        }

        @Override
        public void close() {
            below.close();
        }
    }

    // ---- connections

    @Override
    public TcpSocket tcpConnect(
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            TcpSettings settings,
            TcpSocketHandler handler)
            throws SocketRefused {
        requireAllowed(IpProtocols.TCP, local, localPort, remote, remotePort);
        var layered = new Stream(handler);
        return layered.over(
                below().tcpConnect(local, localPort, remote, remotePort, settings, layered));
    }

    @Override
    public TcpListenSocket tcpListen(
            IpAddress local, int port, int backlog, TcpSettings settings, TcpListenHandler handler)
            throws SocketRefused {
        requireAllowed(IpProtocols.TCP, local, port, any(local), 0);
        var layered = new Listening(handler);
        layered.below =
                below().tcpListen(local, port, backlog, settings, ignored -> layered.tell());
        return layered;
    }

    private final class Listening implements TcpListenSocket {
        private final TcpListenHandler above;
        private @Nullable TcpListenSocket below;

        Listening(TcpListenHandler above) {
            this.above = above;
        }

        private TcpListenSocket below() {
            return java.util.Objects.requireNonNull(below);
        }

        void tell() {
            above.acceptable(this);
        }

        @Override
        public @Nullable TcpSocket accept(TcpSocketHandler handler) {
            while (true) {
                var layered = new Stream(handler);
                TcpSocket accepted = below().accept(layered);
                if (accepted == null) return null;
                layered.over(accepted);
                Seen thing =
                        call(
                                Form.CALL,
                                Direction.IN,
                                IpProtocols.TCP,
                                accepted.localAddress(),
                                accepted.localPort(),
                                accepted.remoteAddress(),
                                accepted.remotePort());
                if (!stops(thing)) return layered;
                layered.stopped = true;
                accepted.abort();
            }
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

    /** A connection with the filter around it. */
    private final class Stream extends ForwardingTcpSocket {
        private boolean stopped;

        Stream(TcpSocketHandler above) {
            super(above);
        }

        private boolean stops(Direction way, byte[] octets, int at, int length, boolean own) {
            Seen seen =
                    call(
                            Form.STREAM,
                            way,
                            IpProtocols.TCP,
                            localAddress(),
                            localPort(),
                            remoteAddress(),
                            remotePort());
            boolean stop =
                    CallPoints.this.stops(
                            own ? seen.inPlace(octets, at, length) : seen.over(octets, at, length));
            if (stop) {
                stopped = true;
                abort();
            }
            return stop;
        }

        @Override
        public int send(byte[] octets, int offset, int lengthOctets) {
            if (stopped || stops(Direction.OUT, octets, offset, lengthOctets, false)) return CLOSED;
            return below().send(outgoing.octets(), outgoing.offset(), lengthOctets);
        }

        @Override
        public int sendUrgent(byte[] octets, int offset, int lengthOctets) {
            if (stopped || stops(Direction.OUT, octets, offset, lengthOctets, false)) return CLOSED;
            return below().sendUrgent(outgoing.octets(), outgoing.offset(), lengthOctets);
        }

        @Override
        public int receive(byte[] to, int offset, int lengthOctets) {
            if (stopped) return CLOSED;
            int taken = below().receive(to, offset, lengthOctets);
            if (taken <= 0) return taken;
            return stops(Direction.IN, to, offset, taken, true) ? CLOSED : taken;
        }
    }
}
