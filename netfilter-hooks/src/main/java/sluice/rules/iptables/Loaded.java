package sluice.rules.iptables;

import java.util.List;

/**
 * What became of a text.
 *
 * @param diagnostics why it was not loaded; empty if it was
 * @param ignored rules that were left out, if that was allowed
 */
public record Loaded(List<Diagnostic> diagnostics, List<Ignored> ignored) {
    /** Copies the lists. */
    public Loaded {
        diagnostics = List.copyOf(diagnostics);
        ignored = List.copyOf(ignored);
    }

    /** Whether it is in the ruleset now. */
    public boolean ok() {
        return diagnostics.isEmpty();
    }
}
