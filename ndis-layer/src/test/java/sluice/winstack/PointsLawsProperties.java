package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.time.MachineStopped;
import sluice.winstack.PointFilter.Decision;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * Filters come and go at any points of a verified host, passing, changing or stopping what they
 * like, while programs talk: nobody breaks a contract, and every packet is accounted for.
 */
class PointsLawsProperties {
    private static final IpAddress A = IpAddress.require("192.0.2.1");
    private static final IpAddress B = IpAddress.require("192.0.2.2");
    private static final IpAddress LOCALHOST = IpAddress.require("127.0.0.1");
    private static final InterceptionPoint[] POINTS = InterceptionPoint.values();

    enum Kind {
        INSTALL,
        REMOVE,
        DATAGRAM,
        TO_SELF,
        ECHO,
        CONNECT,
        STREAM,
        CLOSE,
        RAW,
        RUN
    }

    record Act(Kind kind, int which, int temper) {}

    @Provide
    Arbitrary<List<Act>> acts() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(4, Kind.INSTALL),
                                Tuple.of(1, Kind.REMOVE),
                                Tuple.of(4, Kind.DATAGRAM),
                                Tuple.of(1, Kind.TO_SELF),
                                Tuple.of(1, Kind.ECHO),
                                Tuple.of(2, Kind.CONNECT),
                                Tuple.of(3, Kind.STREAM),
                                Tuple.of(1, Kind.CLOSE),
                                Tuple.of(1, Kind.RAW),
                                Tuple.of(4, Kind.RUN)),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 5))
                .as(Act::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(60);
    }

    /** One run of acts against two machines. */
    private static final class Run implements SocketHandler {
        final World world;
        final WindowsHost a;
        final WindowsHost b;
        final List<Placed> placed = new ArrayList<>();
        final List<TcpSocket> connections = new ArrayList<>();
        int names;
        boolean hooked;
        @Nullable InterceptionPoint otherKind;

        Run(long seed) {
            world = new World(WorldOptions.DEFAULT.withShuffle(seed), null);
            a = machine("a", 1, A);
            b = machine("b", 2, B);
            world.connect(
                    "cable",
                    LinkOptions.delayed(1000),
                    a.host().nics().getFirst(),
                    b.host().nics().getFirst());
        }

        private WindowsHost machine(String name, long mac, IpAddress address) {
            Host host = world.addHost(name, HostOptions.DEFAULT);
            host.addNic("lan", NicOptions.ethernet(0x0200_0000_0000L + mac));
            var windows =
                    WindowsHost.on(
                            host,
                            WindowsPreset.XP,
                            NdisOptions.verified(VerifierLevel.STRICT),
                            nic -> new SimMiniport(nic, mac == 2));
            windows.addAddress("lan", address, 24);
            return windows;
        }

        void listen() throws SocketRefused {
            TwoHosts.Program.echo(b, IpAddress.ANY4, 7);
            a.sockets().udp(IpAddress.ANY4, 7, this);
            var _ =
                    b.sockets()
                            .tcpListen(IpAddress.ANY4, 80, 50, TcpSettings.DEFAULT, this::accept);
        }

        private void accept(TcpListenSocket listening) {
            while (listening.accept(new Reader()) != null) {}
        }

        @Override
        public void received(
                long id, byte[] octets, int at, int length, long high, long low, int port) {}

        /** Takes what there is, and closes when the other side does. */
        private static final class Reader implements TcpSocketHandler {
            private final byte[] room = new byte[5000];

            @Override
            public void readable(TcpSocket socket) {
                int taken = socket.receive(room, 0, room.length);
                if (taken > 0) socket.send(room, 0, taken);
            }

            @Override
            public void endOfInput(TcpSocket socket) {
                socket.close();
            }
        }

        void run(long nanos) {
            world.runUntil(world.scheduler().nowNanos() + nanos);
        }

        void act(Act act) {
            try {
                switch (act.kind()) {
                    case INSTALL -> install(POINTS[act.which() % POINTS.length], act.temper());
                    case REMOVE -> {
                        if (!placed.isEmpty()) remove(act.which() % placed.size());
                    }
                    case DATAGRAM -> send(B, 1 + act.which() * 500);
                    case TO_SELF -> send(act.which() % 2 == 0 ? A : LOCALHOST, act.which() + 1);
                    case ECHO -> echo(act.which() + 1);
                    case CONNECT -> {
                        if (connections.size() < 5)
                            connections.add(
                                    a.sockets("p" + act.which() % 3)
                                            .tcpConnect(
                                                    IpAddress.ANY4,
                                                    0,
                                                    B,
                                                    80,
                                                    TcpSettings.DEFAULT,
                                                    new Reader()));
                    }
                    case STREAM -> {
                        TcpSocket socket = some(act.which());
                        if (socket != null) socket.send(new byte[3000], 0, 3000);
                    }
                    case CLOSE -> {
                        TcpSocket socket = some(act.which());
                        if (socket != null) socket.close();
                        connections.remove(socket);
                    }
                    case RAW -> {
                        try (var raw = a.process("raw").winsock().raw(A, 0, this)) {
                            raw.receiveAll(RawSocket.ReceiveAll.ON);
                            raw.send(new byte[40], 0, 40, B, SendOptions.DEFAULT);
                            run(act.temper() * 100_000L);
                        }
                    }
                    case RUN -> run(1L << (10 + act.which() * 2));
                }
            } catch (SocketRefused refused) {
                // A filter said no.
                assertThat(refused.status().name()).startsWith("WSA");
            }
        }

        private @Nullable TcpSocket some(int which) {
            return connections.isEmpty() ? null : connections.get(which % connections.size());
        }

        private void install(InterceptionPoint at, int temper) {
            if (at == InterceptionPoint.FILTER_HOOK && hooked) return;
            if (at == InterceptionPoint.FILTER_HOOK) hooked = true;
            // A filter of NDIS 6 above an intermediate driver may return a frame while that shows
            // it, which the verifier holds against the driver below: one kind at a time.
            if (at == otherKind) return;
            if (at == InterceptionPoint.INTERMEDIATE)
                otherKind = InterceptionPoint.LIGHTWEIGHT_FILTER;
            if (at == InterceptionPoint.LIGHTWEIGHT_FILTER)
                otherKind = InterceptionPoint.INTERMEDIATE;
            int[] count = {0};
            PointFilter filter =
                    seen -> {
                        if (++count[0] % 6 < temper) return Decision.PASS;
                        if (count[0] % 2 == 0) return Decision.STOP;
                        if (!seen.canChange()) return Decision.PASS;
                        byte[] own = seen.writable();
                        own[seen.offset() + seen.lengthOctets() - 1] ^= 0x55;
                        return Decision.CHANGED;
                    };
            String nic = at.isOnAdapter() ? "lan" : "";
            placed.add(a.install(at, nic, "filter" + names++, filter));
        }

        private void remove(int index) {
            Placed leaving = placed.remove(index);
            if (leaving.point() == InterceptionPoint.FILTER_HOOK) hooked = false;
            leaving.remove();
        }

        private void send(IpAddress to, int octets) throws SocketRefused {
            try (var socket = a.sockets().udp(IpAddress.ANY4, 0, this)) {
                socket.send(new byte[octets], 0, octets, to, 7, SendOptions.DEFAULT);
                run(2_000_000);
            }
        }

        private void echo(int identifier) throws SocketRefused {
            byte[] request = {8, 0, 0, 0, 0, (byte) identifier, 0, 1};
            try (var ping = a.sockets().ping(IpAddress.ANY4, identifier, this)) {
                ping.send(request, 0, request.length, B, SendOptions.DEFAULT);
                run(100_000);
            }
        }
    }

    @Property(tries = 20)
    void shouldKeepEveryContractWithFiltersAnywhere(
            @ForAll("acts") List<Act> acts, @ForAll long seed) throws SocketRefused {
        var run = new Run(seed);
        try (World world = run.world) {
            run.listen();
            try {
                for (Act act : acts) run.act(act);
            } catch (MachineStopped stopped) {
                throw new AssertionError(world.contracts().all() + "", stopped);
            }
            while (!run.placed.isEmpty()) run.remove(0);
            for (TcpSocket socket : run.connections) socket.abort();
            run.run(3_000_000_000_000L);
            assertThat(world.contracts().all()).isEmpty();
            assertThat(run.a.ndis().bugCheck()).isEmpty();
            assertThat(run.a.ndis().findings()).isEmpty();
            assertThat(world.ledger().check()).isEmpty();
            assertThat(world.ledger().alive()).isEmpty();
            assertThat(run.a.adapter("lan").underWay()).isZero();
        }
    }
}
