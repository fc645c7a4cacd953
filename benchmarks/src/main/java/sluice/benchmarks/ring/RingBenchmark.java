package sluice.benchmarks.ring;

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

/**
 * What does a message cost through a ring on one thread, beside Agrona's ring and JCTools' queue?
 *
 * <p>Unit: nanoseconds per message, in and out, 16 in a row (a hand-written loop, since one message
 * at a time would measure the harness). Estimate before measuring: 64 octets are a copy of two or
 * four vector moves and some twenty instructions on either side, 8 ns; 1500 octets are 24 lines in
 * and 2 looked at, 30 ns. The baselines in the class are {@code agrona} (copies as we do) and
 * {@code jctools} (passes references only, as our {@code referenceRing}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class RingBenchmark {
    private static final int BURST = 16;
    private static final int RING_OCTETS = 1 << 16;

    @Param({"byteRing", "slotRing", "agrona", "referenceRing", "jctools"})
    public String contender = "byteRing";

    @Param({"64", "1500"})
    public int lengthOctets;

    private Passing passing = Passing.of("byteRing", RING_OCTETS, 64, 1);

    @Setup
    public void build() {
        passing = Passing.of(contender, RING_OCTETS, lengthOctets, 1);
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public long inAndOut() {
        passing.produce(BURST);
        passing.consume(BURST);
        return passing.sum[Passing.SUM];
    }
}
