package sluice.firewall.check;

import java.util.Optional;
import sluice.rules.Rule;
import sluice.rules.SourcePlace;

/**
 * A rule, or a chain, that no packet ever meets.
 *
 * @param kind why
 * @param place of the rule or chain
 * @param what which: {@code rule 7 of filter INPUT}
 * @param text the rule as it is written; empty for a chain
 * @param by the rule that takes its packets, where there is one
 */
public record Finding(Kind kind, SourcePlace place, String what, String text, Optional<Taker> by) {
    /** Why. */
    public enum Kind {
        /** No base chain leads to the chain. */
        NEVER_CALLED("is never called"),
        /** Its conditions exclude each other. */
        CONTRADICTORY("never matches: its conditions exclude each other"),
        /** A rule before it takes every packet. */
        BEHIND("is never reached: everything ends before it"),
        /** A rule before it takes every packet it could match. */
        SHADOWED("never matches: another rule takes all its packets"),
        /** Every way to it excludes it. */
        UNREACHED("never matches: no way to it lets its packets through");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** In words, behind the name of the rule. */
        public String words() {
            return words;
        }
    }

    /** The rule that takes the packets. */
    public record Taker(SourcePlace place, String what, String text) {}

    static String name(Rule rule, String chain, int index) {
        return "rule %d of %s".formatted(index + 1, chain);
    }

    /** {@code rules.v4:41:1: rule 7 of filter INPUT never matches: ...}. */
    public String line() {
        String where = place.line() == 0 ? "" : place.text() + ": ";
        String taker =
                by.map(rule ->
                                " (%s%s: %s)"
                                        .formatted(
                                                rule.what(),
                                                rule.place().line() == 0
                                                        ? ""
                                                        : ", line " + rule.place().line(),
                                                rule.text()))
                        .orElse("");
        return where + what + " " + kind.words() + taker + (text.isEmpty() ? "" : ": " + text);
    }
}
