package sluice.samples.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.packet.Fate;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Each sample on a host that sends datagrams to another. */
class SampleDriversTest {
    private static final IpAddress PEER = IpAddress.require("192.0.2.2");

    private World world;
    private WindowsHost sender;
    private UdpSocket socket;
    private final List<String> arrived = new ArrayList<>();

    @BeforeEach
    void connect() throws SocketRefused {
        world = new World(WorldOptions.DEFAULT, null);
        var one = world.addHost("one", HostOptions.DEFAULT);
        var two = world.addHost("two", HostOptions.DEFAULT);
        var nic1 = one.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
        var nic2 = two.addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("cable", LinkOptions.PERFECT, nic1, nic2);
        sender = WindowsHost.on(one, WindowsPreset.XP);
        var receiver = WindowsHost.on(two, WindowsPreset.WINDOWS_10);
        sender.addAddress("lan", IpAddress.require("192.0.2.1"), 24);
        receiver.addAddress("lan", PEER, 24);
        sender.addNeighbour("lan", PEER, 0x0200_0000_0002L);
        socket = sender.sockets().udp(IpAddress.ANY4, 1000, (id, o, at, n, h, l, p) -> {});
        for (int port : new int[] {53, 54}) {
            receiver.sockets()
                    .udp(
                            IpAddress.ANY4,
                            port,
                            (id, octets, at, length, high, low, from) ->
                                    arrived.add(
                                            world.scheduler().nowNanos() / 1_000_000
                                                    + "ms "
                                                    + port));
        }
    }

    @AfterEach
    void everyPacketIsAccountedFor() {
        world.runUntil(world.scheduler().nowNanos() + 100_000_000_000L);
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
    }

    private SocketStatus send(int port) {
        return socket.send(new byte[100], 0, 100, PEER, port, SendOptions.DEFAULT);
    }

    private void runMillis(long millis) {
        world.runUntil(world.scheduler().nowNanos() + millis * 1_000_000);
    }

    private long ended(Fate fate) {
        return world.ledger().stats().stream()
                .flatMap(stats -> stats.ends().stream())
                .filter(end -> end.fate() == fate)
                .mapToLong(end -> end.count())
                .sum();
    }

    @Test
    void shouldBlockOnePort() {
        sender.insertDriver("lan", 0, "blocker", new PortBlocker(53));
        send(53);
        send(54);
        runMillis(1);
        assertThat(arrived).containsExactly("0ms 54");
        assertThat(ended(SampleDrop.BLOCKED_PORT)).isEqualTo(1);
    }

    @Test
    void shouldCountWhatPasses() {
        var count = new CountingPassthru();
        var filter = new CountingFilter();
        sender.insertDriver("lan", 0, "passthru", new Passthru());
        sender.insertDriver("lan", 1, "count", count);
        sender.insertDriver("lan", 2, "filter", filter);
        for (int i = 0; i < 5; i++) send(53);
        runMillis(1);
        assertThat(arrived).hasSize(5);
        assertThat(count.sent()).isEqualTo(5);
        assertThat(count.completed()).isEqualTo(5);
        assertThat(filter.sent()).isEqualTo(5);
    }

    @Test
    void shouldHoldBackInOrderAndDropWhatDoesNotFit() {
        sender.insertDriver("lan", 0, "pend", new Hold(Hold.Direction.SEND, 10_000_000, 2));
        for (int i = 0; i < 3; i++) send(53);
        runMillis(5);
        assertThat(arrived).isEmpty();
        runMillis(10);
        assertThat(arrived).containsExactly("10ms 53", "10ms 53");
        assertThat(ended(SampleDrop.HOLD_FULL)).isEqualTo(1);
    }

    @Test
    void shouldPaceTheSenderByTheProgramsDecisions() {
        var intercept = new AppLayerIntercept(1000);
        List<Integer> woken = new ArrayList<>();
        intercept.onWaiting(() -> woken.add(intercept.waiting()));
        sender.insertDriver("lan", 0, "intercept", intercept);
        int accepted = 0;
        while (send(53).ok()) accepted++;
        // XP's send buffer of 8192 octets takes datagrams of 100 until it is reached.
        assertThat(accepted).isEqualTo(82);
        assertThat(send(53).name()).isEqualTo("WSAEWOULDBLOCK");
        assertThat(woken).hasSize(82);
        assertThat(intercept.decide(packet -> true)).isEqualTo(82);
        runMillis(1);
        assertThat(arrived).hasSize(82);
        assertThat(send(53).ok()).isTrue();
        assertThat(intercept.decide(packet -> false)).isEqualTo(1);
        assertThat(ended(SampleDrop.APPLICATION_SAID_NO)).isEqualTo(1);
    }

    @Test
    void shouldRefuseWithoutSlotAndPassWithoutProgram() {
        var intercept = new AppLayerIntercept(1);
        sender.insertDriver("lan", 0, "intercept", intercept);
        send(53);
        send(53);
        assertThat(ended(SampleDrop.NO_SLOT)).isEqualTo(1);
        intercept.detach();
        send(53);
        runMillis(1);
        assertThat(arrived).hasSize(2);
    }

    @Test
    void shouldGiveBackWhatIsParkedWhenTakenOut() {
        var intercept = new AppLayerIntercept(8);
        sender.insertDriver("lan", 0, "intercept", intercept);
        send(53);
        assertThat(sender.removeDriver("lan", "intercept")).isTrue();
        runMillis(1);
        assertThat(ended(sluice.ndis.NdisDrop.FILTER_PAUSED)).isEqualTo(1);
        assertThat(intercept.waiting()).isZero();
        send(53);
        runMillis(1);
        assertThat(arrived).hasSize(1);
    }

    @Test
    void shouldFreeSlotsOnReset() {
        var intercept = new AppLayerIntercept(1);
        sender.insertDriver("lan", 0, "intercept", intercept);
        send(53);
        assertThat(sender.adapter("lan").resetDriver("intercept")).isTrue();
        assertThat(intercept.waiting()).isZero();
        assertThat(ended(sluice.ndis.NdisDrop.FILTER_RESET)).isEqualTo(1);
        send(53);
        assertThat(intercept.waiting()).isEqualTo(1);
        intercept.detach();
    }
}
