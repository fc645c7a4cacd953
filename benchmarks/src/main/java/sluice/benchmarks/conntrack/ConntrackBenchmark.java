package sluice.benchmarks.conntrack;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sluice.benchmarks.linux.HookPath;

/**
 * What does tracking cost a UDP datagram on its way through PREROUTING and INPUT, by the size of
 * the table?
 *
 * <p>Unit: nanoseconds per packet at both points, a last hook at each included; the packets go
 * through all flows in turn, so that a large table is not in the caches. Estimate before measuring:
 * 30 without tracking, 60 more with it, two cache misses of 80 each in a table of 262144; 400 for a
 * connection that begins. The baseline is the same without tracking; a peer is a {@code
 * java.util.HashMap} of as many records. Nothing is allocated but for a connection that begins.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ConntrackBenchmark {
    private static final int HOST = 0x0a00_0001;
    private static final String TRACKED =
            "table ip filter { chain input { type filter hook input priority 0;"
                    + " ct state invalid counter drop; } }";
    private static final String UNTRACKED =
            "table ip filter { chain input { type filter hook input priority 0;"
                    + " meta mark 7 counter drop; } }";

    @Param({"1", "10000", "262144"})
    public int connections = 1;

    private @Nullable HookPath tracked;
    private @Nullable HookPath untracked;
    private @Nullable Flows flows;
    private final FlowMap map = new FlowMap(HOST);

    @Setup
    public void build() {
        var path = new HookPath(TRACKED, 2 * connections);
        for (int flow = 0; flow < connections; flow++) {
            Flows.forth(path, flow, HOST).deliver();
            Flows.answer(path, flow, HOST).send();
            map.add(flow);
        }
        if (path.linux().conntrack().count() != connections)
            throw new IllegalStateException(path.linux().conntrack().stats().toString());
        tracked = path;
        untracked = new HookPath(UNTRACKED, connections);
        flows = new Flows(connections);
    }

    @Benchmark
    public int established() {
        return Flows.forth(requireNonNull(tracked), requireNonNull(flows).next(), HOST).deliver();
    }

    @Benchmark
    public int baselineUntracked() {
        return Flows.forth(requireNonNull(untracked), requireNonNull(flows).next(), HOST).deliver();
    }

    @Benchmark
    public @Nullable Object peerHashMap() {
        return map.find(requireNonNull(flows).next());
    }
}
