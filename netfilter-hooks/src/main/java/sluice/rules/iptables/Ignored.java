package sluice.rules.iptables;

import sluice.rules.SourcePlace;

/**
 * A rule that was left out because a part of it is not understood: it matches nothing, so that it
 * does not match more than it should.
 *
 * @param what the rule as it is written
 */
public record Ignored(SourcePlace place, String what, String why) {
    @Override
    public String toString() {
        return "ignored: line "
                + place.line()
                + " column "
                + place.column()
                + ": "
                + why
                + ": "
                + what;
    }
}
