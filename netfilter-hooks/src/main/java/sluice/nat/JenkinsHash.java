package sluice.nat;

/**
 * Bob Jenkins' lookup3 over words ({@code jhash2}): which address of a range a connection gets does
 * not depend on chance in the kernel, so it must not here.
 */
final class JenkinsHash {
    private static final int START = 0xdeadbeef;

    private JenkinsHash() {}

    /** The hash of four words. */
    static int of(int w0, int w1, int w2, int w3, int seed) {
        int a = START + 16 + seed;
        int b = a;
        int c = a;
        a += w0;
        b += w1;
        c += w2;
        a -= c;
        a ^= Integer.rotateLeft(c, 4);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 6);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 8);
        b += a;
        a -= c;
        a ^= Integer.rotateLeft(c, 16);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 19);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 4);
        b += a;
        a += w3;
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
        return c;
    }
}
