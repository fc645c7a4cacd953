package sluice.rules.xtables;

import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.NftSet;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Whether the source or the destination port is one of several ({@code xt_multiport.c}). */
public record EitherPort(NftSet ports, boolean inverted) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (packet.fragmentOffset() != 0 || packet.transportOffset() < 0) return RuleVerdict.BREAK;
        int at = packet.transportOffset();
        if (at + 2 * Short.BYTES > packet.limit()) return RuleVerdict.DROP;
        Octets.put32(packet.left, 0, Octets.i32(packet.octets(), at));
        boolean found =
                ports.find(packet.left, 0, 0) != null
                        || ports.find(packet.left, Short.BYTES, 0) != null;
        return found != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }
}
