package sluice.rules.expression;

import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.Statement;

/**
 * {@code jhash} of a value, made less than a modulus ({@code nft_jhash}; Bob Jenkins' lookup3, as
 * in include/linux/jhash.h on a little-endian machine): 4 octets.
 */
public record JenkinsHash(Expression value, int seed, int modulus, int offset)
        implements Expression {
    private static final int INITIAL = 0xdeadbeef;
    private static final int BLOCK = 12;

    @Override
    public int lengthOctets() {
        return Integer.BYTES;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        int length = value.lengthOctets();
        if (at + length > to.length || !value.load(packet, to, at)) return false;
        long hash = hash(to, at, length, seed) & 0xffff_ffffL;
        int scaled = (int) ((hash * (modulus & 0xffff_ffffL)) >>> 32); // reciprocal_scale
        Octets.put32(to, at, scaled + offset);
        return true;
    }

    /** The hash of so many octets. */
    public static int hash(byte[] octets, int from, int length, int initial) {
        int a = INITIAL + length + initial;
        int b = a;
        int c = a;
        int at = from;
        int left = length;
        while (left > BLOCK) {
            a += little(octets, at, 4);
            b += little(octets, at + 4, 4);
            c += little(octets, at + 8, 4);
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
            at += BLOCK;
            left -= BLOCK;
        }
        if (left == 0) return c;
        a += little(octets, at, Math.min(left, 4));
        if (left > 4) b += little(octets, at + 4, Math.min(left - 4, 4));
        if (left > 8) c += little(octets, at + 8, left - 8);
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }

    private static int little(byte[] octets, int at, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) value |= (octets[at + i] & 0xff) << (8 * i);
        return value;
    }

    @Override
    public Statement.Need need() {
        return value.need();
    }
}
