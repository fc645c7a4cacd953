package sluice.benchmarks.rules;

import java.util.List;
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
import sluice.rules.compiled.Planner;

/**
 * What do rules that do not match cost a packet, one after the other and planned?
 *
 * <p>Unit: nanoseconds per packet at one hook point, its base chain's policy included. Estimate
 * before measuring: walk and policy 20, an index 15 each, plain rules 6 each, quick tests below 1
 * each. The baseline is the empty chain (0 rules). The kernel's own slope: {@code
 * benchmarks/kernel-rules.sh}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class RulesBenchmark {
    @Param({"0", "10", "100", "1000", "5000"})
    public int rules;

    @Param({"ADDRESS", "PORTS", "NETS", "LINEAR", "MIX"})
    public String kind = "ADDRESS";

    @Param({"planned", "plain"})
    public String walk = "planned";

    private @Nullable RuleHooks hooks;

    @Setup
    public void build() {
        hooks =
                new RuleHooks(
                        RuleLists.of(RuleLists.Kind.valueOf(kind), rules),
                        walk.equals("plain") ? null : new Planner());
    }

    @Benchmark
    public int forward() {
        return java.util.Objects.requireNonNull(hooks).forward();
    }

    /** Five points with empty base chains. */
    @State(Scope.Thread)
    public static class Empty {
        private final RuleHooks hooks = new RuleHooks(List.of(), new Planner());
    }

    @Benchmark
    public int fiveEmptyHooks(Empty empty) {
        return empty.hooks.all();
    }
}
