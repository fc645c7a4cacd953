package sluice.rules.statement;

import java.util.List;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** A verdict written in the rule: {@code accept}, {@code jump chain}, {@code queue num 0}. */
public record Decide(RuleVerdict verdict) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return verdict;
    }

    @Override
    public List<RuleVerdict.Jump> jumps() {
        return verdict instanceof RuleVerdict.Jump jump ? List.of(jump) : List.of();
    }

    @Override
    public boolean changes() {
        return false;
    }
}
