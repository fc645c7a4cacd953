package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfStep;
import sluice.netfilter.NfVerdict;
import sluice.packet.wire.OctetSequence;
import sluice.trace.StepText;
import sluice.world.WorldOptions;

/** An accepting hook changes nothing but the trace. */
@BalancedLedger
class HookBenchProperties {
    enum Way {
        DELIVER,
        FORWARD,
        SEND,
        RECEIVE
    }

    record Put(Way way, int port, OctetSequence payload, Frame frame, long pauseNanos) {}

    private record Seen(
            String trace, List<Frame> left0, List<Frame> left1, List<OctetSequence> delivered) {}

    @Provide
    Arbitrary<List<Put>> traffic() {
        return Combinators.combine(
                        Arbitraries.of(Way.class),
                        AnyAddress.port().filter(port -> port != HookBench.STATION_PORT),
                        AnyFrame.payload().map(OctetSequence::copyOf),
                        AnyFrame.any(),
                        Arbitraries.longs().between(0, 1_000_000_000))
                .as(Put::new)
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<HookPoint>> points() {
        return Arbitraries.of(HookPoint.IP).list().ofMinSize(1).ofMaxSize(5);
    }

    @Property(tries = 60)
    void shouldChangeNothingButTheTrace(
            @ForAll("traffic") List<Put> traffic,
            @ForAll("points") List<HookPoint> points,
            @ForAll long seed,
            Worlds worlds) {
        Seen bare = seen(worlds, seed, List.of(), traffic);
        assertThat(seen(worlds, seed, points, traffic)).isEqualTo(bare);
    }

    /** What is seen with accepting hooks at these points; their own steps left out. */
    private static Seen seen(Worlds worlds, long seed, List<HookPoint> points, List<Put> traffic) {
        var trace = new StringBuilder();
        var decided = new ArrayList<NfStep.HookDecided>();
        var options = WorldOptions.DEFAULT.withShuffle(seed);
        var bench =
                HookBench.bare(
                        worlds.open(
                                options,
                                step -> {
                                    if (step instanceof NfStep.HookDecided hook) {
                                        decided.add(hook);
                                        return;
                                    }
                                    StepText.appendJson(trace, step);
                                    trace.append('\n');
                                }));
        for (HookPoint point : points)
            bench.register(point, 0, "accept", (_, _) -> NfVerdict.ACCEPT);
        for (Put put : traffic) {
            switch (put.way()) {
                case DELIVER -> bench.deliver(put.port(), put.payload().toArray());
                case FORWARD -> bench.forward(put.port(), put.payload().toArray());
                case SEND -> bench.send(put.port(), put.payload().toArray());
                case RECEIVE -> bench.receive(put.frame());
            }
            bench.advance(put.pauseNanos());
        }
        bench.advance(100_000_000_000L);
        assertThat(decided).hasSameSizeAs(bench.verdicts());
        return new Seen(
                trace.toString(), bench.left("eth0"), bench.left("eth1"), bench.delivered());
    }
}
