package sluice.benchmarks.rules;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.IntHashSet;
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

/**
 * What does the look-up alone cost in other collections, with the addresses of {@link
 * SetBenchmark}?
 *
 * <p>Unit: nanoseconds per address. To be set beside the difference between that one's {@code SET}
 * or {@code INTERVALS} and its {@code NOTHING}, which walks a rule besides: loads the address from
 * the packet, counts, decides. Estimate before measuring: Agrona 3, {@code HashSet} 8, {@code
 * TreeMap} 60 at 1000; misses of the cache above.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class SetPeersBenchmark {
    @Param({"10", "1000", "100000"})
    public int elements = 10;

    private final IntHashSet agrona = new IntHashSet();
    private final Set<Integer> hashSet = new HashSet<>();
    private final TreeMap<Integer, Integer> treeMap = new TreeMap<>();
    private int[] addresses = {};
    private int at;

    @Setup
    public void build() {
        addresses = SetRules.addresses(elements);
        for (int i = 0; i < elements; i++) {
            agrona.add(SetRules.element(i));
            hashSet.add(SetRules.element(i));
            treeMap.put(SetRules.element(i), i);
        }
    }

    private int next() {
        return addresses[at++ & addresses.length - 1];
    }

    @Benchmark
    public boolean agronaIntHashSet() {
        return agrona.contains(next());
    }

    @Benchmark
    public boolean javaHashSet() {
        return hashSet.contains(next());
    }

    @Benchmark
    public boolean javaTreeMapOfIntervals() {
        int address = next();
        Map.Entry<Integer, Integer> below = treeMap.floorEntry(address);
        return below != null && SetRules.covers(below.getKey(), address);
    }
}
