package sluice.rules.statement;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.NetInterface;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Sends a copy to a gateway, or at a device's hook out of a device ({@code nft_dup_ipv4}, {@code
 * nft_dup_netdev}, {@code xt_TEE}).
 *
 * @param gateway 4 or 16 octets; null at a device's hook
 * @param device index of the device, 4 octets; null to look it up
 */
public record Duplicate(@Nullable Expression gateway, @Nullable Expression device)
        implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        NetInterface out = null;
        if (device != null) {
            if (!device.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
            out = packet.host().device(Octets.i32(packet.left, 0));
        }
        if (gateway == null) {
            if (out != null) packet.host().duplicateFrame(packet.skb(), packet.state(), out);
            return RuleVerdict.NEXT;
        }
        if (!gateway.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        byte[] address = Arrays.copyOf(packet.left, gateway.lengthOctets());
        packet.host().duplicate(packet.skb(), packet.state(), address, out);
        return RuleVerdict.NEXT;
    }

    @Override
    public boolean changes() {
        return false;
    }
}
