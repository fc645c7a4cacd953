package sluice.conformance.netfilter;

import java.util.List;

/** What came of a case. */
sealed interface CaseOutcome {
    /** All that is compared agrees. */
    record Passed() implements CaseOutcome {}

    /**
     * Something differs.
     *
     * @param difference the first difference in a line
     * @param details further lines
     */
    record Failed(String difference, List<String> details) implements CaseOutcome {
        Failed(String difference) {
            this(difference, List.of());
        }
    }

    /** Not played. */
    record Skipped(String reason) implements CaseOutcome {}
}
