package sluice.rules.statement;

import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.RuleVerdict;
import sluice.rules.SetElement;
import sluice.rules.Statement;

/** Whether a key is in a set, or is not ({@code nft_lookup}). */
public record InSet(Expression key, boolean inverted, NftSet set) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!key.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        SetElement found = set.find(packet.left, 0, packet.host().nowNanos());
        if ((found != null) == inverted) return RuleVerdict.BREAK;
        if (found != null && !found.run(packet)) return RuleVerdict.BREAK;
        return RuleVerdict.NEXT;
    }

    @Override
    public boolean pure() {
        return key.pure() && set.options().constant();
    }

    @Override
    public Need need() {
        return key.need();
    }
}
