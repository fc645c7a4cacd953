package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.linuxstack.LinuxHost;
import sluice.live.RingNic;
import sluice.live.Shard;
import sluice.live.ShardEnd;
import sluice.live.ShardOptions;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.packet.Octets;
import sluice.packet.PlaceStats;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * The laws on the live clock: two machines that talk, on one shard over a link or on two shards
 * over rings. Every datagram is answered exactly once, each flow stays in order, every packet is
 * accounted for. Nothing is said about the order among flows.
 */
class LiveLawsProperties {
    private static final int PORT = 7;
    private static final int WINDOW = 8;
    private static final long MAC = 0x0200_0000_0010L;
    private static final IpAddress CLIENT = IpAddress.require("10.0.0.1");
    private static final IpAddress SERVER = IpAddress.require("10.0.0.2");

    enum Kind {
        LINUX,
        WINDOWS
    }

    private static HostStack stack(Kind kind, Host host, int number) {
        IpAddress own = number == 1 ? CLIENT : SERVER;
        IpAddress other = number == 1 ? SERVER : CLIENT;
        long otherMac = MAC + 3 - number;
        return switch (kind) {
            case LINUX ->
                    LinuxHost.on(host)
                            .nic(host.allNics().getFirst(), own + "/24")
                            .neighbour(
                                    "eth0",
                                    other.toString(),
                                    "02:00:00:00:00:%02x".formatted(otherMac & 0xff))
                            .build();
            case WINDOWS -> {
                var windows = WindowsHost.on(host, WindowsPreset.WINDOWS_10);
                windows.addAddress("eth0", own, 24);
                windows.addNeighbour("eth0", other, otherMac);
                yield windows;
            }
        };
    }

    private static NicOptions nic(int number) {
        return NicOptions.ethernet(MAC + number);
    }

    /** Numbered datagrams with a window; each answer must be the next one. */
    private static final class Flow implements SocketHandler {
        private final SocketEdge.UdpSocket socket;
        private final int datagrams;
        private final CountDownLatch done;
        private final List<String> wrong = new ArrayList<>();
        private final byte[] octets = new byte[64];
        private int sent;
        private int answered;

        Flow(HostStack stack, int datagrams, CountDownLatch done) throws SocketRefused {
            this.socket = stack.sockets().udp(CLIENT, 0, this);
            this.datagrams = datagrams;
            this.done = done;
        }

        void send() {
            while (sent < datagrams && sent - answered < WINDOW) {
                Octets.put32(octets, 0, sent);
                int length = 4 + sent % 60;
                var status =
                        socket.send(
                                octets, 0, length, SERVER, PORT, SocketEdge.SendOptions.DEFAULT);
                if (!status.ok()) wrong.add(sent + " refused: " + status);
                sent++;
            }
        }

        @Override
        public void received(
                long packetId, byte[] in, int offset, int length, long high, long low, int port) {
            int number = Octets.i32(in, offset);
            if (number != answered || length != 4 + number % 60 || port != PORT) {
                wrong.add(
                        "number %d of %d octets where %d is next"
                                .formatted(number, length, answered));
            }
            answered++;
            if (answered == datagrams) done.countDown();
            else send();
        }
    }

    /** Sends back what it gets. */
    private static final class Echo implements SocketHandler {
        private final SocketEdge.UdpSocket socket;

        Echo(HostStack stack) throws SocketRefused {
            socket = stack.sockets().udp(SERVER, PORT, this);
        }

        @Override
        public void received(
                long packetId, byte[] in, int offset, int length, long high, long low, int port) {
            var to = new IpAddress(high, low);
            assertThat(
                            socket.send(
                                            in,
                                            offset,
                                            length,
                                            to,
                                            port,
                                            SocketEdge.SendOptions.DEFAULT)
                                    .ok())
                    .isTrue();
        }
    }

    private static World world(boolean audit) {
        var options = audit ? WorldOptions.DEFAULT : WorldOptions.DEFAULT.unaudited();
        return World.live(options, null);
    }

    @Property(tries = 24)
    void shouldAnswerEachDatagramOnceAndInOrderOnOneShard(
            @ForAll Kind client,
            @ForAll Kind server,
            @ForAll boolean audit,
            @ForAll @IntRange(min = 1, max = 6) int flows,
            @ForAll @IntRange(min = 1, max = 300) int datagrams,
            @ForAll @IntRange(max = 60) int spinMicros,
            @ForAll @IntRange(max = 20) int delayMicros)
            throws Exception {
        World world = world(audit);
        Host a = world.addHost("a", HostOptions.DEFAULT);
        Host b = world.addHost("b", HostOptions.DEFAULT);
        var link = new LinkOptions(0, delayMicros * 1000L, 0, 0, 0, 0, 0, 1000);
        world.connect("link", link, a.addNic("eth0", nic(1)), b.addNic("eth0", nic(2)));
        var first = stack(client, a, 1);
        new Echo(stack(server, b, 2));
        var done = new CountDownLatch(flows);
        List<Flow> all = flows(first, flows, datagrams, done);
        var shard = Shard.start(world, new ShardOptions("one", spinMicros * 1000L));
        talk(shard, all, done);
        settle(shard);
        assertThat(shard.stop()).isEqualTo(new ShardEnd.Stopped());
        judge(world, all);
    }

    @Property(tries = 24)
    void shouldAnswerEachDatagramOnceAndInOrderBetweenTwoShards(
            @ForAll Kind client,
            @ForAll Kind server,
            @ForAll boolean audit,
            @ForAll @IntRange(min = 1, max = 6) int flows,
            @ForAll @IntRange(min = 1, max = 300) int datagrams,
            @ForAll @IntRange(max = 60) int spinMicros)
            throws Exception {
        World left = world(audit);
        World right = world(audit);
        Host a = left.addHost("a", HostOptions.DEFAULT);
        Host b = right.addHost("b", HostOptions.DEFAULT);
        RingNic.Wire wire = RingNic.connect(a, b, "eth0", nic(1), nic(2));
        var first = stack(client, a, 1);
        new Echo(stack(server, b, 2));
        var done = new CountDownLatch(flows);
        List<Flow> all = flows(first, flows, datagrams, done);
        var options = new ShardOptions("half", spinMicros * 1000L);
        var one = Shard.start(left, options, wire.first());
        var two = Shard.start(right, options, wire.second());
        talk(one, all, done);
        settle(one);
        settle(two);
        assertThat(one.stop()).isEqualTo(new ShardEnd.Stopped());
        assertThat(two.stop()).isEqualTo(new ShardEnd.Stopped());
        judge(left, all);
        judge(right, List.of());
        assertThat(wire.first().stats().sentFrames())
                .isEqualTo(wire.second().stats().receivedFrames());
        assertThat(wire.second().stats().sentFrames())
                .isEqualTo(wire.first().stats().receivedFrames());
    }

    private static List<Flow> flows(HostStack stack, int flows, int datagrams, CountDownLatch done)
            throws SocketRefused {
        List<Flow> all = new ArrayList<>();
        for (int i = 0; i < flows; i++) all.add(new Flow(stack, datagrams, done));
        return all;
    }

    private static void talk(Shard shard, List<Flow> flows, CountDownLatch done)
            throws InterruptedException {
        shard.ask(() -> {
            flows.forEach(Flow::send);
            return 0;
        });
        boolean all = done.await(60, TimeUnit.SECONDS);
        assertThat(all)
                .as(() ->
                        "answered " + shard.ask(() -> flows.stream().map(f -> f.answered).toList()))
                .isTrue();
    }

    /** Until the frames that were sent have come back to their drivers. */
    private static void settle(Shard shard) {
        long deadline = shard.nowNanos() + TimeUnit.SECONDS.toNanos(30);
        while (shard.<Long>ask(() -> shard.world().ledger().totals().held()) > 0
                && shard.nowNanos() < deadline) {
            Thread.onSpinWait();
        }
    }

    private static void judge(World world, List<Flow> flows) {
        for (Flow flow : flows) {
            assertThat(flow.wrong).isEmpty();
            assertThat(flow.answered).isEqualTo(flow.datagrams);
        }
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().totals().held()).isZero();
        assertThat(world.ledger().stats().stream().mapToLong(PlaceStats::dropped).sum()).isZero();
        assertThat(world.contracts().all()).isEmpty();
        world.close();
    }
}
