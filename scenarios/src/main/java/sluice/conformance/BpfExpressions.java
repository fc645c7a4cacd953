package sluice.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;
import tools.jackson.databind.JsonNode;

/**
 * Filter expressions beside what libpcap made of them for each link type: a case passes if the
 * expression is accepted or refused alike, optimized and not. How many programs are the same, and
 * how long they are beside libpcap's, is told besides.
 */
final class BpfExpressions {
    private final Map<String, String> expressions;
    private final PrintWriter report;
    private final List<String> failures = new ArrayList<>();
    private int passed;
    private int skipped;
    private int programs;
    private int identical;
    private int identicalPlain;
    private double lengthRatios;

    private BpfExpressions(Map<String, String> expressions, PrintWriter report) {
        this.expressions = expressions;
        this.report = report;
    }

    /**
     * The outcome.
     *
     * @param optimized how many optimized programs both have
     * @param identical how many of them are the same
     * @param identicalPlain how many are the same without the optimizer
     * @param lengthRatio the mean of our lengths divided by libpcap's
     */
    record Outcome(
            ConformanceResult result,
            int optimized,
            int identical,
            int identicalPlain,
            double lengthRatio) {
        String line() {
            return String.format(
                    Locale.ROOT,
                    "expressions: %s; of %d optimized programs %d identical (%d unoptimized), mean"
                            + " length ratio %.4f",
                    result.summary(),
                    optimized,
                    identical,
                    identicalPlain,
                    lengthRatio);
        }
    }

    static Outcome run(Path folder, PrintWriter report) throws IOException {
        var run = new BpfExpressions(BpfRecordings.expressions(folder), report);
        for (Path file : BpfRecordings.ofKind("compiled", folder))
            BpfRecordings.lines(file, run::compare);
        return new Outcome(
                new ConformanceResult(run.passed, run.failures.size(), run.skipped, run.failures),
                run.programs,
                run.identical,
                run.identicalPlain,
                run.programs == 0 ? 1 : run.lengthRatios / run.programs);
    }

    private void compare(JsonNode line) {
        String id = line.path("id").asString();
        String dlt = line.path("dlt").asString();
        String expression = expressions.get(id);
        Optional<LinkType> type = BpfRecordings.linkType(dlt);
        if (expression == null || type.isEmpty()) {
            skipped++;
            report.println("skipped " + id + " " + dlt + ": no such expression or link type");
            return;
        }
        FilterOptions options = FilterOptions.of(type.get());
        FilterResult optimized = FilterCompiler.compile(expression, options);
        FilterResult plain = FilterCompiler.compile(expression, options.withOptimize(false));
        String difference = accepted("", optimized, line.path("opt"));
        if (difference.isEmpty()) {
            difference = accepted("unoptimized: ", plain, line.path("noopt"));
        }
        if (difference.isEmpty()) {
            passed++;
            count(optimized, plain, line);
        } else {
            String failure = id + " " + dlt + " (" + expression + "): " + difference;
            failures.add(failure);
            report.println("failed " + failure);
        }
    }

    private static String accepted(String what, FilterResult ours, JsonNode recorded) {
        return switch (ours) {
            case FilterResult.Compiled _ ->
                    recorded.isArray() ? "" : what + "accepted, recorded as refused";
            case FilterResult.Refused(var error) ->
                    recorded.isArray() ? what + "refused: " + error : "";
        };
    }

    private void count(FilterResult optimized, FilterResult plain, JsonNode line) {
        if (plain instanceof FilterResult.Compiled(var filter)
                && filter.program().equals(program(line.path("noopt")))) {
            identicalPlain++;
        }
        if (!(optimized instanceof FilterResult.Compiled(var filter))) return;
        BpfProgram recorded = program(line.path("opt"));
        programs++;
        if (filter.program().equals(recorded)) identical++;
        lengthRatios += (double) filter.program().instructionCount() / recorded.instructionCount();
    }

    private static BpfProgram program(JsonNode rows) {
        List<BpfInstruction> instructions = new ArrayList<>(rows.size());
        for (JsonNode row : rows) {
            instructions.add(
                    new BpfInstruction(
                            row.path(0).asInt(),
                            row.path(1).asInt(),
                            row.path(2).asInt(),
                            (int) row.path(3).asLong()));
        }
        return BpfProgram.of(instructions);
    }
}
