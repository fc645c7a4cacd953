package sluice.benchmarks.time;

import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
import sluice.time.Handler;
import sluice.time.VirtualScheduler;

/**
 * What does one event cost, from taking it off the heap to having scheduled the next one?
 *
 * <p>Unit: nanoseconds per event, with a steady number of events pending; each, when it runs,
 * schedules itself again after one of 4096 drawn delays. Estimate before measuring: log4(n) levels
 * of four comparisons in two small arrays, 5 ns a level down and 2 up, and 10 for the call: 20, 35,
 * 50 and, out of the first cache, 90 ns. The baseline is {@link PriorityQueue} with a record per
 * event. The scheduler allocates nothing; the queue a record per event.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class SchedulerBenchmark {
    private static final int DELAYS = 4096;

    @Param({"16", "256", "4096", "65536"})
    public int pending;

    /** Whether ties are drawn from a seed, as in the exploration of other orders. */
    @Param({"false", "true"})
    public boolean shuffled;

    private final long[] delays = new long[DELAYS];
    private int next;
    private VirtualScheduler scheduler = VirtualScheduler.inOrder();
    private Handler<SchedulerBenchmark> again = SchedulerBenchmark::scheduleAgain;
    private PriorityQueue<Event> queue = new PriorityQueue<>();
    private long sequence;

    private record Event(long time, long sequence, Handler<SchedulerBenchmark> handler)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    @Setup
    public void fill() {
        var random = new Random(42);
        for (int i = 0; i < DELAYS; i++) delays[i] = 1L + random.nextInt(100_000);
        scheduler = shuffled ? VirtualScheduler.shuffled(42) : VirtualScheduler.inOrder();
        again = SchedulerBenchmark::scheduleAgain;
        queue = new PriorityQueue<>();
        for (int i = 0; i < pending; i++) {
            scheduleAgain();
            queue.add(new Event(nextDelay(), sequence++, SchedulerBenchmark::nothing));
        }
    }

    private long nextDelay() {
        next = (next + 1) & (DELAYS - 1);
        return delays[next];
    }

    private void scheduleAgain() {
        scheduler.schedule(nextDelay(), scheduler.wire(), again, this);
    }

    private void nothing() {}

    @Benchmark
    public boolean event() {
        return scheduler.runOne();
    }

    @Benchmark
    public long baselinePriorityQueue() {
        Event event = queue.remove();
        event.handler().run(this);
        queue.add(new Event(event.time() + nextDelay(), sequence++, event.handler()));
        return event.time();
    }
}
