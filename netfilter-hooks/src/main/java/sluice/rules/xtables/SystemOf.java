package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.OsFingerprints;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.expression.Osf;

/**
 * Whether a SYN has a fingerprint of a system ({@code xt_osf.c}). A {@code !} in front changes
 * nothing in the kernel either.
 */
public record SystemOf(String system, OsFingerprints.Ttl ttl) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!Osf.asks(packet)) return RuleVerdict.BREAK;
        return packet.host().fingerprints().find(packet, ttl, system) == null
                ? RuleVerdict.BREAK
                : RuleVerdict.NEXT;
    }

    @Override
    public boolean pure() {
        return true;
    }
}
