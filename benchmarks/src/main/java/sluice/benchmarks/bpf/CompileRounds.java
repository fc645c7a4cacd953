package sluice.benchmarks.bpf;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import sluice.bpf.BpfProgram;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;

/**
 * The Java side of {@code benchmarks/peers/filter-compile.sh}: from an expression to a program,
 * beside libpcap's compiler, in processor time of the thread.
 *
 * <p>Arguments: {@code write FILE} writes the expressions for the peer; {@code measure MILLIS}
 * prints a line per filter, each compiled for so long after twice as long of warming up; {@code
 * table PEER OURS} compares what both printed, any number of times. Unit: microseconds an
 * expression. Of the rounds of a run nine in ten took longer than what is printed; of the runs the
 * table has the median. Estimate made before: short expressions as quick as libpcap's within a
 * factor of three, fifty alternatives five times quicker, two hundred networks ten times.
 */
public final class CompileRounds {
    private static final long ROUND_NANOS = 200_000;
    private static final int ROUNDS_MIN = 5;
    private static final int ROUNDS_MAX = 100_000;
    private static final double NANOS_A_MICRO = 1000;

    private CompileRounds() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "write" -> write(Path.of(arguments[1]));
            case "measure" -> measure(Integer.parseInt(arguments[1]) * 1_000_000L, System.out);
            case "table" -> table(Path.of(arguments[1]), Path.of(arguments[2]), System.out);
            default -> throw new IllegalArgumentException("write, measure or table");
        }
    }

    private static void write(Path file) throws IOException {
        Files.writeString(file, MeasuredFilters.lines());
    }

    /** Prints {@code NAME INSTRUCTIONS OPTIMIZED PLAIN TO-BYTE-CODE}, in nanoseconds. */
    private static void measure(long budgetNanos, PrintStream out) {
        FilterOptions options = FilterOptions.of(LinkType.ETHERNET);
        for (Map.Entry<String, String> entry : MeasuredFilters.expressions().entrySet()) {
            String text = entry.getValue();
            BpfProgram program = MeasuredPrograms.program(entry.getKey());
            out.printf(
                    Locale.ROOT,
                    "%s %d %.0f %.0f %.0f%n",
                    entry.getKey(),
                    program.instructionCount(),
                    tenth(budgetNanos, () -> compiled(text, options)),
                    tenth(budgetNanos / 10, () -> compiled(text, options.withOptimize(false))),
                    tenth(budgetNanos / 10, () -> MeasuredPrograms.compiled(program).hashCode()));
        }
    }

    private static int compiled(String expression, FilterOptions options) {
        return FilterCompiler.compile(expression, options)
                        instanceof FilterResult.Compiled(var filter)
                ? filter.program().instructionCount()
                : 0;
    }

    /** The quickest tenth of rounds ends here; a round is what takes a fifth of a millisecond. */
    private static double tenth(long budgetNanos, IntSupplier work) {
        int sum = rounds(2 * budgetNanos, 1, work, new double[ROUNDS_MAX]);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        sum += work.getAsInt();
        long once = Math.max(1, threads.getCurrentThreadCpuTime() - start);
        double[] nanos = new double[ROUNDS_MAX];
        int count = rounds(budgetNanos, (int) Math.max(1, ROUND_NANOS / once), work, nanos);
        if (sum == 0) throw new IllegalStateException("nothing was compiled");
        Arrays.sort(nanos, 0, count);
        return nanos[count / 10];
    }

    private static int rounds(long budgetNanos, int batch, IntSupplier work, double[] nanos) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        long used = 0;
        int count = 0;
        int sum = 0;
        while (count < ROUNDS_MAX && (count < ROUNDS_MIN || used < budgetNanos)) {
            long from = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < batch; i++) sum += work.getAsInt();
            long to = threads.getCurrentThreadCpuTime();
            nanos[count++] = (to - from) / (double) batch;
            used = to - begun;
        }
        if (sum == 0) throw new IllegalStateException("nothing was compiled");
        return count;
    }

    private static void table(Path peerFile, Path ourFile, PrintStream out) throws IOException {
        Map<String, double[][]> peer = FilterRounds.columns(peerFile);
        Map<String, double[][]> ours = FilterRounds.columns(ourFile);
        out.println(
                "                       |   optimized, us           |  not optimized, us         |");
        out.println(
                "filter          insns  |  libpcap     ours  ratio  |  libpcap     ours   ratio  | to byte code, us");
        double logarithms = 0;
        for (Map.Entry<String, double[][]> entry : peer.entrySet()) {
            double[][] theirs = entry.getValue();
            double[][] us = ours.get(entry.getKey());
            if (us == null) throw new IOException("not measured: " + entry.getKey());
            double[] micros = {
                micros(theirs[1]), micros(us[1]), micros(theirs[2]), micros(us[2]), micros(us[3])
            };
            logarithms += Math.log(micros[0] / micros[1]);
            out.printf(
                    Locale.ROOT,
                    "%-14s %6.0f  | %8.1f %8.1f %6.2f  | %8.1f %8.1f %7.2f  | %8.1f%s%n",
                    entry.getKey(),
                    theirs[0][0],
                    micros[0],
                    micros[1],
                    micros[0] / micros[1],
                    micros[2],
                    micros[3],
                    micros[2] / micros[3],
                    micros[4],
                    theirs[0][0] == us[0][0] ? "" : "  DIFFERENT: %.0f".formatted(us[0][0]));
        }
        out.printf(
                Locale.ROOT,
                "geometric mean of the ratios, optimized: %.2f; processor time, libpcap against ours%n",
                Math.exp(logarithms / peer.size()));
    }

    private static double micros(double[] runs) {
        return FilterRounds.middle(runs) / NANOS_A_MICRO;
    }
}
