package sluice.benchmarks.pcap.filter;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;

/**
 * How long does an expression take to become a program, and how much of that is the optimizer?
 *
 * <p>Unit: microseconds per expression. Estimate made before: a short one 5, of which 4 for the
 * optimizer; fifty hosts 500; two hundred networks, of 2 400 tests, 6 000, where libpcap needs 59
 * 000 to 83 000. The baseline is the same without the optimizer.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class FilterCompileBenchmark {
    /** Which expression. */
    @Param({"tcp80", "flags", "hosts50", "ports50", "nets200"})
    public String filter = "";

    private String expression = "";
    private FilterOptions optimized = FilterOptions.of(LinkType.ETHERNET);
    private FilterOptions plain = optimized;

    /** Writes the expression. */
    @Setup
    public void write() {
        expression =
                switch (filter) {
                    case "tcp80" -> "tcp port 80";
                    case "flags" -> "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not net 10";
                    case "hosts50" -> joined(50, i -> "host 10.0.0." + (i + 1));
                    case "ports50" -> joined(50, i -> "port " + (i + 1));
                    default -> networks();
                };
        optimized = FilterOptions.of(LinkType.ETHERNET);
        plain = optimized.withOptimize(false);
    }

    private static String joined(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(" or "));
    }

    private static String networks() {
        Random random = new Random(1);
        return joined(
                200,
                _ -> {
                    int bits = 8 + random.nextInt(17);
                    int net = random.nextInt() & (-1 << (32 - bits));
                    return "net %d.%d.%d.%d/%d"
                            .formatted(
                                    net >>> 24,
                                    net >>> 16 & 0xff,
                                    net >>> 8 & 0xff,
                                    net & 0xff,
                                    bits);
                });
    }

    /** The whole way. */
    @Benchmark
    public FilterResult optimized() {
        return FilterCompiler.compile(expression, optimized);
    }

    /** Without the optimizer. */
    @Benchmark
    public FilterResult plain() {
        return FilterCompiler.compile(expression, plain);
    }
}
