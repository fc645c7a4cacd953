package sluice.rules.expression;

import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.Statement;

/** Two values of one length, octet by octet ({@code nft_bitwise} with two registers). */
public record Combined(Expression first, Operation operation, Expression second)
        implements Expression {
    /** How they are combined. */
    public enum Operation {
        /** {@code &}. */
        AND,
        /** {@code |}. */
        OR,
        /** {@code ^}. */
        XOR
    }

    @Override
    public int lengthOctets() {
        return first.lengthOctets();
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        int length = first.lengthOctets();
        if (at + 2 * length > to.length || !first.load(packet, to, at)) return false;
        if (!second.load(packet, to, at + length)) return false;
        for (int i = 0; i < length; i++) {
            byte a = to[at + i];
            byte b = to[at + length + i];
            to[at + i] =
                    (byte)
                            switch (operation) {
                                case AND -> a & b;
                                case OR -> a | b;
                                case XOR -> a ^ b;
                            };
        }
        return true;
    }

    @Override
    public Statement.Need need() {
        return first.need().compareTo(second.need()) >= 0 ? first.need() : second.need();
    }

    @Override
    public boolean pure() {
        return first.pure() && second.pure();
    }
}
