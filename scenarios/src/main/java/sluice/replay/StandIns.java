package sluice.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketEdge.DontFragment;
import sluice.edge.SocketEdge.PingSocket;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.TcpSegmentSocket;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

/**
 * The station's sockets: each sends what the recorded application sent, and counts what it is
 * given.
 */
final class StandIns implements SocketHandler {
    private static final int UDP_HEADER_OCTETS = 8;
    private static final int ROOM_OCTETS = 1 << 16;
    private static final int BACKLOG = 4096;

    private final StationPlan plan;
    private final SocketEdge sockets;
    private final String interfaceName;
    private final Map<String, UdpSocket> udp = new HashMap<>();
    private final Map<String, PingSocket> pings = new HashMap<>();
    private final Map<StationPlan.TcpEndpoint, TcpSegmentSocket> tcp = new HashMap<>();
    private final Map<StationPlan.TcpEndpoint, TcpStandIn> connections = new HashMap<>();
    private final byte[] room = new byte[ROOM_OCTETS];
    private final Set<Record> tried = new HashSet<>();
    private final List<String> refused = new ArrayList<>();
    private final Map<String, Long> errors = new HashMap<>();
    private long received;

    StandIns(StationPlan plan, SocketEdge sockets, String interfaceName) {
        this.plan = plan;
        this.interfaceName = interfaceName;
        this.sockets = sockets;
    }

    /**
     * Opens those whose local address the host has now and that are not open yet; those bound to no
     * address of their own at the first call. A stand-in that the stack refuses is noted, and what
     * it should send is refused later.
     */
    void open(Set<IpAddress> given) {
        for (var endpoint : plan.udp) {
            boolean any = !plan.own.contains(endpoint.local());
            if (!any && !given.contains(endpoint.local())) continue;
            IpAddress local = any ? anyLike(endpoint.local()) : endpoint.local();
            String key = udpKey(local.isV4(), any ? null : local, endpoint.port());
            if (udp.containsKey(key) || !tried.add(endpoint)) continue;
            try {
                udp.put(key, sockets.udp(local, endpoint.port(), this));
            } catch (SocketRefused refusal) {
                refused.add(
                        "udp %s port %d: %s"
                                .formatted(local, endpoint.port(), refusal.getMessage()));
            }
        }
        for (var endpoint : plan.pings) {
            String key = pingKey(endpoint.v4(), endpoint.identifier());
            if (pings.containsKey(key) || !tried.add(endpoint)) continue;
            try {
                pings.put(
                        key, sockets.ping(anyLike(endpoint.local()), endpoint.identifier(), this));
            } catch (SocketRefused refusal) {
                refused.add(
                        "icmp id %d: %s".formatted(endpoint.identifier(), refusal.getMessage()));
            }
        }
        for (var whole : plan.connections.entrySet()) {
            if (given.contains(whole.getKey().local()) && tried.add(whole.getKey()))
                prepare(whole.getKey(), whole.getValue());
        }
        for (var endpoint : plan.tcp.entrySet()) {
            boolean application =
                    endpoint.getValue() && !plan.connections.containsKey(endpoint.getKey());
            if (application
                    && given.contains(endpoint.getKey().local())
                    && tried.add(endpoint.getKey())) {
                openTcp(endpoint.getKey());
            }
        }
    }

    /**
     * A connection that the stack's own TCP will have: who accepts it, if it comes from outside.
     */
    private void prepare(StationPlan.TcpEndpoint ends, RecordedConnection recorded) {
        connections.put(ends, new TcpStandIn(this, recorded));
        IpAddress any = anyLike(ends.local());
        if (recorded.opens() || !tried.add(new Listening(any, ends.localPort()))) return;
        try {
            sockets.tcpListen(any, ends.localPort(), BACKLOG, TcpSettings.DEFAULT, this::accept);
        } catch (SocketRefused refusal) {
            refused.add("tcp port %d: %s".formatted(ends.localPort(), refusal.getMessage()));
        }
    }

    private record Listening(IpAddress local, int port) {}

    private void accept(TcpListenSocket listening) {
        while (listening.waiting() > 0) {
            var found = new Accepted();
            TcpSocket socket = listening.accept(found);
            if (socket == null) return;
            found.settle(socket);
        }
    }

    /** A connection just accepted is told apart by its ends. */
    private final class Accepted implements TcpSocketHandler {
        private @Nullable TcpStandIn program;

        void settle(TcpSocket socket) {
            program =
                    connections.get(
                            new StationPlan.TcpEndpoint(
                                    socket.localAddress(),
                                    socket.localPort(),
                                    socket.remoteAddress(),
                                    socket.remotePort()));
            if (program == null) socket.abort();
        }

        @Override
        public void connected(TcpSocket socket) {
            if (program != null) program.connected(socket);
        }

        @Override
        public void readable(TcpSocket socket) {
            if (program != null) program.readable(socket);
        }

        @Override
        public void writable(TcpSocket socket) {
            if (program != null) program.writable(socket);
        }

        @Override
        public void ended(TcpSocket socket, SocketStatus status) {
            if (program != null) program.ended(socket, status);
        }
    }

    /** Receives what there is, for a program that throws it away; octets taken. */
    int take(TcpSocket from) {
        int taken = from.receive(room, 0, room.length);
        if (taken > 0) received++;
        return taken;
    }

    private SocketStatus act(
            StationPlan.TcpEndpoint ends, RecordedConnection recorded, byte[] segment) {
        TcpStandIn program = connections.get(ends);
        if (program == null) return NO_STAND_IN;
        boolean connects = recorded.opens() && (Octets.u8(segment, 13) & TcpView.SYN) != 0;
        if (!connects) return program.act(segment) ? SocketStatus.OK : NOT_WRITTEN;
        if (program.isOpen()) return SocketStatus.OK; // the recorded TCP repeated its SYN
        try {
            program.has(
                    sockets.tcpConnect(
                            ends.local(),
                            ends.localPort(),
                            ends.remote(),
                            ends.remotePort(),
                            TcpSettings.DEFAULT,
                            program));
            return SocketStatus.OK;
        } catch (SocketRefused refusal) {
            refused.add("tcp %s: %s".formatted(ends, refusal.getMessage()));
            return refusal.status();
        }
    }

    private static final SocketStatus NOT_WRITTEN =
            new SocketStatus("its connection takes no more", -1);

    private void openTcp(StationPlan.TcpEndpoint endpoint) {
        try {
            tcp.put(
                    endpoint,
                    sockets.tcpSegments(
                            endpoint.local(),
                            endpoint.localPort(),
                            endpoint.remote(),
                            endpoint.remotePort(),
                            this));
        } catch (SocketRefused refusal) {
            refused.add("tcp %s: %s".formatted(endpoint, refusal.getMessage()));
        }
    }

    private static IpAddress anyLike(IpAddress address) {
        return address.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
    }

    private static String udpKey(boolean v4, @Nullable IpAddress local, int port) {
        return (local == null ? v4 ? "*4" : "*6" : local.toString()) + "/" + port;
    }

    private static String pingKey(boolean v4, int identifier) {
        return (v4 ? "4/" : "6/") + identifier;
    }

    /** Sends as the application did: its TTL and TOS only where they were not the usual ones. */
    SocketStatus send(AppSend send) {
        int usual = send.isV4() ? plan.usualTtl4 : plan.usualTtl6;
        var options =
                new SendOptions(
                        send.ttl() == usual ? -1 : send.ttl(),
                        send.tos() == 0 ? -1 : send.tos(),
                        send.dontFragment() ? DontFragment.STACK_DEFAULT : DontFragment.NEVER,
                        send.toBroadcast(),
                        send.toBroadcast() ? interfaceName : "");
        byte[] message = send.message();
        return switch (send.role()) {
            case APP_UDP -> {
                UdpSocket socket = udp.get(udpKey(send.isV4(), send.source(), send.sourcePort()));
                if (socket == null) socket = udp.get(udpKey(send.isV4(), null, send.sourcePort()));
                if (socket == null || message.length < UDP_HEADER_OCTETS) yield NO_STAND_IN;
                yield socket.send(
                        message,
                        UDP_HEADER_OCTETS,
                        message.length - UDP_HEADER_OCTETS,
                        send.destination(),
                        send.destinationPort(),
                        options);
            }
            case APP_PING -> {
                PingSocket socket = pings.get(pingKey(send.isV4(), send.icmpIdentifier()));
                if (socket == null) yield NO_STAND_IN;
                yield socket.send(message, 0, message.length, send.destination(), options);
            }
            case APP_TCP -> {
                var ends =
                        new StationPlan.TcpEndpoint(
                                send.source(),
                                send.sourcePort(),
                                send.destination(),
                                send.destinationPort());
                RecordedConnection whole = plan.connections.get(ends);
                if (whole != null) yield act(ends, whole, message);
                TcpSegmentSocket socket = tcp.get(ends);
                if (socket == null) yield NO_STAND_IN;
                yield socket.send(message, 0, message.length, options);
            }
            default -> NO_STAND_IN;
        };
    }

    static final SocketStatus NO_STAND_IN =
            new SocketStatus("its stand-in could not be opened", -1);

    /** Stand-ins the stack refused, as sentences. */
    List<String> refused() {
        return refused;
    }

    int count() {
        return udp.size() + pings.size() + tcp.size() + connections.size();
    }

    /** Datagrams, messages and segments given to the stand-ins. */
    long received() {
        return received;
    }

    /** Errors reported to them, by name. */
    Map<String, Long> errors() {
        return errors;
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
        received++;
    }

    @Override
    public void error(SocketStatus status, IpAddress about) {
        errors.merge(status.name(), 1L, Long::sum);
    }
}
