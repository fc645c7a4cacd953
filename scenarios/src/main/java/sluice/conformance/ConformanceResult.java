package sluice.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of one comparison with recordings.
 *
 * @param passed cases that agree in everything compared
 * @param failed cases that do not
 * @param skipped cases not compared, each for a reason given in the report
 * @param failures one line per failed case: its name and the first difference
 * @param figures further counts by their names, in order
 */
public record ConformanceResult(
        int passed, int failed, int skipped, List<String> failures, Map<String, Long> figures) {
    /** Copies the failures and the figures. */
    public ConformanceResult {
        failures = List.copyOf(failures);
        figures = new LinkedHashMap<>(figures);
    }

    /** An outcome without further counts. */
    public ConformanceResult(int passed, int failed, int skipped, List<String> failures) {
        this(passed, failed, skipped, failures, Map.of());
    }

    /** True if nothing failed. */
    public boolean isClean() {
        return failed == 0;
    }

    /** The closing line of a report: {@code 168 passed, 2 failed, 0 skipped}. */
    public String summary() {
        return passed + " passed, " + failed + " failed, " + skipped + " skipped";
    }
}
