package sluice.conformance.netfilter;

import java.util.List;

/** What came of a case. */
sealed interface CaseOutcome {
    /** All that is compared agrees, in every variant. */
    record Passed() implements CaseOutcome {}

    /**
     * Something differs.
     *
     * @param difference the weightiest difference in a line
     * @param details further lines
     */
    record Failed(String difference, List<String> details) implements CaseOutcome {}

    /** Not played. */
    record Skipped(String reason) implements CaseOutcome {}
}
