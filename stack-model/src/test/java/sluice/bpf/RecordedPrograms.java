package sluice.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Programs that libpcap was asked about, with its answers, where the recordings are at hand. */
final class RecordedPrograms {
    private static final Pattern INSTRUCTION = Pattern.compile("\\[(\\d+),(\\d+),(\\d+),(\\d+)\\]");

    private RecordedPrograms() {}

    /**
     * One recorded program.
     *
     * @param packet what it was run over, null if it was not
     * @param result what it gave, -1 if nothing was recorded
     */
    record Recorded(
            String id,
            BpfProgram program,
            boolean valid,
            byte @Nullable [] packet,
            int wire,
            long result,
            boolean crashes,
            boolean unspecified) {}

    static List<Recorded> raw() {
        List<Recorded> recorded = new ArrayList<>();
        for (String line : lines("programs.jsonl.gz")) {
            String packet = field(line, "\"packet\":\"([0-9a-f]*)\"");
            String result = field(line, "\"result\":(\\d+)");
            String wire = field(line, "\"wirelen\":(\\d+)");
            recorded.add(
                    new Recorded(
                            String.valueOf(field(line, "\"id\":\"(\\w+)\"")),
                            program(line, line.indexOf("\"insns\":")),
                            line.contains("\"valid\":true"),
                            packet == null ? null : HexFormat.of().parseHex(packet),
                            wire == null ? 0 : Integer.parseInt(wire),
                            result == null ? -1 : Long.parseLong(result),
                            line.contains("\"crash\":"),
                            line.contains("\"unspecified\":true")));
        }
        return recorded;
    }

    /** Every program, optimized and not, that an expression was compiled to. */
    static List<BpfProgram> compiled() {
        List<BpfProgram> programs = new ArrayList<>();
        for (String file : List.of("compiled.jsonl.gz", "compiled-extra.jsonl.gz")) {
            for (String line : lines(file)) {
                for (String name : List.of("\"opt\":[[", "\"noopt\":[[")) {
                    int at = line.indexOf(name);
                    if (at >= 0) programs.add(program(line, at));
                }
            }
        }
        return programs;
    }

    private static BpfProgram program(String line, int from) {
        List<BpfInstruction> instructions = new ArrayList<>();
        Matcher matcher = INSTRUCTION.matcher(line).region(from, end(line, from));
        while (matcher.find())
            instructions.add(
                    new BpfInstruction(
                            Integer.parseInt(matcher.group(1)),
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3)),
                            Integer.parseUnsignedInt(matcher.group(4))));
        return BpfProgram.of(instructions);
    }

    /** Where the list that begins behind {@code from} ends. */
    private static int end(String line, int from) {
        int empty = line.indexOf("[]", from);
        int full = line.indexOf("]]", from);
        if (full < 0) return empty < 0 ? line.length() : empty;
        return empty >= 0 && empty < full ? empty : full + 1;
    }

    private static @Nullable String field(String line, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static List<String> lines(String name) {
        Path file =
                Path.of(System.getProperty("sluice.root", ".."), "..", "shared")
                        .resolve("conformance/bpf")
                        .resolve(name);
        if (!Files.exists(file)) {
            String reason = "skipped: there is no ../shared/conformance/bpf/" + name;
            System.err.println(reason);
            Assumptions.abort(reason);
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
