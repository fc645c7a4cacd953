package sluice.userland;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.ndis.Ndis;
import sluice.ndis.Party;
import sluice.ndis.VerifierLevel;

/**
 * Breaches of the {@link UserRule rules} of one machine's channels, in order, and their counts.
 * With the verifier on they are reported to the wrapper too, which does about them what its level
 * says.
 */
public final class UserRules {
    private static final int KEPT_MAX = 1000;

    private final long[] counts = new long[UserRule.values().length];
    private final List<Finding> findings = new ArrayList<>();

    private @Nullable Ndis ndis;
    private @Nullable Party party;

    /** No breach yet. */
    public UserRules() {}

    /** From now on breaches are {@code party}'s, on the machine of {@code wrapper}. */
    public void reportTo(Ndis wrapper, Party driver) {
        ndis = wrapper;
        party = driver;
    }

    /**
     * One breach.
     *
     * @param detail who did what
     */
    public record Finding(UserRule rule, String detail) {
        @Override
        public String toString() {
            return rule + " " + rule.text() + ": " + detail;
        }
    }

    /** Enters a breach. */
    public void found(UserRule rule, String detail) {
        counts[rule.ordinal()]++;
        if (findings.size() < KEPT_MAX) findings.add(new Finding(rule, detail));
        Ndis wrapper = ndis;
        Party driver = party;
        if (wrapper == null || driver == null) return;
        if (wrapper.options().verifier() != VerifierLevel.OFF)
            wrapper.report(rule, driver, null, detail);
    }

    /** How often a rule was broken. */
    public long count(UserRule rule) {
        return counts[rule.ordinal()];
    }

    /** Breaches in order, at most the first thousand. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }
}
