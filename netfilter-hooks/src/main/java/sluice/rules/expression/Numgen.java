package sluice.rules.expression;

import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;

/** Numbers one after the other, or by chance ({@code nft_numgen}): 4 octets. */
public final class Numgen implements Expression {
    private final boolean random;
    private final int modulus;
    private final int offset;
    private int next;

    /**
     * A generator.
     *
     * @param random whether by chance
     * @param modulus numbers are less than this, before the offset is added; at least 1
     */
    public Numgen(boolean random, int modulus, int offset) {
        if (modulus < 1) throw new IllegalArgumentException("modulus " + modulus);
        this.random = random;
        this.modulus = modulus;
        this.offset = offset;
    }

    @Override
    public int lengthOctets() {
        return Integer.BYTES;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        Octets.put32(to, at, offset + number(packet));
        return true;
    }

    private int number(Evaluation packet) {
        if (random) return packet.host().random().nextInt(modulus);
        int number = next;
        next = (next + 1) % modulus;
        return number;
    }

    @Override
    public boolean pure() {
        return false;
    }
}
