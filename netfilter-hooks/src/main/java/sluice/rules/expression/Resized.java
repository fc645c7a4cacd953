package sluice.rules.expression;

import java.util.Arrays;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.Statement;

/** A number with more or fewer octets: zeros in front, or its last octets. */
public record Resized(Expression value, int lengthOctets) implements Expression {
    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        if (!value.load(packet, to, at)) return false;
        int length = value.lengthOctets();
        if (lengthOctets >= length) {
            System.arraycopy(to, at, to, at + lengthOctets - length, length);
            Arrays.fill(to, at, at + lengthOctets - length, (byte) 0);
        } else {
            System.arraycopy(to, at + length - lengthOctets, to, at, lengthOctets);
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
