package sluice.rules.expression;

import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.SetElement;
import sluice.rules.Statement;

/** The value a map leads to ({@code nft_lookup} with a destination). */
public record MapLookup(Expression key, NftSet map) implements Expression {
    @Override
    public int lengthOctets() {
        return map.type().dataOctets();
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        if (at + key.lengthOctets() > to.length || !key.load(packet, to, at)) return false;
        SetElement found = map.find(to, at, packet.host().nowNanos());
        if (found == null || !found.run(packet)) return false;
        byte[] data = found.data();
        if (data == null) return false;
        System.arraycopy(data, 0, to, at, data.length);
        return true;
    }

    @Override
    public Statement.Need need() {
        return key.need();
    }

    @Override
    public boolean pure() {
        return false;
    }
}
