package sluice.inet.tcp.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.inet.SocketError;
import sluice.inet.tcp.TcpDrop;
import sluice.inet.tcp.TcpProfile;
import sluice.packet.Octets;
import sluice.trace.Layering;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Tables, limits and timers of a host's TCP, without a stack below. */
class TcpSocketsTest {
    private static final int PORT = 80;
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int FIN = 1;
    private static final long OWN = 0xc000_0201L;

    private final World world = new World(WorldOptions.DEFAULT, null);
    private final Host machine = world.addHost("host", HostOptions.DEFAULT);
    private final Below below = new Below();
    private final TcpSockets sockets =
            new TcpSockets(machine, below, machine.place("ip", Layering.IP), 32_768, 60_999);

    /** Keeps the last segment that went out. */
    private static final class Below implements TcpHost {
        private final byte[] room = new byte[65_600];
        private final Map<Integer, Integer> sequences = new HashMap<>();
        private int sent;

        @Override
        public TcpProfile profile() {
            return TcpProfile.LINUX_6;
        }

        @Override
        public @Nullable SocketError route(
                boolean v6,
                long localHigh,
                long localLow,
                long remoteHigh,
                long remoteLow,
                TcpPath path) {
            path.is(0, OWN, 1480);
            return null;
        }

        @Override
        public boolean begin(TcpFlow flow, int lengthOctets) {
            return true;
        }

        @Override
        public byte[] octets() {
            return room;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public void send(TcpFlow flow, int lengthOctets) {
            sent++;
            sequences.put(flow.remotePort(), Octets.i32(room, 4));
        }

        @Override
        public boolean connectionsHoldPorts() {
            return true;
        }

        @Override
        public SocketStatus status(SocketError error) {
            return new SocketStatus(error.errnoName(), error.errno());
        }
    }

    private TcpArrival in(long from, int fromPort, int flags, int sequence, int acknowledgment) {
        byte[] segment = new byte[20];
        Octets.put16(segment, 0, fromPort);
        Octets.put16(segment, 2, PORT);
        Octets.put32(segment, 4, sequence);
        Octets.put32(segment, 8, acknowledgment);
        Octets.put16(segment, 12, 0x5000 | flags);
        Octets.put16(segment, 14, 65_535);
        return sockets.segment(false, 0, OWN, 0, from, segment, 0, segment.length);
    }

    private TcpListenSocket listen(int backlog, TcpSocketHandler program) throws Exception {
        return sockets.listen(
                IpAddress.ANY4,
                PORT,
                backlog,
                TcpSettings.DEFAULT,
                listening -> {
                    while (listening.waiting() > 0) listening.accept(program);
                });
    }

    @Test
    void shouldBoundAFloodOfHalfOpenConnectionsByTheBacklog() throws Exception {
        TcpListenSocket listening = listen(100, new TcpSocketHandler() {});
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            TcpArrival arrival = in(0x0a00_0000L + i, 1024 + i % 60_000, SYN, i, 0);
            if (arrival == TcpArrival.CONTROL) taken++;
            else assertThat(sockets.refusal()).isEqualTo(TcpDrop.HALF_OPEN_FULL);
        }
        assertThat(taken).isEqualTo(101);
        assertThat(sockets.count()).isEqualTo(101);
        world.runToQuiescence();
        assertThat(sockets.count()).isZero();
        assertThat(listening.halfOpen()).isZero();
    }

    @Test
    void shouldKeepNoMoreInTimeWaitThanItMay() throws Exception {
        var closing =
                new TcpSocketHandler() {
                    @Override
                    public void connected(TcpSocket socket) {
                        socket.close();
                    }
                };
        listen(100, closing);
        int more = TcpSockets.WAITING_MAX + 500;
        for (int i = 0; i < more; i++) {
            int port = 1024 + i % 60_000;
            assertThat(in(0x0a00_0000L, port, SYN, 1000, 0)).isEqualTo(TcpArrival.CONTROL);
            int own = Objects.requireNonNull(below.sequences.get(port)) + 1;
            in(0x0a00_0000L, port, ACK, 1001, own);
            world.runUntil(world.scheduler().nowNanos() + 1000);
            in(0x0a00_0000L, port, FIN | ACK, 1001, own + 1);
        }
        assertThat(sockets.count()).isEqualTo(TcpSockets.WAITING_MAX);
        world.runToQuiescence();
        assertThat(sockets.count()).isZero();
    }

    @Test
    void shouldForgetHalfOpenConnectionsWithTheirListener() throws Exception {
        TcpListenSocket listening = listen(10, new TcpSocketHandler() {});
        in(0x0a00_0001L, 4000, SYN, 1000, 0);
        int own = Objects.requireNonNull(below.sequences.get(4000)) + 1;
        listening.close();
        assertThat(sockets.count()).isZero();
        assertThat(in(0x0a00_0001L, 4000, ACK, 1001, own)).isEqualTo(TcpArrival.NO_SOCKET);
        int sent = below.sent;
        world.runToQuiescence();
        assertThat(below.sent).isEqualTo(sent);
    }

    @Test
    void shouldFindWhatAMapFinds() {
        var table = new ConnectionTable(42);
        var random = new Random(7);
        Map<List<Long>, ConnectionSocket> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long high = random.nextInt(2);
            long low = random.nextInt(50);
            int port = random.nextInt(4);
            int remote = random.nextInt(40);
            List<Long> key = List.of(high, low, (long) port, (long) remote);
            ConnectionSocket known = model.get(key);
            assertThat(table.find(0, OWN, port, high, low, remote)).isSameAs(known);
            if (known == null) {
                var made =
                        new ConnectionSocket(
                                sockets,
                                TcpSettings.DEFAULT,
                                null,
                                true,
                                0,
                                OWN,
                                port,
                                high,
                                low,
                                remote);
                table.add(made);
                model.put(key, made);
            } else if (random.nextBoolean()) {
                table.remove(known);
                model.remove(key);
            }
            assertThat(table.count()).isEqualTo(model.size());
        }
        assertThat(table.all(_ -> true)).hasSameElementsAs(model.values());
    }
}
