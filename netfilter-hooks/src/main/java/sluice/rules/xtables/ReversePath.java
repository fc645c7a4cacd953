package sluice.rules.xtables;

import sluice.inet.Ipv4Addresses;
import sluice.netfilter.NetInterface;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Whether an answer would leave by the device the packet came in on ({@code ipt_rpfilter.c}). */
public record ReversePath(boolean loose, boolean withMark, boolean inverted) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return passes(packet) != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private boolean passes(Evaluation packet) {
        NetInterface in = packet.in();
        if (in == null || in.loopback() || packet.skb().loopCopy()) return true;
        if (packet.layer() == Evaluation.Layer.IPV4) {
            int source = Octets.i32(packet.octets(), packet.networkOffset() + 12);
            int destination = Octets.i32(packet.octets(), packet.networkOffset() + 16);
            boolean asking =
                    destination == Ipv4Addresses.LIMITED_BROADCAST
                            || Ipv4Addresses.isLocalMulticast(destination);
            if (source == Ipv4Addresses.ANY && asking) return true;
        }
        NetInterface only = loose ? null : in;
        return packet.host().fibDevice(packet.skb(), packet.state(), true, withMark, only) != null;
    }
}
