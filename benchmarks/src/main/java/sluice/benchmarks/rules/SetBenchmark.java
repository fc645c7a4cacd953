package sluice.benchmarks.rules;

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
import sluice.netfilter.HookPoint;

/**
 * What does a rule with a set cost a packet, by the kind of the set and its size?
 *
 * <p>Unit: nanoseconds per packet at one hook, a last hook included; half of the packets are in the
 * set, in an order nobody can foretell. Estimate before measuring: 30 for the empty chain, 15 for a
 * rule, 20 for a hash, 10 for each halving of intervals, a cache miss or two of 80 from 100000 on.
 * The baselines are {@code NOTHING} and {@code ADDRESS}, one rule without a set; what the lookup
 * alone costs elsewhere says {@link SetPeersBenchmark}, the kernel {@code
 * benchmarks/kernel-rules.sh}. Nothing is allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class SetBenchmark {
    @Param public SetRules.Kind kind = SetRules.Kind.SET;

    @Param({"10", "1000", "100000"})
    public int elements = 10;

    private @Nullable HookPath path;
    private int[] addresses = {};
    private int at;

    @Setup
    public void build() {
        path = SetRules.path(kind, elements);
        addresses = SetRules.addresses(elements);
    }

    @Benchmark
    public int packet() {
        int source = addresses[at++ & addresses.length - 1];
        return SetRules.datagram(requireNonNull(path), source).run(HookPoint.FORWARD);
    }
}
