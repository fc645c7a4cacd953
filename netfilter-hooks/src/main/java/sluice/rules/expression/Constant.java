package sluice.rules.expression;

import sluice.rules.Evaluation;
import sluice.rules.Expression;

/** A value written in the rule ({@code nft_immediate}). */
public record Constant(byte[] octets) implements Expression {
    /** Copies the octets. */
    public Constant {
        octets = octets.clone();
    }

    /** A number of so many octets. */
    public static Constant number(long value, int lengthOctets) {
        byte[] octets = new byte[lengthOctets];
        for (int i = 0; i < lengthOctets && i < Long.BYTES; i++)
            octets[lengthOctets - 1 - i] = (byte) (value >>> (8 * i));
        return new Constant(octets);
    }

    @Override
    public int lengthOctets() {
        return octets.length;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        System.arraycopy(octets, 0, to, at, octets.length);
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constant constant
                && java.util.Arrays.equals(octets, constant.octets);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(octets);
    }
}
