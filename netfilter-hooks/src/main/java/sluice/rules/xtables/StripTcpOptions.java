package sluice.rules.xtables;

import java.util.Arrays;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.statement.SetPayload;

/**
 * Target TCPOPTSTRIP: fills options with no-operations ({@code xt_TCPOPTSTRIP.c}).
 *
 * @param kinds one bit for each kind, 256 in all
 */
public record StripTcpOptions(long[] kinds) implements Statement {
    private static final byte NO_OPERATION = 1;
    private static final int HEADER = 20;

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        int header = TcpOptions.headerOctets(packet);
        if (header == 0) return RuleVerdict.NEXT;
        if (header < 0) return RuleVerdict.DROP;
        int from = packet.transportOffset() + HEADER;
        int end = packet.transportOffset() + header;
        int at = from;
        while (at < end - 1) {
            byte[] octets = packet.octets();
            int length = TcpOptions.step(octets, at, end);
            if (at + length > end) break;
            int kind = Octets.u8(octets, at);
            if ((kinds[kind >>> 6] >>> (kind & 63) & 1) != 0) {
                Arrays.fill(packet.left, 0, length, NO_OPERATION);
                SetPayload.write(packet, at, packet.left, length);
            }
            at += length;
        }
        return RuleVerdict.NEXT;
    }
}
