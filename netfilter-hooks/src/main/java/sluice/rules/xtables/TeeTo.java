package sluice.rules.xtables;

import sluice.netfilter.NetInterface;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Target TEE: sends a copy to a gateway ({@code xt_TEE.c}).
 *
 * @param gateway 4 or 16 octets
 * @param device it leaves by, or empty to look that up; nothing is sent while there is no such
 *     device
 */
public record TeeTo(byte[] gateway, String device) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        NetInterface out = device.isEmpty() ? null : packet.host().device(device);
        if (out != null || device.isEmpty())
            packet.host().duplicate(packet.skb(), packet.state(), gateway, out);
        return RuleVerdict.NEXT;
    }
}
