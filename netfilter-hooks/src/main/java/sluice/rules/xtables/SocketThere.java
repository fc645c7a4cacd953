package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleHost;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Whether a socket waits for the packet ({@code xt_socket.c}).
 *
 * @param anyAddress whether one that is bound to no address counts
 * @param transparent whether it must have IP_TRANSPARENT
 * @param restoresMark whether the packet gets its mark
 */
public record SocketThere(boolean anyAddress, boolean transparent, boolean restoresMark)
        implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        RuleHost.FoundSocket socket = packet.host().socketFor(packet.skb(), packet.state());
        if (socket == null) return RuleVerdict.BREAK;
        if ((!anyAddress && socket.wildcard()) || (transparent && !socket.transparent()))
            return RuleVerdict.BREAK;
        if (restoresMark) packet.skb().setMark(socket.mark());
        return RuleVerdict.NEXT;
    }
}
