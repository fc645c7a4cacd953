package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Target SET: puts the packet into a set or takes it out ({@code xt_set.c}).
 *
 * @param timeoutNanos of what is put in; negative for the set's own
 */
public record ChangeIpSet(IpSet set, int sources, boolean add, long timeoutNanos)
        implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (add) set.add(packet, sources, timeoutNanos);
        else set.remove(packet, sources);
        return RuleVerdict.NEXT;
    }
}
