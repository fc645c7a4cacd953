package sluice.rules.statement;

import sluice.netfilter.NetInterface;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Sends the frame itself out of a device ({@code fwd to}, {@code nft_fwd_netdev}).
 *
 * @param device index of the device, 4 octets
 */
public record Forward(Expression device) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!device.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        NetInterface out = packet.host().device(Octets.i32(packet.left, 0));
        if (out == null) return RuleVerdict.DROP;
        packet.host().forwardFrame(packet.skb(), packet.state(), out);
        return RuleVerdict.STOLEN;
    }
}
