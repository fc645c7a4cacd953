package sluice.benchmarks.linux;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;
import sluice.benchmarks.ndis.NdisHopBenchmark;
import sluice.benchmarks.ndis.NdisUdpBenchmark;
import sluice.benchmarks.tcp.TcpBulkBenchmark;
import sluice.edge.SocketRefused;

/**
 * What a packet's way costs in processor time of its thread, as the least, the tenth and the median
 * of many rounds of about a millisecond: a figure that a busy machine disturbs less than wall time.
 *
 * <p>Run: {@code benchmarks/run.sh cpu NAME [ROUNDS]} with NAME one of forward, burst, unknown,
 * udp, windows-udp, tcp, windows-tcp (a full segment), these with -large (the host's own buffers),
 * tcp-least, windows-hop-KIND-COUNT, this with -standard (the verifier's level), each in a JVM of
 * its own. Unit: nanoseconds per packet. Estimate: see the benchmark of the same name; {@code
 * unknown} is the baseline.
 */
public final class CpuRounds {
    private static final int WARM_UP_ROUNDS = 1000;
    private static final int PACKETS_A_ROUND = 2048;
    private static final int BURST = 32;

    private static long kept; // so that no result is thrown away

    private CpuRounds() {}

    /** Arguments: the name, and the number of rounds, 1500 if absent. */
    public static void main(String[] arguments) throws SocketRefused {
        String name = arguments.length > 0 ? arguments[0] : "forward";
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1500;
        switch (name) {
            case "forward" -> print(name, router()::forward, 1, rounds);
            case "burst" -> print(name, router()::forwardInBursts, BURST, rounds);
            case "unknown" -> print(name, router()::baselineUnknownType, 1, rounds);
            case "udp" -> {
                var benchmark = new LinuxUdpBenchmark();
                benchmark.build();
                print(name, benchmark::endToEnd, 1, rounds);
            }
            case "windows-udp" -> {
                var benchmark = new NdisUdpBenchmark();
                benchmark.build();
                print(name, benchmark::endToEnd, 1, rounds);
            }
            case "tcp", "windows-tcp", "tcp-large", "windows-tcp-large" -> {
                var benchmark = new TcpBulkBenchmark();
                benchmark.host = name.startsWith("tcp") ? "linux" : "windows";
                benchmark.buffer = name.endsWith("-large") ? 0 : benchmark.buffer;
                benchmark.build();
                print(name, benchmark::bulk, TcpBulkBenchmark.SEGMENTS, rounds);
            }
            case "tcp-least" -> {
                var benchmark = new TcpBulkBenchmark();
                benchmark.build();
                print(name, benchmark::baselineTwoCopiesAndTwoChecksums, 1, rounds);
            }
            default -> {
                if (!name.startsWith("windows-hop-"))
                    throw new IllegalArgumentException("no round named " + name);
                windowsHop(name, rounds);
            }
        }
    }

    /** {@code windows-hop-KIND-COUNT[-LEVEL]}, as the parameters of {@link NdisHopBenchmark}. */
    private static void windowsHop(String name, int rounds) {
        String[] words = name.split("-", -1);
        if (words.length < 4 || words.length > 5)
            throw new IllegalArgumentException("expected windows-hop-KIND-COUNT[-LEVEL]: " + name);
        var benchmark = new NdisHopBenchmark();
        benchmark.kind = words[2];
        benchmark.drivers = Integer.parseInt(words[3]);
        if (words.length == 5) benchmark.verifier = words[4];
        benchmark.build();
        print(name, benchmark::sendAndComplete, NdisHopBenchmark.SENDS, rounds);
    }

    private static LinuxForwardBenchmark router() {
        var benchmark = new LinuxForwardBenchmark();
        benchmark.build();
        return benchmark;
    }

    private static void print(String name, LongSupplier work, int packets, int rounds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        int calls = PACKETS_A_ROUND / packets;
        double[] nanos = new double[Math.max(1, rounds)];
        for (int round = -WARM_UP_ROUNDS; round < nanos.length; round++) {
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < calls; i++) kept += work.getAsLong();
            long used = threads.getCurrentThreadCpuTime() - start;
            if (round >= 0) nanos[round] = used / (double) (calls * packets);
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f ns at best, %.1f in one round of ten, %.1f median (%d)%n",
                name,
                nanos[0],
                nanos[nanos.length / 10],
                nanos[nanos.length / 2],
                kept & 1);
    }
}
