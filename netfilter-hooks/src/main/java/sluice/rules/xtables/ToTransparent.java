package sluice.rules.xtables;

import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Target TPROXY ({@code xt_TPROXY.c}): gives the packet to a transparent socket, marks it and
 * accepts it; without such a socket it is dropped.
 *
 * @param address 4 or 16 octets; empty for that of the device it came in on
 * @param port 0 for the packet's own
 */
public record ToTransparent(byte[] address, int port, int mark, int markMask) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (packet.fragmentOffset() != 0 || packet.transportOffset() < 0) return RuleVerdict.DROP;
        boolean ports =
                packet.protocol() == IpProtocols.TCP || packet.protocol() == IpProtocols.UDP;
        if (!ports || packet.transportOffset() + 8 > packet.limit()) return RuleVerdict.DROP;
        if (!packet.host().tproxy(packet.skb(), packet.state(), address, port))
            return RuleVerdict.DROP;
        packet.skb().setMark((packet.skb().mark() & ~markMask) ^ mark);
        return RuleVerdict.ACCEPT;
    }
}
