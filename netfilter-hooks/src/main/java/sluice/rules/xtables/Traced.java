package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Target TRACE: rules that see the packet from here on say so ({@code xt_TRACE.c}). */
public record Traced() implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        packet.skb().setTraced(true);
        return RuleVerdict.NEXT;
    }
}
