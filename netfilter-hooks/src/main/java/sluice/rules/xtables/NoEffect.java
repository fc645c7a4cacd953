package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * A target that changes nothing a packet meets here: security marks, audit records, checksums that
 * are right already.
 */
public record NoEffect(String target) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return RuleVerdict.NEXT;
    }
}
