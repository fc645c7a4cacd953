package sluice.rules.expression;

import sluice.netfilter.Jhash;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.Statement;

/** {@code jhash} of a value, made less than a modulus ({@code nft_jhash}): 4 octets. */
public record JenkinsHash(Expression value, int seed, int modulus, int offset)
        implements Expression {
    @Override
    public int lengthOctets() {
        return Integer.BYTES;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        int length = value.lengthOctets();
        if (at + length > to.length || !value.load(packet, to, at)) return false;
        long hash = Jhash.of(to, at, length, seed) & 0xffff_ffffL;
        int scaled = (int) ((hash * (modulus & 0xffff_ffffL)) >>> 32); // reciprocal_scale
        Octets.put32(to, at, scaled + offset);
        return true;
    }

    @Override
    public Statement.Need need() {
        return value.need();
    }
}
