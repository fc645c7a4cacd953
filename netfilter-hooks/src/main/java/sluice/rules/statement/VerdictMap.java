package sluice.rules.statement;

import java.util.List;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.RuleVerdict;
import sluice.rules.SetElement;
import sluice.rules.Statement;

/** The verdict a key leads to; the rule does not match if there is none ({@code ... vmap ...}). */
public record VerdictMap(Expression key, NftSet map) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!key.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        SetElement found = map.find(packet.left, 0, packet.host().nowNanos());
        if (found == null || !found.run(packet)) return RuleVerdict.BREAK;
        RuleVerdict verdict = found.verdict();
        return verdict == null ? RuleVerdict.BREAK : verdict;
    }

    @Override
    public List<RuleVerdict.Jump> jumps() {
        return map.jumps();
    }

    @Override
    public Need need() {
        return key.need();
    }

    @Override
    public boolean changes() {
        return false;
    }
}
