package sluice.nic;

/**
 * What a link is like, each way.
 *
 * @param rateBitsPerSecond 0 for no limit
 * @param delayNanos one way
 * @param lossProbability of each frame, 0 to 1
 * @param duplicationProbability of each frame: a second copy follows at once
 * @param reorderingProbability of each frame: it is held back by {@code reorderingDelayNanos} while
 *     later ones pass
 * @param reorderingDelayNanos how far a reordered frame is held back
 * @param corruptionProbability of each frame: one bit is turned
 * @param queueFramesMax frames that may wait for the line in each sender's direction
 */
public record LinkOptions(
        long rateBitsPerSecond,
        long delayNanos,
        double lossProbability,
        double duplicationProbability,
        double reorderingProbability,
        long reorderingDelayNanos,
        double corruptionProbability,
        int queueFramesMax) {
    /** No limit, no delay, no faults. */
    public static final LinkOptions PERFECT = new LinkOptions(0, 0, 0, 0, 0, 0, 0, 1 << 16);

    /** Checks the ranges. */
    public LinkOptions {
        if (rateBitsPerSecond < 0 || delayNanos < 0 || reorderingDelayNanos < 0) {
            throw new IllegalArgumentException("rate or delay is negative");
        }
        if (bad(lossProbability)
                || bad(duplicationProbability)
                || bad(reorderingProbability)
                || bad(corruptionProbability)) {
            throw new IllegalArgumentException("a probability is not in 0..1");
        }
        if (queueFramesMax < 1) throw new IllegalArgumentException("a queue without room");
    }

    private static boolean bad(double probability) {
        return !(probability >= 0 && probability <= 1);
    }

    /** A link with a delay and nothing else. */
    public static LinkOptions delayed(long delayNanos) {
        return new LinkOptions(0, delayNanos, 0, 0, 0, 0, 0, 1 << 16);
    }
}
