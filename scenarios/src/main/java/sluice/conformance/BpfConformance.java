package sluice.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Filters beside what libpcap 1.10.3 recorded: expressions accepted or refused, packets matched,
 * raw programs validated and run. The report ends with a line for each of the three and one that
 * adds them.
 */
public final class BpfConformance {
    private BpfConformance() {}

    /**
     * Compares everything.
     *
     * @param folder the recordings
     * @param captures the captures whose matches were recorded
     * @param wanted which captures are looked at, by file name
     * @param progress told of each capture
     * @throws IOException if a file cannot be read
     */
    public static ConformanceResult run(
            Path folder,
            Path captures,
            Predicate<String> wanted,
            PrintWriter report,
            ConformanceProgress progress)
            throws IOException {
        BpfExpressions.Outcome expressions = BpfExpressions.run(folder, report);
        ConformanceResult matches = BpfMatches.run(folder, captures, wanted, report, progress);
        ConformanceResult programs = BpfRawPrograms.run(folder, report);
        report.println(expressions.line());
        report.println("matches: " + matches.summary());
        report.println("raw programs: " + programs.summary());
        ConformanceResult sum = sum(List.of(expressions.result(), matches, programs));
        report.println(sum.summary());
        report.flush();
        return sum;
    }

    private static ConformanceResult sum(List<ConformanceResult> parts) {
        List<String> failures = new ArrayList<>();
        parts.forEach(part -> failures.addAll(part.failures()));
        return new ConformanceResult(
                parts.stream().mapToInt(ConformanceResult::passed).sum(),
                parts.stream().mapToInt(ConformanceResult::failed).sum(),
                parts.stream().mapToInt(ConformanceResult::skipped).sum(),
                failures);
    }
}
