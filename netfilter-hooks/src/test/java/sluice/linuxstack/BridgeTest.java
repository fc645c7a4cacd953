package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netdev.BridgeDevice;
import sluice.netdev.NetDevice;
import sluice.netdev.NetdevDrop;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.PacketType;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Fate;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A bridge with three ports, a host at the end of each: 10.0.0.1 to 3; the bridge has 10.0.0.9. */
class BridgeTest {
    private static final int PORTS = 3;
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long FAR = 0x0600_0000_0099L;

    private World world;
    private LinuxHost middle;
    private BridgeDevice bridge;
    private final List<LinuxHost> ends = new ArrayList<>();
    private final List<SimNic> ports = new ArrayList<>();
    private final List<String> left = new ArrayList<>();

    @BeforeEach
    void open() {
        world = new World(WorldOptions.DEFAULT, null);
        Host machine = world.addHost("middle", HostOptions.DEFAULT);
        LinuxHost.Builder builder = LinuxHost.on(machine);
        ends.clear();
        ports.clear();
        left.clear();
        for (int i = 1; i <= PORTS; i++) {
            SimNic port = machine.addNic("eth" + i, NicOptions.ethernet(0x0200_0000_0010L + i));
            Host far = world.addHost("end" + i, HostOptions.DEFAULT);
            SimNic nic = far.addNic("eth0", NicOptions.ethernet(0x0600_0000_0000L + i));
            world.connect("link" + i, LinkOptions.PERFECT, nic, port);
            builder.nic(port);
            ports.add(port);
            ends.add(LinuxHost.on(far).nic(nic, "10.0.0." + i + "/24").build());
        }
        middle = builder.build();
        bridge = middle.addBridge("br0", 0);
        for (int i = 1; i <= PORTS; i++) middle.setMaster("eth" + i, "br0");
        middle.addAddress("br0", "10.0.0.9/24");
        middle.registerTap((device, type, _, _, _, _, _) -> {
            if (type == PacketType.OUTGOING) left.add(device.name());
        });
    }

    private void settle() {
        world.runUntil(world.scheduler().nowNanos() + 100_000_000L);
        assertThat(world.ledger().check()).isEmpty();
    }

    private void put(int port, long to, long from) {
        byte[] frame = new byte[60];
        Octets.put48(frame, 0, to);
        Octets.put48(frame, 6, from);
        Octets.put16(frame, 12, 0x88b5);
        ports.get(port - 1).inject(frame, 0, frame.length);
        settle();
    }

    private List<String> leavesBy(int port, long to, long from) {
        left.clear();
        put(port, to, from);
        return List.copyOf(left);
    }

    private long ended(Fate fate) {
        return world.ledger().stats().stream()
                .flatMap(place -> place.ends().stream())
                .filter(end -> end.fate() == fate)
                .mapToLong(end -> end.count())
                .sum();
    }

    @Test
    void shouldFloodWhatItDoesNotKnowAndThenSendToOnePort() {
        assertThat(leavesBy(1, FAR, 0x0600_0000_0051L)).containsExactly("eth3", "eth2");
        assertThat(leavesBy(2, 0x0600_0000_0051L, FAR)).containsExactly("eth1");
        assertThat(leavesBy(3, FAR, 0x0600_0000_0053L)).containsExactly("eth2");
        assertThat(bridge.stationLines())
                .containsExactly(
                        "06:00:00:00:00:51 dev eth1 master br0",
                        "06:00:00:00:00:53 dev eth3 master br0",
                        "06:00:00:00:00:99 dev eth2 master br0");
    }

    @Test
    void shouldForgetAStationThatIsSilentForFiveMinutes() {
        put(2, BROADCAST, FAR);
        assertThat(leavesBy(1, FAR, 0x0600_0000_0051L)).containsExactly("eth2");
        world.runUntil(world.scheduler().nowNanos() + BridgeDevice.AGEING_NANOS_DEFAULT);
        assertThat(leavesBy(1, FAR, 0x0600_0000_0051L)).containsExactly("eth3", "eth2");
    }

    @Test
    void shouldFollowAStationThatMoves() {
        put(2, BROADCAST, FAR);
        put(3, BROADCAST, FAR);
        assertThat(leavesBy(1, FAR, 0x0600_0000_0051L)).containsExactly("eth3");
    }

    @Test
    void shouldDropWhatIsForTheSidesItCameFromUnlessThePortIsAHairpin() {
        put(1, BROADCAST, FAR);
        assertThat(leavesBy(1, FAR, 0x0600_0000_0051L)).isEmpty();
        assertThat(ended(NetdevDrop.BRIDGE_NO_PORT)).isEqualTo(1);
        bridge.setPort(port("eth1"), "hairpin", true);
        assertThat(leavesBy(1, FAR, 0x0600_0000_0051L)).containsExactly("eth1");
    }

    @Test
    void shouldKeepIsolatedPortsApart() {
        bridge.setPort(port("eth1"), "isolated", true);
        bridge.setPort(port("eth2"), "isolated", true);
        assertThat(leavesBy(1, BROADCAST, FAR)).containsExactly("eth3");
    }

    private NetDevice port(String name) {
        return middle.devices().stream()
                .filter(device -> device.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldNotPassOnWhatIsOfTheLinkButSpanningTree() {
        // Without a spanning tree of its own it lets those of others see each other.
        assertThat(leavesBy(1, 0x0180_c200_0000L, FAR)).containsExactly("eth3", "eth2");
        assertThat(leavesBy(1, 0x0180_c200_0001L, FAR)).isEmpty();
        assertThat(leavesBy(1, 0x0180_c200_000eL, FAR)).isEmpty();
        assertThat(ended(NetdevDrop.BRIDGE_PAUSE)).isEqualTo(1);
        put(1, BROADCAST, 0x0100_0000_0001L);
        assertThat(ended(NetdevDrop.BRIDGE_SOURCE)).isEqualTo(1);
    }

    @Test
    void shouldLetHostsTalkThroughItAndToIt() throws Exception {
        var received = new Received();
        TwoHosts.echo(ends.get(1), IpAddress.ANY4, 7);
        TwoHosts.echo(middle, IpAddress.ANY4, 7);
        var socket = ends.get(0).sockets().udp(IpAddress.ANY4, 0, received);
        TwoHosts.send(socket, "10.0.0.2", 7, "across");
        settle();
        TwoHosts.send(socket, "10.0.0.9", 7, "to it");
        settle();
        assertThat(received.texts).containsExactly("across", "to it");
        assertThat(bridge.mac()).as("the lowest of its ports").isEqualTo(0x0200_0000_0011L);
        assertThat(middle.neighbourLines())
                .containsExactly("10.0.0.1 dev br0 lladdr 06:00:00:00:00:01 DELAY");
    }

    @Test
    void shouldAskTheHooksOfBridgesAndNoneOfIp() {
        List<String> asked = new ArrayList<>();
        for (HookPoint point : HookPoint.IP) {
            middle.registerHook(
                    NfFamily.BRIDGE,
                    point,
                    0,
                    "see",
                    (_, state) -> {
                        var in = state.in();
                        var out = state.out();
                        asked.add(
                                point
                                        + (in == null ? " -" : " " + in.name())
                                        + (out == null ? " -" : " " + out.name()));
                        return NfVerdict.ACCEPT;
                    });
            middle.registerHook(
                    NfFamily.IPV4,
                    point,
                    0,
                    "never",
                    (_, _) -> {
                        asked.add("ip " + point);
                        return NfVerdict.ACCEPT;
                    });
        }
        put(2, BROADCAST, FAR);
        assertThat(asked)
                .containsExactly(
                        "PRE_ROUTING eth2 -",
                        "FORWARD eth2 eth3",
                        "POST_ROUTING - eth3",
                        "FORWARD eth2 eth1",
                        "POST_ROUTING - eth1",
                        "LOCAL_IN eth2 -");
        asked.clear();
        middle.addNeighbour("br0", "10.0.0.77", "06:00:00:00:00:99");
        try {
            var socket = middle.sockets().udp(IpAddress.ANY4, 0, new Received());
            TwoHosts.send(socket, "10.0.0.77", 7, "out");
        } catch (sluice.edge.SocketRefused refused) {
            throw new AssertionError(refused);
        }
        settle();
        assertThat(asked)
                .containsExactly(
                        "ip LOCAL_OUT",
                        "ip POST_ROUTING",
                        "LOCAL_OUT - eth2",
                        "POST_ROUTING - eth2");
    }

    @Test
    void shouldDropAtAHookOfTheBridge() {
        middle.registerHook(
                NfFamily.BRIDGE,
                HookPoint.FORWARD,
                0,
                "no arp",
                (skb, _) -> skb.protocol() == EtherTypes.ARP ? NfVerdict.DROP : NfVerdict.ACCEPT);
        assertThat(leavesBy(1, BROADCAST, FAR)).containsExactly("eth3", "eth2");
        left.clear();
        try {
            var socket = ends.get(0).sockets().udp(IpAddress.ANY4, 0, new Received());
            TwoHosts.send(socket, "10.0.0.2", 7, "x");
        } catch (sluice.edge.SocketRefused refused) {
            throw new AssertionError(refused);
        }
        settle();
        assertThat(left).isEmpty();
    }

    @Test
    void shouldTakePortsOutAndRefuseWhatCannotBeOne() {
        put(2, BROADCAST, FAR);
        middle.setMaster("eth2", "");
        assertThat(bridge.stationLines()).isEmpty();
        assertThat(leavesBy(1, FAR, 0x0600_0000_0051L)).containsExactly("eth3");
        assertThat(bridge.ports()).extracting(NetDevice::name).containsExactly("eth1", "eth3");
        assertThatThrownBy(() -> middle.setMaster("lo", "br0")).hasMessageContaining("lo");
        assertThatThrownBy(() -> middle.setMaster("eth1", "eth3"))
                .hasMessageContaining("no bridge");
    }

    /** Sends to stations that move about; beside the bridge a map says where each was seen last. */
    @Property(tries = 60)
    void shouldSendWhereAStationWasSeenLast(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 11) Integer> sends,
            @ForAll @IntRange(min = 0, max = 3) int to) {
        open();
        var model = new TreeMap<Integer, Integer>();
        for (int each : sends) {
            int port = each % PORTS + 1;
            int from = each / PORTS;
            var expected = new ArrayList<String>();
            Integer known = model.get(to);
            boolean here = from == to; // learned before it is looked up
            if (here) known = port;
            for (int i = PORTS; i >= 1; i--) {
                if (i != port && (known == null || known == i)) expected.add("eth" + i);
            }
            assertThat(leavesBy(port, 0x0a00_0000_0000L + to, 0x0a00_0000_0000L + from))
                    .isEqualTo(expected);
            model.put(from, port);
        }
    }
}
