package sluice.rules.statement;

import sluice.netfilter.CtInfo;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * The packet is not to be tracked ({@code nft_notrack_eval}); nothing if it is already. Such a rule
 * alone does not switch tracking on.
 */
public record Notrack() implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        var skb = packet.skb();
        if (skb.tracked() == null && skb.ctInfo() != CtInfo.UNTRACKED)
            skb.setTracked(null, CtInfo.UNTRACKED);
        return RuleVerdict.NEXT;
    }
}
