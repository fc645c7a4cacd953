package sluice.rules.xtables;

import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.statement.SetPayload;

/**
 * Targets TOS, DSCP and ECN: {@code (field & ~cleared) ^ flipped} of the octet for services ({@code
 * xt_DSCP.c}).
 */
public record SetDsField(int cleared, int flipped) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        boolean ipv4 = packet.layer() == Evaluation.Layer.IPV4;
        byte[] octets = packet.octets();
        int at = packet.networkOffset();
        int word = Octets.u16(octets, at);
        int old = ipv4 ? word & 0xff : word >>> 4 & 0xff;
        int fresh = ((old & ~cleared) ^ flipped) & 0xff;
        if (fresh == old) return RuleVerdict.NEXT;
        int changed = ipv4 ? (word & 0xff00) | fresh : (word & 0xf00f) | (fresh << 4);
        Octets.put16(packet.left, 0, changed);
        SetPayload.write(packet, at, packet.left, Short.BYTES);
        return RuleVerdict.NEXT;
    }
}
