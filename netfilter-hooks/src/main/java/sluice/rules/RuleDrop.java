package sluice.rules;

import sluice.packet.DropReason;

/** Losses by rules. */
public enum RuleDrop implements DropReason {
    /** A rule, or the policy of a base chain, said drop. */
    DROPPED_BY_RULE("a rule dropped it");

    private final String text;

    RuleDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "rules";
    }

    @Override
    public String text() {
        return text;
    }
}
