package sluice.time;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * One named stream of random numbers under a root seed: xoshiro256** (Blackman and Vigna), filled
 * by SplitMix64.
 *
 * <p>Streams are told apart by name, so adding a component disturbs no other one's draws. Written
 * out here because a replay must give the same numbers on every JDK.
 */
public final class SeededRandom implements RandomGenerator {
    private long s0;
    private long s1;
    private long s2;
    private long s3;

    /** The stream {@code name} under {@code rootSeed}. */
    public SeededRandom(long rootSeed, String name) {
        long state = mix(rootSeed + 0x9e3779b97f4a7c15L);
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            state = mix(state ^ (octet & 0xffL)) + 0x9e3779b97f4a7c15L;
        }
        s0 = mix(state += 0x9e3779b97f4a7c15L);
        s1 = mix(state += 0x9e3779b97f4a7c15L);
        s2 = mix(state += 0x9e3779b97f4a7c15L);
        s3 = mix(state + 0x9e3779b97f4a7c15L) | 1; // never all zero
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public long nextLong() {
        long result = Long.rotateLeft(s1 * 5, 7) * 9;
        long shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /** True with the given probability, 0 to 1; draws a number only where the answer is open. */
    public boolean chance(double probability) {
        if (probability <= 0) return false;
        return probability >= 1 || (nextLong() >>> 11) * 0x1.0p-53 < probability;
    }

    /** A number from 0 up to but not including {@code bound}, which is 1 or more. */
    public long below(long bound) {
        return Long.remainderUnsigned(nextLong(), bound);
    }
}
