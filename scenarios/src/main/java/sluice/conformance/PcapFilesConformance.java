package sluice.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;
import sluice.pcap.file.Strictness;

/**
 * Good and malformed capture files, read as libpcap 1.10.3 read them.
 *
 * <p>The folder holds the files and {@code TABLE.tsv}, a line for each. What must agree: the link
 * type, the number of packets, seconds, nanoseconds and both lengths of the first packets, and the
 * message of the error with which opening or reading ended. Where libpcap refuses a pcapng only
 * because its interfaces differ in link type or snap length, the file is also read tolerantly and
 * must show tshark's packets, times and lengths.
 */
public final class PcapFilesConformance {
    private static final String TABLE = "TABLE.tsv";

    private final Path folder;
    private final PrintWriter report;
    private final List<String> failures = new ArrayList<>();
    private int passed;
    private int skipped;

    private PcapFilesConformance(Path folder, PrintWriter report) {
        this.folder = folder;
        this.report = report;
    }

    /**
     * Compares all files of a folder and reports each difference; the last line of the report is
     * the summary.
     *
     * @throws IOException if the table or a file cannot be read
     */
    public static ConformanceResult run(Path folder, PrintWriter report) throws IOException {
        return run(folder, report, ConformanceProgress.NONE);
    }

    /** As {@link #run(Path, PrintWriter)}, telling how far it has come. */
    public static ConformanceResult run(
            Path folder, PrintWriter report, ConformanceProgress progress) throws IOException {
        return new PcapFilesConformance(folder, report).run(progress);
    }

    private ConformanceResult run(ConformanceProgress progress) throws IOException {
        TabSeparated table = TabSeparated.read(folder.resolve(TABLE));
        for (int row = 0; row < table.rowCount(); row++) {
            String file = table.field(row, "file");
            progress.next(row, table.rowCount(), file);
            Path path = folder.resolve(file);
            if (!Files.isRegularFile(path)) {
                skipped++;
                report.println("skipped " + file + ": the file is not there");
                continue;
            }
            String difference = compare(path, table, row);
            if (difference.isEmpty()) {
                passed++;
            } else {
                failures.add(file + ": " + difference);
                report.println("failed " + file + ": " + difference);
            }
        }
        ConformanceResult result =
                new ConformanceResult(passed, failures.size(), skipped, failures);
        report.println(result.summary());
        report.flush();
        return result;
    }

    /** The first difference in words, empty if there is none. */
    private static String compare(Path path, TabSeparated table, int row) throws IOException {
        String openError = table.field(row, "libpcap.open_error");
        String readError = table.field(row, "libpcap.read_error");
        StringBuilder first = new StringBuilder("[");
        String dlt;
        String error;
        boolean atOpen;
        Optional<CaptureDamage> damage;
        long packets;
        try (CaptureReader reader = CaptureReader.open(path, ReaderOptions.libpcap())) {
            while (reader.next()) {
                if (reader.packetNumber() <= 8) {
                    first.append(reader.packetNumber() == 1 ? "[" : ",[")
                            .append(reader.epochSeconds())
                            .append(',')
                            .append(reader.nanos())
                            .append(',')
                            .append(reader.capturedLengthOctets())
                            .append(',')
                            .append(reader.wireLengthOctets())
                            .append(']');
                }
            }
            damage = reader.damage();
            atOpen = damage.map(CaptureDamage::atOpen).orElse(false);
            error = damage.map(found -> LibpcapWording.of(reader, found)).orElse("");
            dlt = atOpen ? "" : reader.linkType().dltName();
            packets = reader.packetNumber();
        }
        first.append(']');
        String count = atOpen ? "" : Long.toString(packets);
        String difference =
                differing("open error", atOpen ? error : "", openError)
                        + differing("read error", atOpen ? "" : error, readError)
                        + differing("link type", dlt, table.field(row, "libpcap.dlt"))
                        + differing("packets", count, table.field(row, "libpcap.packets"))
                        + differing(
                                "first packets",
                                first.toString(),
                                firstRecorded(table.field(row, "libpcap.first")));
        return difference.isEmpty() && interfacesDiffer(damage)
                ? compareTolerant(path, table, row)
                : difference;
    }

    private static String firstRecorded(String json) {
        return json.isEmpty() ? "[]" : json.replace(" ", "");
    }

    private static boolean interfacesDiffer(Optional<CaptureDamage> damage) {
        return damage.map(CaptureDamage::kind)
                .filter(kind ->
                        kind == CaptureDamage.Kind.LINK_TYPE_DIFFERS
                                || kind == CaptureDamage.Kind.SNAP_LENGTH_DIFFERS)
                .isPresent();
    }

    private static String compareTolerant(Path path, TabSeparated table, int row)
            throws IOException {
        List<String> times = new ArrayList<>();
        List<String> captured = new ArrayList<>();
        List<String> wire = new ArrayList<>();
        long packets;
        try (CaptureReader reader =
                CaptureReader.open(path, ReaderOptions.of(Strictness.TOLERANT))) {
            while (reader.next()) {
                if (reader.packetNumber() <= 6) {
                    times.add(reader.hasTime() ? TsharkTime.epoch(reader) : "");
                    captured.add(Integer.toString(reader.capturedLengthOctets()));
                    wire.add(Long.toString(reader.wireLengthOctets()));
                }
            }
            packets = reader.packetNumber();
        }
        return differing("tolerant packets", packets + "", table.field(row, "tshark.packets"))
                + differing(
                        "tolerant times", String.join(",", times), table.field(row, "tshark.times"))
                + differing(
                        "tolerant captured lengths",
                        String.join(",", captured),
                        table.field(row, "tshark.caplens"))
                + differing(
                        "tolerant wire lengths",
                        String.join(",", wire),
                        table.field(row, "tshark.lens"));
    }

    private static String differing(String what, String ours, String recorded) {
        return ours.equals(recorded) ? "" : what + " [" + ours + "], recorded [" + recorded + "]; ";
    }
}
