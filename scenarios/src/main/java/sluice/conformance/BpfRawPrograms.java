package sluice.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfRefusal;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Raw filter programs beside what libpcap's validator and interpreter said of them.
 *
 * <p>Each line of {@code programs.jsonl.gz} has a program, whether {@code bpf_validate} accepts it
 * and, for most, a packet and what {@code bpf_filter} returned. A program passes if the validator
 * agrees and the interpreter as well as the compiled form return the same. What crashed libpcap or
 * did not end must be refused before it is run. Results that are undefined behaviour in C are not
 * compared.
 */
public final class BpfRawPrograms {
    private static final String FILE = "programs.jsonl.gz";

    private BpfRawPrograms() {}

    /**
     * Compares all programs of a folder and reports each that differs; no line closes the report.
     *
     * @throws IOException if the file cannot be read or a line of it is not as described
     */
    public static ConformanceResult run(Path folder, PrintWriter report) throws IOException {
        int passed = 0;
        List<String> failures = new ArrayList<>();
        JsonMapper mapper = new JsonMapper();
        int number = 0;
        for (String line : lines(folder.resolve(FILE))) {
            number++;
            String failure;
            try {
                failure = compare(mapper.readTree(line));
            } catch (JacksonException | IllegalArgumentException e) {
                throw new IOException(FILE + ", line " + number + ": " + e.getMessage(), e);
            }
            if (failure.isEmpty()) {
                passed++;
            } else {
                failures.add(failure);
                report.println("failed " + failure);
            }
        }
        report.flush();
        return new ConformanceResult(passed, failures.size(), 0, failures);
    }

    /** The first difference in words, empty if there is none. */
    private static String compare(JsonNode recorded) {
        String id = recorded.path("id").asString();
        BpfProgram program = program(recorded.path("insns"));
        boolean valid = recorded.path("valid").asBoolean();
        String refusal = BpfValidator.LIBPCAP.refusal(program).map(BpfRefusal::toString).orElse("");
        if (refusal.isEmpty() != valid)
            return valid ? id + ": refused: " + refusal : id + ": accepted, recorded as refused";
        if (!valid || !recorded.has("packet")) return "";
        if (recorded.has("crash")) {
            return BpfLoader.interpret(program, BpfValidator.LIBPCAP) instanceof Loaded.Refused
                    ? ""
                    : id + ": would be run, recorded: " + recorded.path("crash").asString();
        }
        if (recorded.path("unspecified").asBoolean()) return "";
        String interpreted = result(BpfLoader.interpret(program, BpfValidator.LIBPCAP), recorded);
        String compiled = result(BpfLoader.compile(program, BpfValidator.LIBPCAP), recorded);
        String expected = recorded.path("result").asString();
        if (!interpreted.equals(expected))
            return "%s: %s, recorded %s".formatted(id, interpreted, expected);
        return compiled.equals(expected)
                ? ""
                : "%s: compiled %s, recorded %s".formatted(id, compiled, expected);
    }

    private static String result(Loaded loaded, JsonNode recorded) {
        return switch (loaded) {
            case Loaded.Refused(BpfRefusal refusal) -> "refused: " + refusal;
            case Loaded.Ready ready -> {
                byte[] packet = HexFormat.of().parseHex(recorded.path("packet").asString());
                int wire = recorded.path("wirelen").asInt();
                int result = ready.program().run(packet, 0, packet.length, wire);
                yield Integer.toUnsignedString(result);
            }
        };
    }

    private static BpfProgram program(JsonNode instructions) {
        List<BpfInstruction> program = new ArrayList<>(instructions.size());
        for (JsonNode fields : instructions)
            program.add(
                    new BpfInstruction(
                            fields.path(0).asInt(),
                            fields.path(1).asInt(),
                            fields.path(2).asInt(),
                            (int) fields.path(3).asLong()));
        return BpfProgram.of(program);
    }

    private static List<String> lines(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
