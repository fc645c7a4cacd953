package sluice.rules.statement;

import java.util.Arrays;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** A value within bounds, both included, or outside of them ({@code nft_range}). */
public record InRange(Expression value, boolean inverted, byte[] from, byte[] to)
        implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!value.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        boolean within =
                Arrays.compareUnsigned(packet.left, 0, from.length, from, 0, from.length) >= 0
                        && Arrays.compareUnsigned(packet.left, 0, to.length, to, 0, to.length) <= 0;
        return within != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    @Override
    public boolean pure() {
        return value.pure();
    }

    @Override
    public Need need() {
        return value.need();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InRange that
                && inverted == that.inverted
                && value.equals(that.value)
                && Arrays.equals(from, that.from)
                && Arrays.equals(to, that.to);
    }

    @Override
    public int hashCode() {
        return 31 * value.hashCode() + Arrays.hashCode(from);
    }
}
