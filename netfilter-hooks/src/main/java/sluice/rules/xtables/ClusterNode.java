package sluice.rules.xtables;

import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.Tuple;
import sluice.netfilter.Jhash;
import sluice.netfilter.NfFamily;
import sluice.netfilter.PacketType;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Whether the packet's connection is one of this node's in a cluster all of whose nodes see all
 * packets ({@code xt_cluster.c}): by a hash of its first source. A unicast packet in a multicast
 * frame becomes one for this host, as there.
 *
 * @param nodes in all, 1 to 32
 * @param mask of the nodes that this host stands for
 */
public record ClusterNode(int nodes, int mask, int seed, boolean inverted) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        var skb = packet.skb();
        if (skb.packetType() == PacketType.MULTICAST && !toGroup(packet))
            skb.setPacketType(PacketType.HOST);
        Connection connection = Conntrack.of(skb);
        if (connection == null) return RuleVerdict.BREAK;
        Connection master = connection.master();
        Tuple first = (master == null ? connection : master).original();
        int octets = first.family() == NfFamily.IPV4 ? 4 : 16;
        if (octets == 4) {
            Octets.put32(packet.left, 0, first.source4());
        } else {
            Octets.put64(packet.left, 0, first.sourceHigh());
            Octets.put64(packet.left, Long.BYTES, first.sourceLow());
        }
        long hash = Jhash.of(packet.left, 0, octets, seed) & 0xffff_ffffL;
        int node = (int) ((hash * nodes) >>> 32); // reciprocal_scale
        boolean ours = (mask >>> node & 1) != 0;
        return ours != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private static boolean toGroup(Evaluation packet) {
        int at = packet.networkOffset();
        boolean ipv6 = packet.layer() == Evaluation.Layer.IPV6;
        int first = Octets.u8(packet.octets(), at + (ipv6 ? 24 : 16));
        return ipv6 ? first == 0xff : first >>> 4 == 0xe;
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
