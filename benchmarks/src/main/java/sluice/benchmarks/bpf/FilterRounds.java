package sluice.benchmarks.bpf;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import sluice.bpf.BpfProgram;
import sluice.bpf.PacketProgram;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.Filter;

/**
 * The Java side of {@code benchmarks/peers/bpf-filter.sh}: filters beside libpcap's interpreter
 * over the same frames, in processor time of the thread, so that a busy machine disturbs it less.
 *
 * <p>Arguments: {@code write FOLDER} writes the frames and the expressions for the peer; {@code
 * measure ROUNDS} prints a line per filter; {@code table PEER OURS} compares what both printed, any
 * number of times. Unit: nanoseconds per frame. Of the rounds of a run nine in ten took longer than
 * what is printed; of the runs the table has the median.
 */
public final class FilterRounds {
    private static final long SEED = 42;
    private static final int WARM_UP_ROUNDS = 1500;
    private static final double NANOS_A_MICRO = 1000;

    private FilterRounds() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "write" -> write(Path.of(arguments[1]));
            case "measure" -> measure(Integer.parseInt(arguments[1]), System.out);
            case "table" -> table(Path.of(arguments[1]), Path.of(arguments[2]), System.out);
            default -> throw new IllegalArgumentException("write, measure or table");
        }
    }

    private static void write(Path folder) throws IOException {
        FilterMix mix = new FilterMix(SEED);
        int octets = Arrays.stream(mix.lengths).sum();
        ByteBuffer frames =
                ByteBuffer.allocate(Integer.BYTES * (1 + FilterMix.FRAMES) + octets)
                        .order(ByteOrder.LITTLE_ENDIAN);
        frames.putInt(FilterMix.FRAMES);
        for (int i = 0; i < FilterMix.FRAMES; i++)
            frames.putInt(mix.lengths[i]).put(mix.octets, mix.offsets[i], mix.lengths[i]);
        Files.write(folder.resolve("frames.bin"), frames.array());
        Files.writeString(folder.resolve("filters.tsv"), MeasuredFilters.lines());
    }

    /** Prints {@code NAME INTERPRETED CALLED LOOP INSTRUCTIONS MATCHES COMPILE-NS LOAD-NS}. */
    private static void measure(int rounds, PrintStream out) {
        FilterMix mix = new FilterMix(SEED);
        int[] kept = new int[FilterMix.FRAMES];
        for (Map.Entry<String, String> entry : MeasuredFilters.expressions().entrySet()) {
            String expression = entry.getValue();
            BpfProgram program = MeasuredPrograms.program(entry.getKey());
            PacketProgram interpreted = MeasuredPrograms.interpreted(program);
            PacketProgram compiled = MeasuredPrograms.compiled(program);
            int matches = each(interpreted, mix, kept);
            int few = Math.max(1, rounds / 10);
            double[] nanos = {
                tenth(few, rounds, matches, () -> each(interpreted, mix, kept)),
                tenth(rounds, WARM_UP_ROUNDS, matches, () -> each(compiled, mix, kept)),
                tenth(rounds, WARM_UP_ROUNDS, matches, loop(compiled, mix, kept))
            };
            int length = program.instructionCount();
            double compile =
                    tenth(
                            few,
                            few,
                            length,
                            () ->
                                    Filter.of(expression, LinkType.ETHERNET)
                                            .program()
                                            .instructionCount());
            double load =
                    tenth(
                            few,
                            few,
                            1,
                            () -> MeasuredPrograms.compiled(program) == interpreted ? 0 : 1);
            out.printf(
                    Locale.ROOT,
                    "%s %.2f %.2f %.2f %d %d %.0f %.0f%n",
                    entry.getKey(),
                    nanos[0],
                    nanos[1],
                    nanos[2],
                    program.instructionCount(),
                    matches,
                    compile * FilterMix.FRAMES,
                    load * FilterMix.FRAMES);
        }
    }

    private static IntSupplier loop(PacketProgram program, FilterMix mix, int[] kept) {
        return () ->
                program.runAll(
                        mix.octets, mix.offsets, mix.lengths, mix.lengths, kept.length, kept);
    }

    private static int each(PacketProgram program, FilterMix mix, int[] kept) {
        int matched = 0;
        for (int i = 0; i < kept.length; i++) {
            int length = mix.lengths[i];
            kept[i] = program.run(mix.octets, mix.offsets[i], length, length);
            if (kept[i] != 0) matched++;
        }
        return matched;
    }

    /**
     * The tenth of the rounds that was quickest ends here; each must give the same number of
     * matches.
     */
    private static double tenth(int rounds, int warmUpRounds, int matches, IntSupplier work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] nanos = new double[rounds];
        for (int round = -warmUpRounds; round < rounds; round++) {
            long start = threads.getCurrentThreadCpuTime();
            int found = work.getAsInt();
            long used = threads.getCurrentThreadCpuTime() - start;
            if (found != matches)
                throw new IllegalStateException(found + " matches, interpreted " + matches);
            if (round >= 0) nanos[round] = used / (double) FilterMix.FRAMES;
        }
        Arrays.sort(nanos);
        return nanos[rounds / 10];
    }

    /** The peer prints {@code NAME INSTRUCTIONS MATCHES BEST TENTH COMPILE-NS}. */
    private static void table(Path peerFile, Path ourFile, PrintStream out) throws IOException {
        Map<String, double[][]> peer = columns(peerFile);
        Map<String, double[][]> ours = columns(ourFile);
        out.println(
                "                               ns a frame                          "
                        + " |  compiling, us");
        out.println(
                "filter          insns matches  libpcap   interp.   called     loop   ratio"
                        + " |  libpcap    ours   ratio  to byte code");
        double logarithms = 0;
        double least = Double.MAX_VALUE;
        for (Map.Entry<String, double[][]> entry : peer.entrySet()) {
            double[][] theirs = entry.getValue();
            double[][] us = ours.get(entry.getKey());
            if (us == null) throw new IOException("not measured: " + entry.getKey());
            double libpcap = middle(theirs[3]);
            double ratio = libpcap / middle(us[2]);
            logarithms += Math.log(ratio);
            least = Math.min(least, ratio);
            double compile = middle(theirs[4]);
            out.printf(
                    Locale.ROOT,
                    "%-14s %6.0f %7.0f %8.2f  %8.2f %8.2f %8.2f %7.1f | %8.0f %7.0f %7.1f %13.0f%s%n",
                    entry.getKey(),
                    theirs[0][0],
                    theirs[1][0],
                    libpcap,
                    middle(us[0]),
                    middle(us[1]),
                    middle(us[2]),
                    ratio,
                    compile / NANOS_A_MICRO,
                    middle(us[5]) / NANOS_A_MICRO,
                    compile / middle(us[5]),
                    middle(us[6]) / NANOS_A_MICRO,
                    theirs[0][0] == us[3][0] && theirs[1][0] == us[4][0]
                            ? ""
                            : "  DIFFERENT: %.0f instructions, %.0f matches"
                                    .formatted(us[3][0], us[4][0]));
        }
        out.printf(
                Locale.ROOT,
                "geometric mean of the ratios %.2f, least %.2f; processor time, loop against libpcap%n",
                Math.exp(logarithms / peer.size()),
                least);
    }

    /** The numbers behind each name: a row per column, a number per run. */
    static Map<String, double[][]> columns(Path file) throws IOException {
        Map<String, double[][]> columns = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            double[][] rows =
                    columns.computeIfAbsent(words[0], _ -> new double[words.length - 1][0]);
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Arrays.copyOf(rows[i], rows[i].length + 1);
                rows[i][rows[i].length - 1] = Double.parseDouble(words[i + 1]);
            }
        }
        return columns;
    }

    static double middle(double[] runs) {
        double[] sorted = runs.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
