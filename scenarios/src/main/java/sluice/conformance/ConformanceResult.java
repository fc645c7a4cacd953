package sluice.conformance;

import java.util.List;

/**
 * The outcome of one comparison with recordings.
 *
 * @param passed cases that agree in everything compared
 * @param failed cases that do not
 * @param skipped cases not compared, each for a reason given in the report
 * @param failures one line per failed case: its name and the first difference
 */
public record ConformanceResult(int passed, int failed, int skipped, List<String> failures) {
    /** Copies the failures. */
    public ConformanceResult {
        failures = List.copyOf(failures);
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
