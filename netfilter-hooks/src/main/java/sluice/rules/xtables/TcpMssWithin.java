package sluice.rules.xtables;

import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Whether the maximum segment size of a TCP segment is within bounds ({@code xt_tcpmss.c}). */
public record TcpMssWithin(int min, int max, boolean inverted) implements Statement {
    private static final int OPTION_OCTETS = 4;

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        int header = TcpOptions.headerOctets(packet);
        if (header == 0) return RuleVerdict.BREAK;
        if (header < 0) return RuleVerdict.DROP;
        int at = TcpOptions.find(packet, header, TcpOptions.MAXIMUM_SEGMENT_SIZE);
        boolean whole =
                at >= 0
                        && at + OPTION_OCTETS <= packet.transportOffset() + header
                        && Octets.u8(packet.octets(), at + 1) == OPTION_OCTETS;
        boolean within = false;
        if (whole) {
            int size = Octets.u16(packet.octets(), at + 2);
            within = size >= min && size <= max;
        }
        return within != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }
}
