package sluice.rules.xtables;

import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.statement.SetPayload;

/** Target ECN {@code --ecn-tcp-remove}: clears ECE and CWR ({@code set_ect_tcp} of ipt_ECN.c). */
public record ClearTcpEcn() implements Statement {
    private static final int FLAGS = 12;
    private static final int ECE_AND_CWR = 0xc0;

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (packet.protocol() != IpProtocols.TCP || packet.fragmentOffset() != 0)
            return RuleVerdict.NEXT;
        int at = packet.transportOffset() + FLAGS;
        if (at + 2 > packet.limit()) return RuleVerdict.DROP;
        int word = Octets.u16(packet.octets(), at);
        if ((word & ECE_AND_CWR) == 0) return RuleVerdict.NEXT;
        Octets.put16(packet.left, 0, word & ~ECE_AND_CWR);
        SetPayload.write(packet, at, packet.left, Short.BYTES);
        return RuleVerdict.NEXT;
    }
}
