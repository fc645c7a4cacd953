package sluice.conformance.netfilter;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.Tuple;
import sluice.conntrack.Zone;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketOwner;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.NfFamily;
import sluice.packet.wire.IpProtocols;

/**
 * The TCP sockets of a case. Programs accept at once and read what arrives; a connection accepted
 * by the listener {@code t} is {@code t#0}, the next one {@code t#1}.
 */
final class CaseTcp {
    private static final int BACKLOG = 16;
    private static final int READ_OCTETS = 4096;

    private final SocketEdge edge;
    private final Conntrack tracked;
    private final Observation observed;
    private final Map<String, TcpSocket> sockets = new HashMap<>();
    private final Set<String> refusedIds = new HashSet<>();

    CaseTcp(LinuxHost host, Observation observed) {
        this.edge = host.sockets();
        this.tracked = host.conntrack();
        this.observed = observed;
    }

    /**
     * Listens.
     *
     * @throws SocketRefused if the host says no
     */
    void listen(String id, IpAddress local, int port, boolean transparent) throws SocketRefused {
        int[] accepted = new int[1];
        edge.tcpListen(
                local,
                port,
                BACKLOG,
                TcpSettings.DEFAULT
                        .withReuseAddress()
                        .withOwner(new SocketOwner(0, 0, 0, transparent)),
                listener -> {
                    while (accept(listener, id, id + "#" + accepted[0])) accepted[0]++;
                });
    }

    private boolean accept(TcpListenSocket listener, String id, String name) {
        TcpSocket socket = listener.accept(new Program(name, false));
        if (socket == null) return false;
        sockets.put(name, socket);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("as", name);
        facts.put("from", socket.remoteAddress() + ":" + socket.remotePort());
        facts.put("local", socket.localAddress() + ":" + socket.localPort());
        facts.put("orig_dst", originalDestination(socket));
        observed.told(new SocketEvent(id, "accept", facts));
        return true;
    }

    /** {@code SO_ORIGINAL_DST}: where the connection went before it was translated. */
    private String originalDestination(TcpSocket socket) {
        IpAddress local = socket.localAddress();
        IpAddress remote = socket.remoteAddress();
        String own = local + ":" + socket.localPort();
        var answer =
                new Tuple(
                        local.isV4() ? NfFamily.IPV4 : NfFamily.IPV6,
                        IpProtocols.TCP,
                        local.isV4() ? 0 : local.high(),
                        local.isV4() ? local.v4() & 0xffff_ffffL : local.low(),
                        local.isV4() ? 0 : remote.high(),
                        local.isV4() ? remote.v4() & 0xffff_ffffL : remote.low(),
                        socket.localPort(),
                        socket.remotePort());
        Connection found = tracked.find(answer, Zone.DEFAULT);
        if (found == null) return own;
        Tuple original = found.original();
        return original.destinationText() + ":" + original.destinationPort();
    }

    /** {@code connect} without waiting. */
    SocketStatus connect(CaseStep.TcpConnect step) {
        IpAddress to = IpAddress.require(step.to().address());
        IpAddress local = to.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
        int port = 0;
        if (step.bind().isPresent()) {
            local = IpAddress.require(step.bind().get().address());
            port = step.bind().get().port();
        }
        try {
            sockets.put(
                    step.id(),
                    edge.tcpConnect(
                            local,
                            port,
                            to,
                            step.to().port(),
                            TcpSettings.DEFAULT.withOwner(step.owner().asSocketOwner()),
                            new Program(step.id(), true)));
            return SocketStatus.OK;
        } catch (SocketRefused refused) {
            refusedIds.add(step.id());
            return refused.status();
        }
    }

    /** {@code send}. */
    SocketStatus send(CaseStep.TcpSend step) {
        byte[] payload = step.payload();
        int taken = socket(step.socket()).send(payload, 0, payload.length);
        return taken == payload.length ? SocketStatus.OK : new SocketStatus("EPIPE", 32);
    }

    /** {@code close}, or {@code shutdown} of the sending side. */
    void close(CaseStep.Close step) {
        if (refusedIds.contains(step.socket())) return; // a descriptor that never connected
        if (step.abort()) socket(step.socket()).abort();
        else if (step.half()) socket(step.socket()).shutdownOutput();
        else socket(step.socket()).close();
    }

    private TcpSocket socket(String id) {
        TcpSocket socket = sockets.get(id);
        if (socket == null) throw new IllegalArgumentException("no socket " + id);
        return socket;
    }

    /** Reads all there is and tells what happens. */
    private final class Program implements TcpSocketHandler {
        private final String id;
        private final boolean connects;

        Program(String id, boolean connects) {
            this.id = id;
            this.connects = connects;
        }

        @Override
        public void connected(TcpSocket socket) {
            if (!connects) return;
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("local", socket.localAddress() + ":" + socket.localPort());
            facts.put("peer", socket.remoteAddress() + ":" + socket.remotePort());
            observed.told(new SocketEvent(id, "connected", facts));
        }

        @Override
        public void readable(TcpSocket socket) {
            var read = new ByteArrayOutputStream();
            byte[] part = new byte[READ_OCTETS];
            for (int length = socket.receive(part, 0, part.length);
                    length > 0;
                    length = socket.receive(part, 0, part.length)) {
                read.write(part, 0, length);
            }
            if (read.size() == 0) return;
            String payload = HexFormat.of().formatHex(read.toByteArray());
            observed.told(new SocketEvent(id, "data", Map.of("payload", payload)));
        }

        @Override
        public void endOfInput(TcpSocket socket) {
            observed.told(new SocketEvent(id, "eof", Map.of()));
        }

        @Override
        public void ended(TcpSocket socket, SocketStatus status) {
            if (!status.ok())
                observed.told(new SocketEvent(id, "error", Map.of("errno", status.name())));
        }
    }
}
