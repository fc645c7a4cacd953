package sluice.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import sluice.packet.decode.Decoder;
import sluice.packet.decode.Field;
import sluice.packet.decode.FieldTable;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;

/**
 * Fields of every packet of many captures, beside the tables that tshark wrote of them.
 *
 * <p>A table {@code CAPTURE.tsv} holds the first value of each field, {@code CAPTURE.nested.tsv}
 * all values of the packets in which some field occurs more than once; either may be gzipped. All
 * columns are compared but {@code frame.protocols}, {@code malformed} and those of SCTP; where the
 * column {@code base.protocols} is empty, the columns of the frame alone. A capture that tshark
 * could not open has no table and is skipped.
 */
public final class DecodeConformance {
    private static final int DIFFERENCES_MAX = 3;
    private static final Set<String> DESCRIPTIONS = Set.of("README.md", "INDEX.tsv");
    private static final Set<String> NOT_COMPARED =
            Set.of("frame.protocols", "malformed", "sctp.srcport", "sctp.dstport");

    private final Path tables;
    private final Map<String, Field> fields = new HashMap<>();
    private final Decoder full = Decoder.full();
    private Decoder basic = Decoder.basicInOrder();
    private final FieldTable fullTable = new FieldTable();
    private final FieldTable basicTable = new FieldTable();

    private DecodeConformance(Path tables) {
        this.tables = tables;
        for (Field field : Field.values()) {
            fields.put(field.abbreviation(), field);
        }
    }

    /**
     * Compares every capture of a folder with its table.
     *
     * @param tables the folder of the tables
     * @param captures the folder of the captures
     * @param report told of each capture that differs, with the first cells; its last line is the
     *     summary
     * @throws IOException if a folder or file cannot be read
     */
    public static ConformanceResult run(Path tables, Path captures, PrintWriter report)
            throws IOException {
        return run(tables, captures, report, ConformanceProgress.NONE);
    }

    /** As {@link #run(Path, Path, PrintWriter)}, telling how far it has come. */
    public static ConformanceResult run(
            Path tables, Path captures, PrintWriter report, ConformanceProgress progress)
            throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(captures)) {
            files = listed.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        DecodeConformance comparison = new DecodeConformance(tables);
        Set<String> refused = comparison.refusedByTshark();
        int passed = 0;
        int skipped = 0;
        int done = 0;
        List<String> failures = new ArrayList<>();
        for (Path capture : files) {
            String name = String.valueOf(capture.getFileName());
            progress.next(done++, files.size(), name);
            if (!comparison.hasTable(name)) {
                if (!DESCRIPTIONS.contains(name)) {
                    skipped++;
                    report.println("skipped " + name + ": it has no table");
                }
                continue;
            }
            if (refused.contains(name)) {
                skipped++;
                report.println("skipped " + name + ": tshark could not open it");
                continue;
            }
            List<String> differences = comparison.compare(capture, name);
            if (differences.isEmpty()) {
                passed++;
            } else {
                failures.add(name + ": " + differences.getFirst());
                differences.forEach(
                        difference -> report.println("failed " + name + ": " + difference));
            }
        }
        ConformanceResult result =
                new ConformanceResult(passed, failures.size(), skipped, failures);
        report.println(result.summary());
        report.flush();
        return result;
    }

    /** Captures of which tshark read not even the head. */
    private Set<String> refusedByTshark() throws IOException {
        Path errors = tables.resolve("ERRORS.tsv");
        Set<String> refused = new HashSet<>();
        if (Files.exists(errors)) {
            TabSeparated table = TabSeparated.read(errors);
            for (int row = 0; row < table.rowCount(); row++) {
                if (table.field(row, "packets_decoded").equals("0")) {
                    refused.add(table.field(row, "file"));
                }
            }
        }
        return refused;
    }

    private boolean hasTable(String capture) {
        return Files.exists(tables.resolve(capture + ".tsv"))
                || Files.exists(tables.resolve(capture + ".tsv.gz"));
    }

    /** The first differences in words; none if the capture passes. */
    private List<String> compare(Path capture, String name) throws IOException {
        List<String> rows = lines(name + ".tsv");
        List<String> nestedRows = lines(name + ".nested.tsv");
        String[] columns = rows.getFirst().split("\t", -1);
        Map<String, String[]> nested = new HashMap<>();
        for (String row :
                nestedRows.isEmpty() ? nestedRows : nestedRows.subList(1, nestedRows.size())) {
            String[] cells = row.split("\t", -1);
            nested.put(cells[0], cells);
        }
        Set<String> nestedColumns =
                nestedRows.isEmpty()
                        ? Set.of()
                        : new HashSet<>(List.of(nestedRows.getFirst().split("\t", -1)));
        List<String> differences = new ArrayList<>();
        int packets = 0;
        basic = Decoder.basicInOrder();
        try (CaptureReader reader = CaptureReader.open(capture, ReaderOptions.wireshark())) {
            while (reader.next() && differences.size() < DIFFERENCES_MAX) {
                packets++;
                if (packets >= rows.size()) {
                    differences.add("more packets than the " + (rows.size() - 1) + " recorded");
                    break;
                }
                decode(reader);
                String[] expected = rows.get(packets).split("\t", -1);
                String number = Integer.toString(packets);
                comparePacket(reader, number, columns, expected, differences);
                String @Nullable [] all = nested.get(number);
                boolean basicKnown = !expected[columns.length - 2].isEmpty();
                if (all != null && basicKnown) {
                    compareNested(number, columns, all, nestedColumns, differences);
                } else if (basicKnown) {
                    compareSingle(number, columns, differences);
                }
            }
        }
        if (differences.isEmpty() && packets < rows.size() - 1) {
            differences.add(packets + " packets, recorded " + (rows.size() - 1));
        }
        return differences;
    }

    private void decode(CaptureReader reader) {
        byte[] octets = reader.octets();
        int linkType = reader.isPacket() ? reader.linkType().number() : -1;
        int wire = (int) Math.min(reader.wireLengthOctets(), Integer.MAX_VALUE);
        int captured = reader.capturedLengthOctets();
        fullTable.reset(octets);
        full.decode(linkType, octets, reader.offset(), captured, wire, fullTable);
        basicTable.reset(octets);
        basic.decode(linkType, octets, reader.offset(), captured, wire, basicTable);
    }

    private void comparePacket(
            CaptureReader reader,
            String number,
            String[] columns,
            String[] expected,
            List<String> differences) {
        boolean basicKnown = !expected[columns.length - 2].isEmpty();
        for (int i = 0; i < columns.length; i++) {
            String column = columns[i];
            if (NOT_COMPARED.contains(column) || (!basicKnown && !column.startsWith("frame."))) {
                continue;
            }
            differ(number, column, cell(reader, column), expected[i], differences);
        }
    }

    private void compareNested(
            String number,
            String[] columns,
            String[] expected,
            Set<String> compared,
            List<String> differences) {
        for (int i = 0; i < columns.length; i++) {
            Field field = fields.get(columns[i]);
            if (field != null && compared.contains(columns[i])) {
                differ(number, "all " + columns[i], fullTable.all(field), expected[i], differences);
            }
        }
    }

    /** A packet without a line in the nested table has no field twice. */
    private void compareSingle(String number, String[] columns, List<String> differences) {
        for (String column : columns) {
            Field field = fields.get(column);
            if (field != null && fullTable.count(field) > 1) {
                differ(
                        number,
                        "all " + field.abbreviation(),
                        fullTable.all(field),
                        fullTable.first(field),
                        differences);
            }
        }
    }

    private String cell(CaptureReader reader, String column) {
        return switch (column) {
            case "frame.number" -> Long.toString(reader.packetNumber());
            case "frame.time_epoch" -> reader.hasTime() ? TsharkTime.epoch(reader) : "";
            case "frame.len" -> Long.toString(reader.wireLengthOctets());
            case "frame.cap_len" -> Integer.toString(reader.capturedLengthOctets());
            case "frame.interface_id" ->
                    reader.interfaceId() < 0 ? "" : Integer.toString(reader.interfaceId());
            case "frame.encap_type" ->
                    reader.isPacket() ? TsharkEncapsulation.number(reader.linkType().number()) : "";
            case "base.protocols" -> basicTable.protocols();
            case "base.malformed" -> basicTable.malformed() ? "1" : "0";
            default -> {
                Field field = fields.get(column);
                yield field == null ? "" : fullTable.first(field);
            }
        };
    }

    private static void differ(
            String number, String column, String ours, String theirs, List<String> differences) {
        if (!ours.equals(theirs) && differences.size() < DIFFERENCES_MAX) {
            differences.add(
                    "packet "
                            + number
                            + " "
                            + column
                            + ": '"
                            + ours
                            + "', recorded '"
                            + theirs
                            + "'");
        }
    }

    private List<String> lines(String name) throws IOException {
        Path plain = tables.resolve(name);
        if (Files.exists(plain)) {
            return Files.readAllLines(plain);
        }
        Path packed = tables.resolve(name + ".gz");
        if (!Files.exists(packed)) {
            return List.of();
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
