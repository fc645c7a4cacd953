package sluice.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import sluice.packet.Octets;
import sluice.packet.PlaceStats;
import sluice.time.CostTable;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** What must hold of a NIC and its link whatever is sent, and whenever. */
class SimNicProperties {
    private static final long A = 0x020000000001L;
    private static final long B = 0x020000000002L;

    record Action(int kind, int amount) {}

    @Provide
    Arbitrary<List<Action>> actions() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(0, 300))
                .as(Action::new)
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<LinkOptions> links() {
        var rates = Arbitraries.of(0L, 1_000_000_000L, 3_000_000_000L);
        var delays = Arbitraries.longs().between(0, 2_000);
        var odds = Arbitraries.of(0.0, 0.0, 0.2, 1.0);
        var queues = Arbitraries.of(1, 4, 1000);
        return Combinators.combine(rates, delays, odds, odds, odds, odds, queues)
                .as((rate, delay, loss, twice, late, turned, queue) ->
                        new LinkOptions(rate, delay, loss, twice, late, 700, turned, queue));
    }

    @Property(tries = 300)
    void shouldLoseNoInterruptAndNoFrameUnderAnySequence(
            @ForAll("actions") List<Action> actions,
            @ForAll("links") LinkOptions options,
            @ForAll @IntRange(min = 1, max = 5) int budget,
            @ForAll boolean enableAlways,
            @ForAll boolean costs,
            @ForAll long seed) {
        try (var world = new World(WorldOptions.DEFAULT.withShuffle(seed), null)) {
            var table = costs ? new CostTable(10, 20, 300, 200, 5, 1) : CostTable.ZERO;
            var machine = new HostOptions(1, table, 1000);
            Host hostA = world.addHost("a", machine);
            Host hostB = world.addHost("b", machine);
            SimNic nicA = hostA.addNic("eth0", new NicOptions(A, 1500, 8, 4));
            SimNic nicB = hostB.addNic("eth0", new NicOptions(B, 1500, 4, 8));
            var a = new TestDriver(hostA, nicA, budget, enableAlways);
            var b = new TestDriver(hostB, nicB, budget, enableAlways);
            Link link = world.connect("lan", options, nicA, nicB);
            int number = 0;
            for (Action action : actions) {
                switch (action.kind()) {
                    case 0, 1, 2 -> a.send(B, number++, 18 + action.amount());
                    case 3 -> b.send(A, number++, 18 + action.amount());
                    case 4 -> nicB.inject(TestDriver.frame(B, number++, 60), 0, 60);
                    case 5 -> nicB.inject(new byte[action.amount()], 0, action.amount());
                    case 6 -> link.setUp(action.amount() % 3 != 0);
                    default -> world.runUntil(world.scheduler().nowNanos() + action.amount() * 7L);
                }
                assertThat(world.ledger().check()).isEmpty();
            }
            assertThat(world.runToQuiescence()).isEqualTo(World.RunEnd.QUIESCENT);
            // Quiet, interrupts on: then no ring holds a frame, and no frame is anywhere else.
            assertThat(world.ledger().totals().held()).isZero();
            assertThat(world.ledger().check()).isEmpty();
            assertThat(world.contracts().all()).isEmpty();
        }
    }

    /** Believed: an interrupt is never lost. True: it was with a driver that polls too little. */
    @Example
    void shouldInterruptAgainForFramesLeftInTheRing() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            Host host = world.addHost("a", HostOptions.DEFAULT);
            SimNic nic = host.addNic("eth0", NicOptions.ethernet(A));
            var driver = new TestDriver(host, nic, 1, true);
            nic.enableInterrupts(false);
            for (int i = 0; i < 3; i++) nic.inject(TestDriver.frame(A, i, 60), 0, 60);
            nic.enableInterrupts(true);
            world.runToQuiescence();
            assertThat(driver.seen).hasSize(3);
            assertThat(driver.interrupts).isEqualTo(3);
        }
    }

    @Property(tries = 100)
    void shouldKeepTheOrderOfEachSender(
            @ForAll @IntRange(max = 60) int frames, @ForAll long seed, @ForAll boolean rated) {
        try (var world = new World(WorldOptions.DEFAULT.withShuffle(seed), null)) {
            var drivers = new ArrayList<TestDriver>();
            var nics = new ArrayList<SimNic>();
            for (int i = 0; i < 3; i++) {
                Host host = world.addHost("h" + i, HostOptions.DEFAULT);
                SimNic nic = host.addNic("eth0", NicOptions.ethernet(A + i));
                nics.add(nic);
                drivers.add(new TestDriver(host, nic, 7, false));
            }
            var options = new LinkOptions(rated ? 1_000_000_000 : 0, 50, 0, 0, 0, 0, 0, 1000);
            world.connect("lan", options, nics.toArray(SimNic[]::new));
            for (int i = 0; i < frames; i++) {
                drivers.get(0).send(A + 2, i, 60);
                drivers.get(1).send(A + 2, 1000 + i, 60);
            }
            world.runToQuiescence();
            List<Integer> all = drivers.get(2).seen.stream().map(TestDriver.Seen::number).toList();
            assertThat(all.stream().filter(n -> n < 1000))
                    .containsExactlyElementsOf(IntStream.range(0, frames).boxed().toList());
            assertThat(all.stream().filter(n -> n >= 1000))
                    .containsExactlyElementsOf(
                            IntStream.range(1000, 1000 + frames).boxed().toList());
        }
    }

    @Example
    void shouldRefuseWhenTheTransmitRingIsFullAndInterruptWhenThereIsRoom() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            Host host = world.addHost("a", HostOptions.DEFAULT);
            SimNic nic = host.addNic("eth0", new NicOptions(A, 1500, 4, 2));
            var driver = new TestDriver(host, nic, 64, false);
            world.connect("lan", new LinkOptions(1_000_000, 0, 0, 0, 0, 0, 0, 10), nic);
            assertThat(driver.send(B, 1, 60)).isEqualTo(Nic.TxResult.ACCEPTED);
            assertThat(driver.send(B, 2, 60)).isEqualTo(Nic.TxResult.ACCEPTED);
            assertThat(driver.send(B, 3, 60)).isEqualTo(Nic.TxResult.BUSY);
            assertThat(nic.refusedSinceLastPoll()).isTrue();
            world.runUntil(672_000);
            assertThat(driver.interrupts).isEqualTo(1);
            assertThat(driver.send(B, 4, 60)).isEqualTo(Nic.TxResult.ACCEPTED);
            world.runToQuiescence();
            assertThat(world.ledger().totals().held()).isZero();
        }
    }

    @Example
    void shouldDropUnderOneReasonEachAtTheReceiver() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            Host host = world.addHost("a", HostOptions.DEFAULT);
            SimNic nic = host.addNic("eth0", new NicOptions(A, 1500, 4, 2));
            new TestDriver(host, nic, 64, false);
            for (int i = 0; i < 6; i++) nic.inject(TestDriver.frame(A, i, 60), 0, 60);
            nic.inject(TestDriver.frame(B, 1, 60), 0, 60);
            nic.inject(new byte[13], 0, 13);
            nic.inject(new byte[0], 0, 0);
            PlaceStats stats = world.ledger().stats().getFirst();
            assertThat(stats.ends().stream().map(e -> e.fate().name() + " " + e.count()))
                    .containsExactlyInAnyOrder(
                            "RX_RING_FULL 2", "NOT_FOR_THIS_STATION 1", "RUNT 2");
            world.runToQuiescence();
            assertThat(world.ledger().totals().held()).isZero();
        }
    }

    @Property
    void shouldFilterByDestination(
            @ForAll boolean directed,
            @ForAll boolean broadcast,
            @ForAll boolean all,
            @ForAll boolean promiscuous) {
        long group = 0x01005e000001L;
        long otherGroup = 0x333300000001L;
        var filter =
                new ReceiveFilter(directed, broadcast, all, promiscuous, java.util.Set.of(group));
        byte[] own = new byte[6];
        Octets.put48(own, 0, A);
        assertThat(filter.accepts(Octets.u48(own, 0), A)).isEqualTo(promiscuous || directed);
        assertThat(filter.accepts(B, A)).isEqualTo(promiscuous);
        assertThat(filter.accepts(0xffff_ffff_ffffL, A)).isEqualTo(promiscuous || broadcast);
        assertThat(filter.accepts(group, A)).isTrue();
        assertThat(filter.accepts(otherGroup, A)).isEqualTo(promiscuous || all);
        assertThat(ReceiveFilter.NONE.accepts(A, A)).isFalse();
    }
}
