package sluice.rules.expression;

import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.Statement;

/** {@code (value & mask) ^ flip} ({@code nft_bitwise}); mask and flip have the value's length. */
public record Bitwise(Expression value, byte[] mask, byte[] flip) implements Expression {
    /** {@code value & mask}. */
    public static Bitwise and(Expression value, byte[] mask) {
        return new Bitwise(value, mask, new byte[mask.length]);
    }

    @Override
    public int lengthOctets() {
        return value.lengthOctets();
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        if (!value.load(packet, to, at)) return false;
        for (int i = 0; i < mask.length; i++)
            to[at + i] = (byte) ((to[at + i] & mask[i]) ^ flip[i]);
        return true;
    }

    @Override
    public Statement.Need need() {
        return value.need();
    }

    @Override
    public boolean pure() {
        return value.pure();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bitwise that
                && value.equals(that.value)
                && java.util.Arrays.equals(mask, that.mask)
                && java.util.Arrays.equals(flip, that.flip);
    }

    @Override
    public int hashCode() {
        return 31 * value.hashCode() + java.util.Arrays.hashCode(mask);
    }
}
