package sluice.benchmarks.bpf;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sluice.bpf.BpfProgram;
import sluice.bpf.PacketProgram;

/**
 * What does a filter cost per packet, interpreted, compiled and called packet by packet, and
 * compiled with its loop?
 *
 * <p>Unit: nanoseconds per frame of {@link FilterMix}. Estimate before measuring: the loop, one
 * load and one comparison 1.3 ns, which is the baseline; each further test that is hard to foresee
 * 1 ns; a probe of a table 1.5 ns; interpreted 1.2 ns an instruction. Nothing is allocated. The
 * peer is {@code benchmarks/peers/bpf-filter.sh}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FilterMix.FRAMES)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class FilterBenchmark {
    /** A name of {@link MeasuredFilters}. */
    @Param({
        "ip",
        "tcp",
        "tcp80",
        "udp53",
        "host",
        "net-not-port",
        "synfin",
        "httpdata",
        "get",
        "portrange",
        "ip6-443",
        "vlan-ip6",
        "tcp80-vlan",
        "greater",
        "hosts50",
        "ports50",
        "nets200"
    })
    public String filter = "";

    private final FilterMix mix = new FilterMix(42);
    private final int[] kept = new int[FilterMix.FRAMES];
    private PacketProgram interpreted = (_, _, _, _) -> 0;
    private PacketProgram compiled = interpreted;

    /** Makes the program ready both ways. */
    @Setup
    public void load() {
        BpfProgram program = MeasuredPrograms.program(filter);
        interpreted = MeasuredPrograms.interpreted(program);
        compiled = MeasuredPrograms.compiled(program);
    }

    /** The reference. */
    @Benchmark
    public int interpreted() {
        return each(interpreted);
    }

    /** One call per frame. */
    @Benchmark
    public int compiled() {
        return each(compiled);
    }

    /** One call for all frames. */
    @Benchmark
    public int compiledWithItsLoop() {
        return compiled.runAll(
                mix.octets, mix.offsets, mix.lengths, mix.lengths, kept.length, kept);
    }

    /** The loop over the frames with one load of each and no filter. */
    @Benchmark
    public int baselineOneOctetEach() {
        int sum = 0;
        for (int i = 0; i < kept.length; i++) {
            int octet = mix.octets[mix.offsets[i] + 12];
            kept[i] = octet;
            sum += octet;
        }
        return sum;
    }

    private int each(PacketProgram program) {
        int matched = 0;
        for (int i = 0; i < kept.length; i++) {
            int length = mix.lengths[i];
            int result = program.run(mix.octets, mix.offsets[i], length, length);
            kept[i] = result;
            if (result != 0) matched++;
        }
        return matched;
    }
}
