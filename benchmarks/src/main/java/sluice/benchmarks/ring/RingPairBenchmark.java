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
 * What does a message cost from one thread to another, beside Agrona's ring and JCTools' queue?
 *
 * <p>Unit: nanoseconds per message, over rounds of 2^18 messages, each from the start of both
 * threads to the end of both; batches of 1 and 512 messages (Agrona and JCTools know no batches on
 * the producer's side). How: JMH's single shots, since a round is an operation of its own; the
 * loops are in {@link Passing}. For the medians of rounds taken in turn see {@link RingRounds}.
 *
 * <p>Estimate before measuring: 64 octets are a line and a little; a line takes about 60 ns one way
 * and some 8 are under way at once, hence 8 ns a message, if the lines of the indices do not travel
 * as well; with one publication a message they do, and it is nearer to 30 ns. 1500 octets: the copy
 * into the second cache is the limit, 30 ns; lines that the consumer fetched have to be taken back,
 * 50 ns in all.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 40)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class RingPairBenchmark {
    private static final int MESSAGES = 1 << 18;
    private static final int RING_OCTETS = 1 << 20;

    @Param({"byteRing", "slotRing", "agrona", "referenceRing", "jctools"})
    public String contender = "byteRing";

    @Param({"64", "1500"})
    public int lengthOctets;

    @Param({"1", "512"})
    public int batch;

    private Passing passing = Passing.of("byteRing", RING_OCTETS, 64, 1);

    @Setup
    public void build() {
        passing = Passing.of(contender, RING_OCTETS, lengthOctets, batch);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long acrossThreads() throws InterruptedException {
        round(passing, MESSAGES);
        return passing.sum[Passing.SUM];
    }

    /** One round: the caller produces, a thread of its own consumes. */
    static void round(Passing passing, int messages) throws InterruptedException {
        Thread consumer = Thread.ofPlatform().start(() -> passing.consume(messages));
        passing.produce(messages);
        consumer.join();
    }
}
