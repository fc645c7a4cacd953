package sluice.rules.statement;

import java.util.Arrays;
import sluice.netfilter.NetInterface;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Sends an IP packet to a neighbour by a device, past everything between ({@code fwd ip to}, {@code
 * nft_fwd_neigh_eval}); the rule does not match packets of the other family.
 *
 * @param address of the neighbour, 4 or 16 octets
 * @param device index of the device, 4 octets
 */
public record ForwardToNeighbour(Expression address, Expression device) implements Statement {
    private static final int IPV4_OCTETS = 4;
    private static final int ETHER_IP = 0x0800;
    private static final int ETHER_IP6 = 0x86dd;

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        boolean ipv4 = address.lengthOctets() == IPV4_OCTETS;
        if (packet.skb().protocol() != (ipv4 ? ETHER_IP : ETHER_IP6)) return RuleVerdict.BREAK;
        int hops = packet.networkOffset() + (ipv4 ? 8 : 7);
        if (packet.limit() - packet.networkOffset() < (ipv4 ? 20 : 40)) return RuleVerdict.BREAK;
        if (!device.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        NetInterface out = packet.host().device(Octets.i32(packet.left, 0));
        if (!address.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        if (Octets.u8(packet.octets(), hops) <= 1 || out == null) return RuleVerdict.DROP;
        byte[] neighbour = Arrays.copyOf(packet.left, address.lengthOctets());
        packet.host().forwardToNeighbour(packet.skb(), neighbour, out);
        return RuleVerdict.STOLEN;
    }
}
