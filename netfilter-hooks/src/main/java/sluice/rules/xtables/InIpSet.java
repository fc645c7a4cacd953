package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Whether the packet is in a set ({@code xt_set.c}).
 *
 * @param sources bit n: part n of an element comes from the source
 */
public record InIpSet(IpSet set, int sources, boolean excludedToo, boolean inverted)
        implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return set.has(packet, sources, excludedToo) != inverted
                ? RuleVerdict.NEXT
                : RuleVerdict.BREAK;
    }
}
