package sluice.winstack;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.inet.SocketError;
import sluice.packet.wire.IpProtocols;
import sluice.tdi.NtStatus;
import sluice.tdi.TdiIrp;
import sluice.tdi.TdiRequest;
import sluice.tdi.TdiTransport;
import sluice.tdi.TransportDevice;
import sluice.time.Handler;

/**
 * A connection object whose requests go through the filters of {@code \Device\Tcp}: TDI_CONNECT,
 * TDI_SEND, and the receive event. One send is under way at a time; until it is completed the
 * program is refused room, so a filter that keeps it paces the program. A send or receive that is
 * denied aborts the connection.
 */
final class TdiConnection extends ForwardingTcpSocket {
    private static final int SEND_OCTETS_MAX = 65_536;
    private static final Handler<TdiConnection> ROOM = TdiConnection::room;

    private final TcpIp stack;
    private final SocketClient client;
    private @Nullable Sending sending;
    private boolean wantsRoom;
    private boolean connecting;
    private boolean closing;
    private boolean shuttingDown;
    private boolean aborted;

    TdiConnection(TcpIp stack, SocketClient client, TcpSocketHandler above) {
        super(above);
        this.stack = stack;
        this.client = client;
    }

    TcpSocket accepted(TcpSocket connection) {
        return over(connection);
    }

    private TdiRequest asked(TdiRequest.Kind kind, int octets) {
        var request = new TdiRequest();
        IpAddress local = localAddress();
        request.fromLocal(
                kind, client.process(), IpProtocols.TCP, local.high(), local.low(), localPort());
        IpAddress remote = remoteAddress();
        request.withRemote(remote.high(), remote.low(), remotePort(), octets);
        return request;
    }

    private TdiIrp irp(TdiRequest.Kind kind, int octets, TdiTransport transport) {
        return new TdiIrp(TransportDevice.TCP, asked(kind, octets), transport, stack.tdiHost);
    }

    // ---- connect

    static TcpSocket connect(
            TcpIp stack,
            SocketClient client,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            TcpSettings settings,
            TcpSocketHandler handler)
            throws SocketRefused {
        var own = new TdiConnection(stack, client, handler);
        own.over(new UnconnectedTcpSocket(local, localPort, remote, remotePort));
        var connect = own.new Connecting(local, localPort, remote, remotePort, settings);
        own.connecting = true;
        TdiIrp irp = own.irp(TdiRequest.Kind.CONNECT, 0, connect);
        stack.devices.tcp.top().submit(irp);
        connect.answered = true;
        SocketRefused refused = connect.refused;
        if (refused != null) throw refused;
        return own;
    }

    private final class Connecting implements TdiTransport {
        private final IpAddress local;
        private final int localPort;
        private final IpAddress remote;
        private final int remotePort;
        private final TcpSettings settings;
        private boolean answered;
        private @Nullable SocketRefused refused;

        Connecting(
                IpAddress local,
                int localPort,
                IpAddress remote,
                int remotePort,
                TcpSettings settings) {
            this.local = local;
            this.localPort = localPort;
            this.remote = remote;
            this.remotePort = remotePort;
            this.settings = settings;
        }

        @Override
        public NtStatus perform(TdiIrp irp) {
            if (closing) return irp.complete(NtStatus.CANCELLED, 0);
            try {
                over(
                        stack.transports.tcp.sockets.connect(
                                local,
                                localPort,
                                remote,
                                remotePort,
                                settings,
                                TdiConnection.this));
                connecting = false;
                return irp.complete(NtStatus.SUCCESS, 0);
            } catch (SocketRefused no) {
                refused = no;
                return irp.complete(NtStatus.UNSUCCESSFUL, 0);
            }
        }

        @Override
        public void completed(TdiIrp irp, NtStatus status, int information) {
            if (!connecting) return;
            if (refused == null) {
                refused =
                        new SocketRefused(
                                Endpoint.status(SocketError.ACCESS_DENIED),
                                "a TDI filter denied it to " + client.process());
            }
            if (answered && !closing) above().ended(TdiConnection.this, refused.status());
        }
    }

    // ---- send

    /** One TDI_SEND: its octets, and how many of them TCP has taken. */
    private final class Sending implements TdiTransport {
        private final byte[] octets;
        private final boolean urgent;
        private int taken;
        private @Nullable TdiIrp performing;

        Sending(byte[] octets, boolean urgent) {
            this.octets = octets;
            this.urgent = urgent;
        }

        @Override
        public NtStatus perform(TdiIrp irp) {
            performing = irp;
            goOn();
            return irp.isCompleted() ? NtStatus.SUCCESS : NtStatus.PENDING;
        }

        void goOn() {
            TdiIrp irp = performing;
            if (irp == null) return;
            int left = octets.length - taken;
            int more =
                    urgent
                            ? below().sendUrgent(octets, taken, left)
                            : below().send(octets, taken, left);
            if (more > 0) taken += more;
            if (more != CLOSED && taken < octets.length) return;
            performing = null;
            irp.complete(taken == octets.length ? NtStatus.SUCCESS : NtStatus.CANCELLED, taken);
        }

        @Override
        public void completed(TdiIrp irp, NtStatus status, int information) {
            sending = null;
            if (taken < octets.length && !aborted) {
                breakOff();
                return;
            }
            if (wantsRoom && !closing) {
                wantsRoom = false;
                stack.scheduler.schedule(0, stack.cpu.thread(), ROOM, TdiConnection.this);
            }
            if (shuttingDown) below().shutdownOutput();
            if (closing) below().close();
        }
    }

    private void room() {
        if (!closing && !aborted) above().writable(this);
    }

    private void breakOff() {
        aborted = true;
        below().abort();
    }

    @Override
    public int send(byte[] octets, int offset, int lengthOctets) {
        return send(octets, offset, lengthOctets, false);
    }

    @Override
    public int sendUrgent(byte[] octets, int offset, int lengthOctets) {
        return send(octets, offset, lengthOctets, true);
    }

    private int send(byte[] octets, int offset, int lengthOctets, boolean urgent) {
        if (aborted || closing || shuttingDown) return CLOSED;
        if (connecting || sending != null) {
            wantsRoom = true;
            return 0;
        }
        int length = Math.min(lengthOctets, SEND_OCTETS_MAX);
        if (length == 0) return 0;
        var send = new Sending(Arrays.copyOfRange(octets, offset, offset + length), urgent);
        sending = send;
        TdiIrp irp = irp(TdiRequest.Kind.SEND, length, send);
        irp.carry(send.octets, 0, length);
        stack.devices.tcp.top().submit(irp);
        return aborted ? CLOSED : length;
    }

    @Override
    public void writable(TcpSocket socket) {
        Sending now = sending;
        if (now != null) now.goOn();
        if (sending == null) room();
    }

    // ---- receive

    @Override
    public int receive(byte[] to, int offset, int lengthOctets) {
        if (aborted) return CLOSED;
        int taken = below().receive(to, offset, lengthOctets);
        if (taken <= 0 || !stack.devices.tcp.isFiltered()) return taken;
        TdiIrp event =
                TdiEvents.of(stack, TransportDevice.TCP, asked(TdiRequest.Kind.RECEIVE, taken));
        event.carry(to, offset, taken);
        if (stack.devices.tcp.raise(event)) return taken;
        breakOff();
        return CLOSED;
    }

    // ---- the end

    @Override
    public void ended(TcpSocket socket, SocketStatus status) {
        if (!closing) above().ended(this, status);
    }

    @Override
    public void shutdownOutput() {
        if (sending == null) below().shutdownOutput();
        else shuttingDown = true;
    }

    @Override
    public void close() {
        closing = true;
        if (sending == null) below().close();
    }

    @Override
    public void abort() {
        closing = true;
        breakOff();
    }
}
