package sluice.rules.statement;

import java.util.Arrays;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * A value against a constant ({@code nft_cmp}). A constant shorter than the value is compared with
 * its beginning: {@code eth*}.
 */
public record Compare(Expression value, Relation relation, byte[] constant) implements Statement {
    /** How they are compared, as numbers without sign in network order. */
    public enum Relation {
        /** Equal. */
        EQ("=="),
        /** Not equal. */
        NE("!="),
        /** Less. */
        LT("<"),
        /** At most. */
        LE("<="),
        /** Greater. */
        GT(">"),
        /** At least. */
        GE(">=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        /** As {@code nft} writes it. */
        public String sign() {
            return sign;
        }

        boolean holds(int compared) {
            return switch (this) {
                case EQ -> compared == 0;
                case NE -> compared != 0;
                case LT -> compared < 0;
                case LE -> compared <= 0;
                case GT -> compared > 0;
                case GE -> compared >= 0;
            };
        }
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!value.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        int compared =
                Arrays.compareUnsigned(
                        packet.left, 0, constant.length, constant, 0, constant.length);
        return relation.holds(compared) ? RuleVerdict.NEXT : RuleVerdict.BREAK;
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
        return other instanceof Compare that
                && relation == that.relation
                && value.equals(that.value)
                && Arrays.equals(constant, that.constant);
    }

    @Override
    public int hashCode() {
        return 31 * value.hashCode() + Arrays.hashCode(constant);
    }
}
