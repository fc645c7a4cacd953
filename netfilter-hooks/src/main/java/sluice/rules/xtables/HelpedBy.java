package sluice.rules.xtables;

import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Whether a helper announced the packet's connection ({@code xt_helper.c}).
 *
 * @param name of the helper; empty for any
 */
public record HelpedBy(String name, boolean inverted) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        Connection connection = Conntrack.of(packet.skb());
        Connection master = connection == null ? null : connection.master();
        String helper = master == null ? null : master.helperName();
        boolean helped = helper != null && (name.isEmpty() || helper.equals(name));
        return helped != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
