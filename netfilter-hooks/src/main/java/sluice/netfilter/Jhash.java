package sluice.netfilter;

/**
 * Bob Jenkins' lookup3 as the kernel hashes packets (include/linux/jhash.h, on a little-endian
 * machine). What it chooses does not depend on chance in the kernel, so it must not here.
 */
public final class Jhash {
    private static final int INITIAL = 0xdeadbeef;
    private static final int BLOCK = 12;

    private Jhash() {}

    /** Puts a word where it is hashed as {@code jhash2} does. */
    public static void putWord(byte[] to, int at, int word) {
        for (int i = 0; i < Integer.BYTES; i++) to[at + i] = (byte) (word >>> (8 * i));
    }

    /** The hash of so many octets ({@code jhash}). */
    public static int of(byte[] octets, int from, int length, int initial) {
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
}
