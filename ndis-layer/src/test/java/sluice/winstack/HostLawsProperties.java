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
import net.jqwik.api.constraints.IntRange;
import sluice.defer.Verdict;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.ndis.Intermediate;
import sluice.ndis.LightweightFilter;
import sluice.ndis.LowerEdge;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.UpperEdge;
import sluice.ndis.filter.FilterDriver;
import sluice.nic.LinkOptions;
import sluice.packet.Packet;
import sluice.time.CostTable;
import sluice.time.InterruptDelivery;
import sluice.trace.StepText;
import sluice.world.HostOptions;
import sluice.world.WorldOptions;

/** Laws of two hosts with random traffic on a line that loses, doubles, reorders and damages. */
class HostLawsProperties {
    /** Someone sends {@code octets} octets, and time passes. */
    record Act(boolean fromA, boolean v6, int port, int octets, int waitMicros) {}

    @Provide
    Arbitrary<List<Act>> acts() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(7, 7, 8, 9),
                        Arbitraries.of(0, 1, 100, 1472, 1473, 4000),
                        Arbitraries.of(0, 0, 10, 5000))
                .as(Act::new)
                .list()
                .ofMaxSize(25);
    }

    private static LinkOptions faults(int percent) {
        double chance = percent / 100.0;
        return new LinkOptions(10_000_000, 50_000, chance, chance, chance, 300_000, chance, 64);
    }

    @Property(tries = 60)
    void shouldAccountForEveryPacket(
            @ForAll("acts") List<Act> acts,
            @ForAll long seed,
            @ForAll boolean xp,
            @ForAll boolean serialized,
            @ForAll @IntRange(min = 1, max = 3) int cpus,
            @ForAll @IntRange(max = 30) int faultPercent)
            throws SocketRefused {
        var preset = xp ? WindowsPreset.XP : WindowsPreset.WINDOWS_10;
        var options = WorldOptions.DEFAULT.withShuffle(seed);
        var machine =
                new HostOptions(
                        cpus, CostTable.ZERO, 20_000_000, InterruptDelivery.LOWEST_PRIORITY);
        try (var hosts =
                new TwoHosts(options, faults(faultPercent), null, preset, serialized, machine)) {
            play(hosts, acts);
            hosts.settle();
        }
    }

    @Property(tries = 25)
    void shouldWriteTheSameTraceForTheSameSeed(@ForAll("acts") List<Act> acts, @ForAll long seed)
            throws SocketRefused {
        assertThat(trace(acts, seed)).isEqualTo(trace(acts, seed));
    }

    private static String trace(List<Act> acts, long seed) throws SocketRefused {
        var text = new StringBuilder();
        var options = WorldOptions.DEFAULT.withShuffle(seed);
        try (var hosts =
                new TwoHosts(options, faults(10), step -> StepText.appendJson(text, step))) {
            play(hosts, acts);
            hosts.settle();
        }
        return text.toString();
    }

    @Property(tries = 40)
    void shouldNotNoticeDriversThatChangeNothing(
            @ForAll("acts") List<Act> acts, @ForAll @IntRange(max = 20) int faultPercent)
            throws SocketRefused {
        var plain = outcome(acts, faultPercent);
        var through =
                outcome(
                        acts,
                        faultPercent,
                        new Intermediate() {},
                        new Forwarder(),
                        new LightweightFilter() {},
                        new Passer());
        assertThat(through).isEqualTo(plain);
    }

    private static List<String> outcome(List<Act> acts, int faultPercent, NdisDriver... drivers)
            throws SocketRefused {
        try (var hosts = new TwoHosts(WorldOptions.DEFAULT, faults(faultPercent), null)) {
            for (int i = 0; i < drivers.length; i++)
                hosts.a.insertDriver("lan", i, "d" + i, drivers[i]);
            List<String> seen = play(hosts, acts);
            hosts.settle();
            seen.add(hosts.world.ledger().totals().toString());
            return seen;
        }
    }

    /** Echo servers on port 7, listeners on 8, nobody on 9. */
    private static List<String> play(TwoHosts hosts, List<Act> acts) throws SocketRefused {
        List<TwoHosts.Program> programs = new ArrayList<>();
        for (WindowsHost host : new WindowsHost[] {hosts.a, hosts.b}) {
            for (IpAddress any : new IpAddress[] {IpAddress.ANY4, IpAddress.ANY6}) {
                programs.add(TwoHosts.Program.echo(host, any, 7));
                programs.add(TwoHosts.Program.udp(host, any, 8));
                programs.add(TwoHosts.Program.udp(host, any, 5000));
            }
        }
        List<String> statuses = new ArrayList<>();
        for (Act act : acts) {
            var program = programs.get((act.fromA ? 2 : 8) + (act.v6 ? 3 : 0));
            IpAddress to =
                    act.v6
                            ? act.fromA ? TwoHosts.B6 : TwoHosts.A6
                            : act.fromA ? TwoHosts.B4 : TwoHosts.A4;
            statuses.add(program.send("x".repeat(act.octets), to, act.port).name());
            hosts.world.runUntil(hosts.world.scheduler().nowNanos() + act.waitMicros * 1000L);
        }
        hosts.world.runUntil(hosts.world.scheduler().nowNanos() + 100_000_000_000L);
        for (TwoHosts.Program program : programs) {
            statuses.addAll(program.received);
            statuses.addAll(program.errors);
        }
        return statuses;
    }

    private static final class Forwarder implements Intermediate {
        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            packet.scatter(3, 9, 20);
            return below.send(packet);
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            above.sendComplete(packet, status);
        }

        @Override
        public int receive(UpperEdge above, NdisPacket packet) {
            packet.split(1, 2, 3);
            return above.indicateReceive(packet);
        }
    }

    private static final class Passer implements FilterDriver {
        @Override
        public Verdict onSend(Packet packet) {
            return Verdict.PASS;
        }

        @Override
        public Verdict onReceive(Packet packet) {
            return Verdict.PASS;
        }
    }
}
