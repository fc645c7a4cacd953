package sluice.service;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;

/**
 * What services over TCP have in common: a port, connections up to a limit, and their counts. What
 * comes above the limit waits in the stack's backlog until another connection has ended.
 */
public abstract class TcpServer implements Service {
    /** Connections that one service has open at most. */
    public static final int CONNECTIONS_MAX = 1024;

    private static final int BACKLOG = 256;

    private final String name;
    private final int connectionsMax;
    private final List<TcpListenSocket> listening = new ArrayList<>();
    private final SequencedSet<Connection> open = new LinkedHashSet<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private long accepted;
    private long receivedOctets;
    private long sentOctets;
    private boolean accepting;

    /**
     * Does not listen yet.
     *
     * @param name as in {@link ServiceStats}
     */
    protected TcpServer(String name, int connectionsMax) {
        this.name = name;
        this.connectionsMax = connectionsMax;
    }

    /** On a port of every address. */
    protected final void listen(SocketEdge edge, int port, boolean withIpv6, TcpSettings settings)
            throws SocketRefused {
        listening.add(edge.tcpListen(IpAddress.ANY4, port, BACKLOG, settings, this::take));
        if (withIpv6)
            listening.add(edge.tcpListen(IpAddress.ANY6, port, BACKLOG, settings, this::take));
    }

    /** A program for the next connection. */
    protected abstract Connection connection();

    /** Whether a connection that has nothing to do was ended in favour of one that waits. */
    protected boolean makeRoom() {
        return false;
    }

    private void take(TcpListenSocket from) {
        if (accepting) return; // called back in from within
        accepting = true;
        while (from.waiting() > 0 && (open.size() < connectionsMax || makeRoom())) {
            Connection next = connection();
            TcpSocket socket = from.accept(next);
            if (socket == null) break;
            next.socket = socket;
            accepted++;
            open.add(next);
        }
        accepting = false;
    }

    private void over(Connection gone) {
        if (!open.remove(gone)) return;
        gone.left();
        listening.forEach(this::take);
    }

    @Override
    public ServiceStats stats() {
        return new ServiceStats(
                name,
                asked(),
                answered(),
                accepted,
                open.size(),
                receivedOctets,
                sentOctets,
                new TreeMap<>(failures));
    }

    /** Requests, where the service knows such. */
    protected long asked() {
        return 0;
    }

    /** Requests answered whole. */
    protected long answered() {
        return 0;
    }

    @Override
    public void close() {
        listening.forEach(TcpListenSocket::close);
        listening.clear();
        for (Connection each : List.copyOf(open)) each.giveUp("closed");
    }

    /** One connection of the service. */
    public abstract class Connection implements TcpSocketHandler {
        private @Nullable TcpSocket socket;

        /** The connection itself, known from {@link #connected} on. */
        protected final TcpSocket socket() {
            return Objects.requireNonNull(socket);
        }

        /** As {@link TcpSocket#receive}, and counts. */
        protected final int receive(byte[] to, int offset, int lengthOctets) {
            int taken = socket().receive(to, offset, lengthOctets);
            if (taken > 0) receivedOctets += taken;
            return taken;
        }

        /** As {@link TcpSocket#send}, and counts. */
        protected final int send(byte[] octets, int offset, int lengthOctets) {
            int taken = socket().send(octets, offset, lengthOctets);
            if (taken > 0) sentOctets += taken;
            return taken;
        }

        /** The octets that stand at a position of a pattern. */
        final int send(Pattern pattern, long position, long octetsMax) {
            int taken = pattern.send(socket(), position, octetsMax);
            if (taken > 0) sentOctets += taken;
            return taken;
        }

        /** Resets it, and counts that under a reason. */
        protected final void giveUp(String why) {
            failures.merge(why, 1L, Long::sum);
            socket().abort();
            over(this);
        }

        /** Lets go of it; what was sent still goes out. */
        protected final void finish() {
            socket().close();
            over(this);
        }

        /** It is over: nothing that it holds may stay. */
        protected void left() {}

        @Override
        public final void ended(TcpSocket own, SocketStatus status) {
            if (!status.ok()) failures.merge(status.name(), 1L, Long::sum);
            over(this);
        }
    }
}
