package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Matches as long as octets are left; what does not fit any more empties it ({@code xt_quota.c}).
 */
public final class XtQuota implements Statement {
    private final boolean inverted;
    private long left;

    /** So many octets. */
    public XtQuota(long octets, boolean inverted) {
        this.left = octets;
        this.inverted = inverted;
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        int length = packet.lengthOctets();
        boolean enough = Long.compareUnsigned(left, length) >= 0;
        left = enough ? left - length : 0;
        return enough != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }
}
