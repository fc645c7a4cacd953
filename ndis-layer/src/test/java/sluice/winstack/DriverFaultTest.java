package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.time.CostTable;
import sluice.trace.ContractBroken;
import sluice.winstack.PointFilter.Decision;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A layer of the kernel that fails takes its whole machine down; and each layer costs. */
class DriverFaultTest {
    private static final PointFilter FAULTY =
            thing -> {
                // Addresses are opened outside of the run.
                if (thing.form() == Seen.Form.REQUEST) return Decision.PASS;
                if (thing.protocol() == 17) throw new IllegalStateException("a fault in a layer");
                return Decision.PASS;
            };

    @ParameterizedTest
    @EnumSource(
            names = {
                "TDI",
                "FILTER_HOOK",
                "PACKET_FILTER",
                "WFP",
                "INTERMEDIATE",
                "LIGHTWEIGHT_FILTER",
                "PROTOCOL",
                "NDIS_HOOK"
            })
    void shouldEndTheMachineAndNoOther(InterceptionPoint at) throws SocketRefused {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            WindowsHost faulty = machine(world, "faulty", 1);
            WindowsHost sound = machine(world, "sound", 2);
            WindowsHost witness = machine(world, "witness", 3);
            world.connect(
                    "cable",
                    LinkOptions.delayed(1000),
                    faulty.host().nics().getFirst(),
                    sound.host().nics().getFirst());
            witness.addAddress("lan", IpAddress.require("192.0.2.3"), 24);
            faulty.install(at, at.isOnAdapter() ? "lan" : "", "layer", FAULTY);
            world.runUntil(1_000_000L);
            var client = TwoHosts.Program.udp(faulty, IpAddress.ANY4, 5000);
            world.scheduler()
                    .schedule(
                            0,
                            faulty.host().cpu().thread(),
                            program -> program.send("x", IpAddress.require("192.0.2.2"), 7),
                            client);
            world.runUntil(10_000_000_000L);
            assertThat(faulty.host().stopped()).isTrue();
            assertThat(faulty.ndis().bugCheck()).isPresent();
            assertThat(faulty.ndis().bugCheck().orElseThrow().code()).isEqualTo(0x7E);
            assertThat(sound.host().stopped()).isFalse();
            TwoHosts.Program.echo(witness, IpAddress.ANY4, 7);
            var alive = TwoHosts.Program.udp(witness, IpAddress.ANY4, 5000);
            alive.send("still there", IpAddress.require("192.0.2.3"), 7);
            world.runUntil(20_000_000_000L);
            assertThat(alive.received).hasSize(1);
            assertThat(world.ledger().check()).isEmpty();
            assertThat(world.contracts().all()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TDI", "FILTER_HOOK", "PACKET_FILTER", "WFP"})
    void shouldNameTheLayerWhereBreachesAreThrown(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.a.install(at, "", "layer", FAULTY);
            var client = TwoHosts.Program.udp(hosts.a, TwoHosts.A4, 5000);
            assertThatThrownBy(() -> client.send("x", TwoHosts.B4, 7))
                    .isInstanceOf(ContractBroken.class)
                    .hasMessageContaining("a fault in a layer");
        }
    }

    /** 64-bit Windows: who patches an open block does not get away with it for long. */
    @Test
    void shouldFindAPatchedOpenBlockOnAGuardedMachine() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            WindowsHost guarded = machine(world, "guarded", 1);
            WindowsHost free = machine(world, "free", 2);
            guarded.ndis().guardKernel();
            for (WindowsHost host : java.util.List.of(guarded, free))
                host.install(InterceptionPoint.NDIS_HOOK, "lan", "hook", thing -> Decision.PASS);
            world.runUntil(299_000_000_000L);
            assertThat(guarded.ndis().bugCheck()).isEmpty();
            world.runUntil(601_000_000_000L);
            assertThat(guarded.ndis().bugCheck().orElseThrow().code()).isEqualTo(0x109);
            assertThat(guarded.host().stopped()).isTrue();
            assertThat(free.host().stopped()).isFalse();
        }
    }

    private static WindowsHost machine(World world, String name, int number) {
        Host host = world.addHost(name, HostOptions.DEFAULT);
        host.addNic("lan", NicOptions.ethernet(0x0200_0000_0000L + number));
        var windows =
                WindowsHost.on(
                        host,
                        WindowsPreset.WINDOWS_10,
                        NdisOptions.verified(VerifierLevel.STANDARD),
                        nic -> new SimMiniport(nic, false));
        windows.addAddress("lan", IpAddress.require("192.0.2." + number), 24);
        windows.addNeighbour("lan", IpAddress.require("192.0.2.2"), 0x0200_0000_0002L);
        return windows;
    }

    /** When the datagram has come back, with that many layers at the point. */
    private static long roundTripNanos(InterceptionPoint at, int layers) throws SocketRefused {
        var costs = new CostTable(0, 0, 0, 0, 1000, 0);
        try (var hosts =
                new TwoHosts(
                        WorldOptions.DEFAULT,
                        LinkOptions.delayed(1000),
                        null,
                        WindowsPreset.WINDOWS_10,
                        false,
                        new HostOptions(1, costs, 20_000_000L))) {
            for (int i = 0; i < layers; i++) {
                String nic = at.isOnAdapter() ? "lan" : "";
                hosts.a.install(at, nic, "layer" + i, thing -> Decision.PASS);
            }
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            hosts.a.addNeighbour("lan", TwoHosts.B4, TwoHosts.MAC_B);
            hosts.b.addNeighbour("lan", TwoHosts.A4, TwoHosts.MAC_A);
            hosts.settle();
            long[] back = {0};
            var scheduler = hosts.world.scheduler();
            var socket =
                    hosts.a
                            .sockets()
                            .udp(
                                    IpAddress.ANY4,
                                    5000,
                                    (id, octets, from, length, high, low, port) ->
                                            back[0] = scheduler.nowNanos());
            long began = scheduler.nowNanos();
            scheduler.schedule(
                    0,
                    hosts.a.host().cpu().thread(),
                    own ->
                            own.send(
                                    new byte[10],
                                    0,
                                    10,
                                    TwoHosts.B4,
                                    7,
                                    sluice.edge.SocketEdge.SendOptions.DEFAULT),
                    socket);
            hosts.settle();
            assertThat(back[0]).isPositive();
            return back[0] - began;
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "LSP",
                "TDI",
                "PACKET_FILTER",
                "WFP",
                "INTERMEDIATE",
                "LIGHTWEIGHT_FILTER",
                "NDIS_HOOK"
            })
    void shouldCostMoreWithEachLayer(InterceptionPoint at) throws SocketRefused {
        long none = roundTripNanos(at, 0);
        long one = roundTripNanos(at, 1);
        long four = roundTripNanos(at, 4);
        assertThat(one - none).as("one layer, both ways").isGreaterThanOrEqualTo(2000);
        assertThat(four - none).as("four layers").isGreaterThanOrEqualTo(8000);
    }
}
