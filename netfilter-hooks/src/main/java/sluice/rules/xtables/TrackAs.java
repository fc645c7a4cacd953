package sluice.rules.xtables;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Template;
import sluice.netfilter.CtInfo;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Target CT: how the packet is to be tracked ({@code xt_CT.c}).
 *
 * @param template null: not at all
 */
public record TrackAs(@Nullable Template template) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        var skb = packet.skb();
        // A packet that has a connection, from an earlier pass, is left alone.
        if (skb.tracked() != null || skb.ctInfo() == CtInfo.UNTRACKED) return RuleVerdict.NEXT;
        if (template == null) skb.setTracked(null, CtInfo.UNTRACKED);
        else skb.setTracked(template, CtInfo.NEW);
        return RuleVerdict.NEXT;
    }

    @Override
    public Need need() {
        return template == null ? Need.NOTHING : Need.TRACKING; // xt_ct_tg_check
    }
}
