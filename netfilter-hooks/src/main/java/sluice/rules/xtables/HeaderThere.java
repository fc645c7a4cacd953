package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * What most matches of a transport header begin with: they do not match in a later fragment, and
 * drop a packet that has fewer octets of it.
 */
public record HeaderThere(int lengthOctets) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (packet.fragmentOffset() != 0 || packet.transportOffset() < 0) return RuleVerdict.BREAK;
        return packet.transportOffset() + lengthOctets <= packet.limit()
                ? RuleVerdict.NEXT
                : RuleVerdict.DROP;
    }
}
