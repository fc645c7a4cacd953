package sluice.benchmarks.pcap.file;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import sluice.benchmarks.bpf.FilterMix;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.PcapOptions;
import sluice.pcap.file.PcapWriter;
import sluice.pcap.file.ReaderOptions;
import sluice.pcap.filter.Filter;
import sluice.sniffer.FileSource;
import sluice.sniffer.LineSink;
import sluice.sniffer.PacketFilters;
import sluice.sniffer.PacketSink;
import sluice.sniffer.SavedFiles;
import sluice.sniffer.SniffLimits;
import sluice.sniffer.Sniffer;

/**
 * The Java side of {@code benchmarks/peers/big-capture.sh}: what {@code sluice capture -r} does, in
 * a JVM that goes on living, so that its start is not in the figures.
 *
 * <p>Arguments: {@code write FILE OCTETS} makes a capture of the mix of {@link FilterMix}; {@code
 * serve FILE EXPRESSION} does what each line of its input names ({@code count}, {@code match},
 * {@code copy}, {@code copy-match}, {@code lines}) and answers with {@code MATCHES OCTETS
 * WALL-SECONDS CPU-SECONDS HEAP-OCTETS}: processor time of the whole process, and what was
 * allocated by the thread.
 */
public final class BigCapture {
    private static final long SEED = 42;
    private static final int NANOS_BETWEEN = 3_700;
    private static final long NANOS_A_SECOND = 1_000_000_000L;
    private static final String NOWHERE = "/dev/null";

    private BigCapture() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException, PacketFilters.Unfit {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "write" -> write(Path.of(arguments[1]), Long.parseLong(arguments[2]));
            case "serve" -> serve(Path.of(arguments[1]), arguments[2], System.out);
            default -> throw new IllegalArgumentException("write or serve");
        }
    }

    private static void write(Path file, long octets) throws IOException {
        FilterMix mix = new FilterMix(SEED);
        long nanos = 1_700_000_000L * NANOS_A_SECOND;
        try (PcapWriter out = PcapWriter.create(file, PcapOptions.micros(LinkType.ETHERNET))) {
            for (int i = 0; out.writtenOctets() < octets; i = (i + 1) % FilterMix.FRAMES) {
                int length = mix.lengths[i];
                out.write(
                        nanos / NANOS_A_SECOND,
                        (int) (nanos % NANOS_A_SECOND),
                        mix.octets,
                        mix.offsets[i],
                        length,
                        length);
                nanos += NANOS_BETWEEN;
            }
        }
    }

    private static void serve(Path file, String expression, PrintStream out)
            throws IOException, PacketFilters.Unfit {
        var orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        var processor =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            long heap = threads.getCurrentThreadAllocatedBytes();
            long cpu = processor.getProcessCpuTime();
            long wall = System.nanoTime();
            Sniffer sniffer = carryOut(order, file, expression);
            wall = System.nanoTime() - wall;
            cpu = processor.getProcessCpuTime() - cpu;
            heap = threads.getCurrentThreadAllocatedBytes() - heap;
            out.printf(
                    Locale.ROOT,
                    "%d %d %.6f %.6f %d%n",
                    sniffer.totals().matched(),
                    sniffer.totals().octets(),
                    wall / 1e9,
                    cpu / 1e9,
                    heap);
            out.flush();
        }
    }

    private static Sniffer carryOut(String order, Path file, String expression)
            throws IOException, PacketFilters.Unfit {
        PacketFilters filters =
                order.endsWith("match")
                        ? type -> Filter.of(expression, type).matcher()
                        : PacketFilters.ALL;
        try (PrintStream nowhere =
                        new PrintStream(
                                new FileOutputStream(NOWHERE), false, StandardCharsets.US_ASCII);
                CaptureReader reader = CaptureReader.open(file, ReaderOptions.tolerant())) {
            List<PacketSink> sinks =
                    switch (order) {
                        case "count", "match" -> List.of();
                        case "copy", "copy-match" ->
                                List.of(
                                        new SavedFiles(
                                                Path.of(NOWHERE),
                                                CaptureFormat.PCAP,
                                                LinkType.ETHERNET,
                                                SavedFiles.Ring.NONE));
                        case "lines" -> List.of(new LineSink(nowhere, false, () -> {}));
                        default -> throw new IllegalArgumentException(order);
                    };
            Sniffer sniffer = new Sniffer(filters, SniffLimits.NONE, sinks);
            FileSource.run(reader, sniffer, () -> false);
            for (PacketSink sink : sinks) sink.close();
            return sniffer;
        }
    }
}
