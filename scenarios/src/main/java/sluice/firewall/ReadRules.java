package sluice.firewall;

import java.util.List;

/**
 * What came of reading rules.
 *
 * @param errors why nothing was loaded; empty if it was
 * @param ignored what was left out, if that was allowed
 */
public record ReadRules(List<Complaint> errors, List<Complaint> ignored) {
    /** Copies the lists. */
    public ReadRules {
        errors = List.copyOf(errors);
        ignored = List.copyOf(ignored);
    }

    /** Whether the rules are loaded. */
    public boolean loaded() {
        return errors.isEmpty();
    }
}
