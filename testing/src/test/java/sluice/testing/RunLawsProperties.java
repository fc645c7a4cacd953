package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import sluice.nic.LinkOptions;
import sluice.nic.Nic;
import sluice.nic.NicCallbacks;
import sluice.nic.NicOptions;
import sluice.nic.ReceiveFilter;
import sluice.nic.SimNic;
import sluice.packet.Consumption;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.time.CostTable;
import sluice.time.WaitableEvent;
import sluice.trace.Layering;
import sluice.trace.StepText;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The laws of a run, over two machines that talk: driver, program, faults, costs, shuffles. */
@BalancedLedger
class RunLawsProperties {
    private static final long MAC = 0x0200_0000_0010L;

    private enum End implements Consumption {
        READ,
        SENT;

        @Override
        public boolean delivered() {
            return this == READ;
        }

        @Override
        public String area() {
            return "test";
        }

        @Override
        public String text() {
            return name();
        }
    }

    /** A driver that queues what it receives, and a program that reads the queue and answers. */
    private static final class Station implements NicCallbacks {
        private final Host host;
        private final SimNic nic;
        private final Place place;
        private final ArrayDeque<Packet> queue = new ArrayDeque<>();
        private final WaitableEvent arrived = WaitableEvent.autoReset();
        int read;

        Station(World world, int number, CostTable costs) {
            host = world.addHost("h" + number, new HostOptions(1, costs, 1_000_000));
            nic = host.addNic("eth0", NicOptions.ethernet(MAC + number));
            place = host.place("driver", Layering.ETHERNET);
            nic.attach(this);
            nic.setReceiveFilter(ReceiveFilter.STATION);
            nic.enableInterrupts(true);
            host.cpu()
                    .start(
                            "reader",
                            8,
                            self -> {
                                while (true) {
                                    self.await(arrived);
                                    for (Packet p; (p = queue.poll()) != null; ) {
                                        self.systemCall();
                                        self.compute(100);
                                        read++;
                                        int answers = p.octets()[p.offset() + 14];
                                        p.end(End.READ);
                                        if (answers > 0) send(1 - number, answers - 1);
                                    }
                                }
                            });
        }

        void send(int to, int answers) {
            Packet packet = host.pool().originate(place, 64, 60);
            byte[] octets = packet.writable();
            java.util.Arrays.fill(octets, packet.offset(), packet.limit(), (byte) 0);
            sluice.packet.Octets.put48(octets, packet.offset(), MAC + to);
            octets[packet.offset() + 14] = (byte) answers;
            if (nic.transmit(packet) == Nic.TxResult.BUSY) packet.end(End.SENT);
        }

        @Override
        public Place driverPlace() {
            return place;
        }

        @Override
        public void interrupt() {
            host.scheduler().schedule(0, host.cpu().deferred(), Station::poll, this);
        }

        @Override
        public void linkChanged(boolean up) {}

        private void poll() {
            for (Packet p; (p = nic.pollReceived()) != null; ) {
                queue.add(p);
                arrived.set();
                host.scheduler().interruptionPoint();
            }
            for (Packet p; (p = nic.pollTransmitted()) != null; ) p.end(End.SENT);
            nic.enableInterrupts(true);
        }
    }

    private record Result(String trace, int read) {}

    private static Result run(Worlds worlds, long seed, boolean costs, double loss, int talks) {
        var trace = new StringBuilder();
        World world =
                worlds.open(
                        WorldOptions.DEFAULT.withShuffle(seed),
                        step -> {
                            StepText.appendJson(trace, step);
                            trace.append('\n');
                        });
        var table = costs ? new CostTable(200, 1000, 500, 300, 20, 100) : CostTable.ZERO;
        Station[] stations = {new Station(world, 0, table), new Station(world, 1, table)};
        world.connect(
                "lan",
                new LinkOptions(0, 5_000, loss, loss / 2, loss / 2, 9_000, loss / 2, 1000),
                stations[0].nic,
                stations[1].nic);
        for (int i = 0; i < talks; i++) stations[i & 1].send(1 - (i & 1), 4);
        assertThat(world.runToQuiescence()).isEqualTo(World.RunEnd.QUIESCENT);
        assertThat(world.ledger().totals().held()).isZero();
        return new Result(trace.toString(), stations[0].read + stations[1].read);
    }

    @Property(tries = 60)
    void shouldWriteTheSameTraceForTheSameSeed(
            @ForAll long seed,
            @ForAll boolean costs,
            @ForAll boolean faults,
            @ForAll @IntRange(max = 20) int talks,
            Worlds worlds) {
        double loss = faults ? 0.2 : 0;
        Result first = run(worlds, seed, costs, loss, talks);
        assertThat(run(worlds, seed, costs, loss, talks)).isEqualTo(first);
    }

    @Test
    void shouldExploreOtherOrdersUnderOtherSeedsWithTheSameOutcome(Worlds worlds) {
        Set<String> traces = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            Result result = run(worlds, seed, false, 0, 10);
            assertThat(result.read()).isEqualTo(10 * 5); // nothing lost, whatever the order
            traces.add(result.trace());
        }
        assertThat(traces.size()).isGreaterThan(10);
    }

    /** The lower of two programs starves exactly as long as the higher one computes. */
    @Property(tries = 60)
    void shouldStarveTheLowerProgramAndNameIt(
            @ForAll @IntRange(min = 2, max = 31) int high,
            @ForAll @IntRange(min = 1, max = 500) int bursts,
            @ForAll long seed,
            Worlds worlds) {
        World world = worlds.shuffled(seed);
        Host host = world.addHost("h", HostOptions.DEFAULT);
        long[] ranAt = {-1};
        host.cpu().start("low", high - 1, self -> ranAt[0] = self.nowNanos());
        host.cpu()
                .start(
                        "high",
                        high,
                        self -> {
                            for (int i = 0; i < bursts; i++) self.compute(1000);
                        });
        long end = bursts * 1000L;
        // Started first, the lower one may have run before the higher one was there: not here,
        // both became ready at one instant.
        world.runUntil(end - 1);
        assertThat(ranAt[0]).isEqualTo(-1);
        assertThat(world.starving(end - 1))
                .singleElement()
                .asString()
                .contains("low has been ready")
                .contains("which high has");
        world.runToQuiescence();
        assertThat(ranAt[0]).isEqualTo(end);
        assertThat(world.starving(0)).isEmpty();
    }
}
