package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Whether a TCP option is there: {@code --tcp-option} ({@code tcp_find_option} of xt_tcpudp.c). */
public record TcpOptionThere(int kind, boolean inverted) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        int header = TcpOptions.headerOctets(packet);
        if (header == 0) return RuleVerdict.BREAK;
        if (header < 0) return RuleVerdict.DROP;
        boolean there = TcpOptions.find(packet, header, kind) >= 0;
        return there != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }
}
