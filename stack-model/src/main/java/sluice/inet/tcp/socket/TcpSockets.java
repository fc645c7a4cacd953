package sluice.inet.tcp.socket;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketOwner;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenHandler;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.inet.PortTable;
import sluice.inet.SocketError;
import sluice.inet.tcp.Cubic;
import sluice.inet.tcp.Reno;
import sluice.inet.tcp.TcpConnection;
import sluice.inet.tcp.TcpContext;
import sluice.inet.tcp.TcpDrop;
import sluice.inet.tcp.TcpEnd;
import sluice.inet.tcp.TcpListener;
import sluice.inet.tcp.TcpOrigin;
import sluice.inet.tcp.TcpProfile;
import sluice.inet.tcp.TcpState;
import sluice.packet.Octets;
import sluice.packet.Place;
import sluice.packet.wire.TcpView;
import sluice.time.Cpu;
import sluice.time.Scheduler;
import sluice.time.SeededRandom;
import sluice.trace.TraceSink;
import sluice.world.Host;

/**
 * All TCP of one host. The stack gives it the segments that arrive, with checksum and addresses
 * looked at, and ends their packets as {@link #segment} says. DEFERRED level from below, THREAD
 * level from above.
 *
 * <p>Bounded: at most {@link #CONNECTIONS_MAX} connections, of which at most {@link #WAITING_MAX}
 * in TIME_WAIT; each has its profile's buffers at most.
 */
public final class TcpSockets {
    /** Connections in all states together. */
    public static final int CONNECTIONS_MAX = 1 << 18;

    /** Connections in TIME_WAIT ({@code tcp_max_tw_buckets} of a host with 4 GiB). */
    public static final int WAITING_MAX = 1 << 15;

    final TcpHost host;
    final TcpContext context;
    final Scheduler scheduler;
    final Cpu cpu;
    private final SeededRandom random;
    private final ConnectionTable connections;
    private final PortTable<ListenSocket> listeners4;
    private final PortTable<ListenSocket> listeners6;
    private final int portFirst;
    private final int portLast;
    private final TcpPath path = new TcpPath();
    private TcpOrigins origins = (_, drawn) -> drawn;
    private int waiting;
    private @Nullable TcpDrop refusal;

    /**
     * The TCP of a host.
     *
     * @param place where steps of connections are said to happen
     * @param portFirst first port given out, and {@code portLast} the last
     */
    public TcpSockets(Host machine, TcpHost host, Place place, int portFirst, int portLast) {
        this.host = host;
        this.portFirst = portFirst;
        this.portLast = portLast;
        scheduler = machine.scheduler();
        cpu = machine.cpu();
        random = machine.random("tcp");
        connections = new ConnectionTable(random.nextLong());
        listeners4 = new PortTable<>(portFirst, portLast, random);
        listeners6 = new PortTable<>(portFirst, portLast, random);
        context = new TcpContext(host.profile());
        TraceSink sink = machine.world().trace();
        if (sink != null) context.observe((of, from, to) -> trace(sink, place, of, from, to));
    }

    private void trace(TraceSink sink, Place place, TcpConnection of, TcpState from, TcpState to) {
        if (!(of.output() instanceof ConnectionSocket socket)) return;
        sink.accept(
                new TcpStep.StateChanged(
                        now(), place.name(), socket.text(), from.name(), to.name()));
    }

    /** Connections that there are, in any state. */
    public int count() {
        return connections.count();
    }

    /** Ports that are listened on. */
    public int listening() {
        return listeners4.count() + listeners6.count();
    }

    // ---- from above

    /** As {@link sluice.edge.SocketEdge#tcpConnect} says; the local address is known to be ours. */
    public TcpSocket connect(
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            TcpSettings settings,
            TcpSocketHandler handler)
            throws SocketRefused {
        boolean v6 = !remote.isV4();
        if (!local.isAny() && local.isV4() != remote.isV4())
            throw refused(SocketError.INVALID_ARGUMENT, local + " and " + remote);
        if (remotePort < 1 || remotePort > 65_535 || localPort < 0 || localPort > 65_535)
            throw refused(SocketError.INVALID_ARGUMENT, "port " + remotePort);
        if (connections.count() >= CONNECTIONS_MAX)
            throw refused(SocketError.NO_BUFFERS, CONNECTIONS_MAX + " connections are open");
        chargeCall(0);
        long high = TcpFlow.high(remote);
        long low = TcpFlow.low(remote);
        boolean any = local.isAny();
        long boundHigh = any ? 0 : TcpFlow.high(local);
        long boundLow = any ? 0 : TcpFlow.low(local);
        SocketError none = host.route(v6, boundHigh, boundLow, high, low, path);
        if (none != null) throw refused(none, "no way to " + remote);
        long ownHigh = path.sourceHigh();
        long ownLow = path.sourceLow();
        int pathOctets = path.pathOctets();
        int port = port(v6, ownHigh, ownLow, localPort, high, low, remotePort, settings);
        var socket =
                new ConnectionSocket(
                        this, settings, null, v6, ownHigh, ownLow, port, high, low, remotePort);
        if (!host.allows(TcpHost.Asked.CONNECT, socket, 0))
            throw refused(SocketError.ACCESS_DENIED, "a filter denied it");
        connections.add(socket);
        socket.connect(handler, pathOctets, origin(socket));
        return socket;
    }

    private int port(
            boolean v6,
            long ownHigh,
            long ownLow,
            int asked,
            long high,
            long low,
            int remotePort,
            TcpSettings settings)
            throws SocketRefused {
        if (asked != 0) {
            if (listeners(v6).lookup(0, 0, 0, ownHigh, ownLow, asked, 0) != null
                    && !settings.reuseAddress())
                throw refused(SocketError.ADDRESS_IN_USE, "port " + asked + " is listened on");
            if (connections.find(ownHigh, ownLow, asked, high, low, remotePort) != null)
                throw refused(SocketError.ADDRESS_NOT_AVAILABLE, "the connection exists");
            return asked;
        }
        int range = portLast - portFirst + 1;
        int start = random.nextInt(range);
        for (int i = 0; i < range; i++) {
            int port = portFirst + (start + i) % range;
            if (listeners(v6).lookup(0, 0, 0, ownHigh, ownLow, port, 0) == null
                    && connections.find(ownHigh, ownLow, port, high, low, remotePort) == null)
                return port;
        }
        throw refused(SocketError.ADDRESS_NOT_AVAILABLE, "all ports are in use");
    }

    /** As {@link sluice.edge.SocketEdge#tcpListen} says; the local address is known to be ours. */
    public TcpListenSocket listen(
            IpAddress local, int port, int backlog, TcpSettings settings, TcpListenHandler handler)
            throws SocketRefused {
        boolean v6 = !local.isV4();
        long high = TcpFlow.high(local);
        long low = TcpFlow.low(local);
        chargeCall(0);
        if (port != 0 && !settings.reuseAddress() && host.connectionsHoldPorts()) {
            boolean held =
                    !connections
                            .all(s ->
                                    s.localPort() == port
                                            && s.v6() == v6
                                            && (local.isAny()
                                                    || (s.localHigh() == high
                                                            && s.localLow() == low)))
                            .isEmpty();
            if (held)
                throw refused(SocketError.ADDRESS_IN_USE, "port " + port + " has connections");
        }
        var socket = new ListenSocket(this, local, settings, handler);
        var binding = listeners(v6).bind(socket, high, low, port, 0, false);
        if (binding == null)
            throw refused(SocketError.ADDRESS_IN_USE, "port " + port + " is listened on");
        socket.begin(binding, backlog);
        return socket;
    }

    private PortTable<ListenSocket> listeners(boolean v6) {
        return v6 ? listeners6 : listeners4;
    }

    private SocketRefused refused(SocketError error, String text) {
        return new SocketRefused(host.status(error), text);
    }

    /** Resets the connections of these owners and closes their ports: their process is gone. */
    public void endAllOf(Predicate<SocketOwner> whose) {
        for (ConnectionSocket each : connections.all()) if (whose.test(each.owner())) each.abort();
        for (PortTable<ListenSocket> table : List.of(listeners4, listeners6))
            for (ListenSocket each : table.sockets())
                if (whose.test(each.settings.owner())) each.close();
    }

    // ---- from below

    /** The connection between two ends, or null. */
    public @Nullable TcpFlow connection(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        return connections.find(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
    }

    /** Who listens where a segment from anybody to this end would go, or null. */
    public @Nullable TcpListenSocket listener(boolean v6, long high, long low, int port) {
        var at = listeners(v6).lookup(0, 0, 0, high, low, port, 0);
        return at == null ? null : at.socket();
    }

    /** Whose a listening socket is. */
    public static SocketOwner owner(TcpListenSocket listener) {
        return listener instanceof ListenSocket own ? own.settings.owner() : SocketOwner.ROOT;
    }

    /**
     * Takes a segment whose checksum is right. The octets are not kept.
     *
     * @return what became of it
     */
    public TcpArrival segment(
            boolean v6,
            long localHigh,
            long localLow,
            long remoteHigh,
            long remoteLow,
            byte[] octets,
            int offset,
            int length) {
        return segment(
                null, v6, localHigh, localLow, remoteHigh, remoteLow, octets, offset, length);
    }

    /**
     * The same, and what belongs to no connection goes to {@code given}, wherever that listens.
     *
     * @param given a listener of these sockets, or null for the one the segment is addressed to
     */
    public TcpArrival segment(
            @Nullable TcpListenSocket given,
            boolean v6,
            long localHigh,
            long localLow,
            long remoteHigh,
            long remoteLow,
            byte[] octets,
            int offset,
            int length) {
        int remotePort = Octets.u16(octets, offset);
        int localPort = Octets.u16(octets, offset + 2);
        ConnectionSocket known =
                connections.find(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        if (known != null && known.connection().isReplacedBy(octets, offset, length)) {
            known.forget();
            known = null;
        }
        if (known != null) {
            boolean before = known.connection().state().isSynchronized();
            TcpDrop drop = known.segment(octets, offset, length);
            if (drop != null) return refused(drop, false);
            int header = (Octets.u8(octets, offset + 12) >>> 4) * 4;
            return before && length > header ? TcpArrival.DATA : TcpArrival.CONTROL;
        }
        ListenSocket listening =
                given instanceof ListenSocket own
                        ? own
                        : (ListenSocket) listener(v6, localHigh, localLow, localPort);
        if (listening == null) return TcpArrival.NO_SOCKET;
        var socket =
                new ConnectionSocket(
                        this,
                        listening.settings,
                        listening,
                        v6,
                        localHigh,
                        localLow,
                        localPort,
                        remoteHigh,
                        remoteLow,
                        remotePort);
        return toListener(listening, socket, octets, offset, length);
    }

    private TcpArrival toListener(
            ListenSocket listening,
            ConnectionSocket socket,
            byte[] octets,
            int offset,
            int length) {
        if (connections.count() >= CONNECTIONS_MAX) return refused(tableFull(), false);
        SocketError none =
                host.route(
                        socket.v6(),
                        socket.localHigh(),
                        socket.localLow(),
                        socket.remoteHigh(),
                        socket.remoteLow(),
                        path);
        int pathOctets = none == null ? path.pathOctets() : LEAST_PATH_OCTETS;
        boolean asks = (octets[offset + 13] & HANDSHAKE_FLAGS) == TcpView.SYN;
        if (asks && !host.allows(TcpHost.Asked.ACCEPT, socket, 0)) return TcpArrival.DENIED;
        TcpOrigin origin = origin(socket);
        TcpListener listener = listening.listener();
        return switch (listener.segment(
                socket, octets, offset, length, pathOctets, origin, now())) {
            case TcpListener.Arrival.Connecting(TcpConnection made) -> {
                connections.add(socket);
                socket.answers(made);
                yield TcpArrival.CONTROL;
            }
            case TcpListener.Arrival.Refused(TcpDrop why, boolean reset) -> refused(why, reset);
        };
    }

    // A way back is looked for when the answer is sent; until then the least that IPv4 asks for.
    private static final int LEAST_PATH_OCTETS = 556;

    private static final int HANDSHAKE_FLAGS =
            TcpView.SYN | TcpView.ACK | TcpView.RST | TcpView.FIN;

    private static TcpDrop tableFull() {
        return TcpDrop.TABLE_FULL;
    }

    private TcpArrival refused(TcpDrop why, boolean reset) {
        refusal = why;
        return reset ? TcpArrival.REFUSED_WITH_RESET : TcpArrival.REFUSED;
    }

    /** Why the last segment was refused. */
    public TcpDrop refusal() {
        return Objects.requireNonNull(refusal);
    }

    /**
     * An ICMP error quotes a segment of this host (Linux {@code tcp_v4_err}).
     *
     * @param octets of the ICMP message, and {@code upper} where the quoted TCP header begins; 8
     *     octets of it are there
     * @param told what sockets are told of such an error; that the port or the protocol is
     *     unreachable ends a connection that is being opened
     * @param pathOctets what fits beside the IP header, if the error is that it did not
     * @return false if no connection sent it
     */
    public boolean error(
            long localHigh,
            long localLow,
            long remoteHigh,
            long remoteLow,
            byte[] octets,
            int upper,
            SocketError told,
            int pathOctets) {
        int localPort = Octets.u16(octets, upper);
        int remotePort = Octets.u16(octets, upper + 2);
        int sequence = Octets.i32(octets, upper + 4);
        ConnectionSocket known =
                connections.find(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        if (known == null) return false;
        switch (told) {
            case MESSAGE_TOO_LONG -> known.packetTooBig(sequence, pathOctets);
            case CONNECTION_REFUSED, CONNECTION_RESET, NO_PROTOCOL_OPTION ->
                    known.unreachable(sequence, true);
            default -> known.unreachable(sequence, false);
        }
        return true;
    }

    /** Lets {@code one} say where the numbers of new connections begin. */
    public void originBy(TcpOrigins one) {
        origins = one;
    }

    private TcpOrigin origin(TcpFlow flow) {
        return origins.of(flow, new TcpOrigin(random.nextInt(), random.nextInt()));
    }

    // ---- within the package

    long now() {
        return scheduler.nowNanos();
    }

    void chargeCall(int copiedOctets) {
        cpu.charge(cpu.costs().systemCallNanos() + cpu.costs().copyNanos(copiedOctets));
    }

    TcpProfile profile(TcpSettings settings) {
        TcpProfile own = host.profile();
        int send = settings.sendBufferOctets();
        int receive = settings.receiveBufferOctets();
        if (send > 0 || receive > 0) {
            own =
                    own.withBuffers(
                            send > 0 ? send : own.sendBufferOctets(),
                            receive > 0 ? receive : own.receiveBufferOctets());
        }
        return switch (settings.congestion().orElse("")) {
            case "reno" -> own.withCongestion(Reno::new);
            case "cubic" -> own.withCongestion(Cubic::new);
            default -> own;
        };
    }

    SocketStatus status(TcpEnd how) {
        return switch (how) {
            case CLOSED -> SocketStatus.OK;
            case REFUSED -> host.status(SocketError.CONNECTION_REFUSED);
            case RESET -> host.status(SocketError.CONNECTION_RESET);
            case ABORTED -> host.status(SocketError.CONNECTION_ABORTED);
            case TIMED_OUT -> host.status(SocketError.TIMED_OUT);
            case UNREACHABLE -> host.status(SocketError.HOST_UNREACHABLE);
        };
    }

    /** A connection is over. */
    void over(ConnectionSocket socket) {
        if (socket.isCountedAsWaiting) {
            socket.isCountedAsWaiting = false;
            waiting--;
        }
        connections.remove(socket);
    }

    /** A connection goes on, in this state. */
    void stands(ConnectionSocket socket, TcpState state) {
        if (state != TcpState.TIME_WAIT || socket.isCountedAsWaiting) return;
        socket.isCountedAsWaiting = true;
        if (++waiting > WAITING_MAX) socket.forget();
    }

    /** A port is listened on no more. */
    void closed(ListenSocket socket) {
        listeners(!socket.localAddress().isV4()).unbind(socket.binding());
        socket.listener().close(now());
        for (ConnectionSocket half :
                connections.all(
                        s -> s.from == socket && s.connection().state() == TcpState.SYN_RECEIVED)) {
            half.dropped();
        }
        for (ConnectionSocket reset :
                connections.all(s -> s.from == socket && s.connection().end() != null)) {
            reset.settle();
        }
    }
}
