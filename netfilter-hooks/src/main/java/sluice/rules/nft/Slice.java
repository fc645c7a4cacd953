package sluice.rules.nft;

import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.Statement;

/** Some octets of a value: the port of {@code address . port}. */
record Slice(Expression value, int offsetOctets, int lengthOctets) implements Expression {
    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        if (at + value.lengthOctets() > to.length || !value.load(packet, to, at)) return false;
        System.arraycopy(to, at + offsetOctets, to, at, lengthOctets);
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
