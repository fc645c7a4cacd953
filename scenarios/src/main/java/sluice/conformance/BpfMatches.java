package sluice.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfValidator;
import sluice.bpf.PacketProgram;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterOptions.Source;
import sluice.pcap.filter.FilterResult;
import tools.jackson.databind.JsonNode;

/**
 * Captures and expressions beside the sets of packets that libpcap's programs matched: a case
 * passes if the expression is refused for a file of that link type alike, or matches the same
 * packets. Where the unoptimized program was recorded to match others, ours is held to that, too.
 */
final class BpfMatches {
    private final Map<String, String> expressions;
    private final Path captures;
    private final Predicate<String> wanted;
    private final PrintWriter report;
    private final Map<LinkType, Set<String>> refused = new HashMap<>();
    private final Map<FilterOptions, Map<String, Ready>> compiled = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final ConformanceProgress progress;
    private int total;
    private int done;
    private int passed;
    private int skipped;

    private BpfMatches(
            Map<String, String> expressions,
            Path captures,
            Predicate<String> wanted,
            PrintWriter report,
            ConformanceProgress progress) {
        this.expressions = expressions;
        this.captures = captures;
        this.wanted = wanted;
        this.report = report;
        this.progress = progress;
    }

    /** A program, or none if the expression was refused or matches no packet by its words. */
    private record Ready(@Nullable PacketProgram program) {}

    private record Packet(byte[] octets, int wireOctets) {}

    /** Compares the captures whose file name is {@code wanted}. */
    static ConformanceResult run(
            Path folder,
            Path captures,
            Predicate<String> wanted,
            PrintWriter report,
            ConformanceProgress progress)
            throws IOException {
        var run =
                new BpfMatches(
                        BpfRecordings.expressions(folder), captures, wanted, report, progress);
        BpfRecordings.lines(folder.resolve("matches.jsonl.gz"), run::countWanted);
        for (Path file : BpfRecordings.ofKind("savefile", folder)) {
            BpfRecordings.lines(file, run::noteRefused);
        }
        BpfRecordings.lines(folder.resolve("matches.jsonl.gz"), run::compare);
        return new ConformanceResult(run.passed, run.failures.size(), run.skipped, run.failures);
    }

    private void countWanted(JsonNode line) {
        if (wanted.test(line.path("f").asString())) total++;
    }

    private void noteRefused(JsonNode line) {
        // A program that matches nothing and one that does not exist are the same here.
        if (line.path("only_optimized").asBoolean()) return;
        BpfRecordings.linkType(line.path("dlt").asString())
                .ifPresent(type ->
                        refused.computeIfAbsent(type, _ -> new HashSet<>())
                                .add(line.path("e").asString()));
    }

    private void compare(JsonNode line) throws IOException {
        String name = line.path("f").asString();
        if (!wanted.test(name)) return;
        progress.next(done++, total, name);
        Path file = captures.resolve(name);
        Optional<LinkType> type = BpfRecordings.linkType(line.path("dlt").asString());
        if (!Files.isRegularFile(file) || type.isEmpty()) {
            skipped += expressions.size();
            report.println("skipped " + name + ": the capture is not there");
            return;
        }
        List<Packet> packets = new ArrayList<>();
        FilterOptions options;
        try (CaptureReader reader = CaptureReader.open(file, ReaderOptions.libpcap())) {
            boolean swapped = reader.byteOrder() == ByteOrder.BIG_ENDIAN;
            options =
                    FilterOptions.of(type.get())
                            .withSource(swapped ? Source.SWAPPED_FILE : Source.FILE);
            while (reader.next()) packets.add(packet(reader));
        }
        for (var entry : expressions.entrySet()) {
            String id = entry.getKey();
            String difference = compare(id, entry.getValue(), options, packets, line);
            if (difference.isEmpty()) {
                passed++;
            } else {
                String failure = name + " " + id + " (" + entry.getValue() + "): " + difference;
                failures.add(failure);
                report.println("failed " + failure);
            }
        }
    }

    private static Packet packet(CaptureReader reader) {
        int from = reader.offset();
        byte[] octets =
                Arrays.copyOfRange(reader.octets(), from, from + reader.capturedLengthOctets());
        return new Packet(octets, (int) reader.wireLengthOctets());
    }

    private String compare(
            String id,
            String expression,
            FilterOptions options,
            List<Packet> packets,
            JsonNode line) {
        boolean refusedThere = refused.getOrDefault(options.linkType(), Set.of()).contains(id);
        Ready ours = ready(id, expression, options);
        if (refusedThere) return ours.program == null ? "" : "accepted, recorded as refused";
        String difference = differing(ours, packets, line.path("m").path(id));
        if (!difference.isEmpty() || !line.path("noopt").has(id)) return difference;
        Ready plain = ready(id, expression, options.withOptimize(false));
        return differing(plain, packets, line.path("noopt").path(id));
    }

    private Ready ready(String id, String expression, FilterOptions options) {
        return compiled.computeIfAbsent(options, _ -> new HashMap<>())
                .computeIfAbsent(id, _ -> compile(expression, options));
    }

    private static Ready compile(String expression, FilterOptions options) {
        return switch (FilterCompiler.compile(expression, options)) {
            case FilterResult.Compiled(var filter) ->
                    new Ready(
                            BpfLoader.interpret(filter.program(), BpfValidator.LIBPCAP).program());
            case FilterResult.Refused _ -> new Ready(null);
        };
    }

    private static String differing(Ready ours, List<Packet> packets, JsonNode recorded) {
        PacketProgram program = ours.program;
        int count = 0;
        StringBuilder indexes = new StringBuilder();
        for (int i = 0; i < packets.size() && program != null; i++) {
            Packet packet = packets.get(i);
            byte[] octets = packet.octets;
            if (program.run(octets, 0, octets.length, packet.wireOctets) == 0) continue;
            indexes.append(count++ == 0 ? "" : ",").append(i);
        }
        int expected = recorded.path(0).asInt(0);
        if (count != expected) return count + " packets, recorded " + expected;
        if (count == 0 || hash(indexes.toString()).equals(recorded.path(1).asString())) return "";
        return "other packets than recorded: " + indexes;
    }

    /** The first 16 hexadecimal digits of SHA-256. */
    private static String hash(String text) {
        try {
            byte[] whole =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(whole, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
