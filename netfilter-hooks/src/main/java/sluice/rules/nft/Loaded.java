package sluice.rules.nft;

import java.util.List;

/**
 * What came of reading a ruleset.
 *
 * @param errors empty if it was loaded; else nothing was changed
 * @param ignored rules and objects that were left out, in lenient mode only
 */
public record Loaded(List<Diagnostic> errors, List<Diagnostic> ignored) {
    /** Copies the lists. */
    public Loaded {
        errors = List.copyOf(errors);
        ignored = List.copyOf(ignored);
    }

    /** Whether it was loaded. */
    public boolean succeeded() {
        return errors.isEmpty();
    }
}
