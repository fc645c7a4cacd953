package sluice.rules.expression;

import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.Statement;

/**
 * A number moved by bits ({@code NFT_BITWISE_LSHIFT}, {@code RSHIFT}).
 *
 * @param bits to the left; negative to the right
 */
public record Shift(Expression value, int bits) implements Expression {
    @Override
    public int lengthOctets() {
        return value.lengthOctets();
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        if (!value.load(packet, to, at)) return false;
        int length = value.lengthOctets();
        int distance = Math.abs(bits);
        for (int step = 0; step < distance; step++) {
            int carry = 0;
            for (int i = 0; i < length; i++) {
                int index = bits > 0 ? at + length - 1 - i : at + i;
                int octet = to[index] & 0xff;
                if (bits > 0) {
                    to[index] = (byte) ((octet << 1) | carry);
                    carry = octet >>> 7;
                } else {
                    to[index] = (byte) ((octet >>> 1) | (carry << 7));
                    carry = octet & 1;
                }
            }
        }
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
}
