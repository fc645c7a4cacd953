package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Every n-th packet, or some by chance ({@code xt_statistic.c}). */
public final class Statistic implements Statement {
    /** Probabilities are in units of 2^-31. */
    private static final int RANDOM_MASK = 0x7fff_ffff;

    private final int every;
    private final int probability;
    private final boolean inverted;
    private int count;

    private Statistic(int every, int count, int probability, boolean inverted) {
        this.every = every;
        this.count = count;
        this.probability = probability;
        this.inverted = inverted;
    }

    /**
     * One of {@code every} packets.
     *
     * @param every 1 or more
     * @param packet how many packets come before the first one that matches
     */
    public static Statistic nth(int every, int packet, boolean inverted) {
        // libxt_statistic.c, statistic_check: what is counted starts so that packet more are
        // needed.
        return new Statistic(every - 1, every - 1 - packet, 0, inverted);
    }

    /** By chance, from the host's seeded numbers; {@code probability} 0 to 1. */
    public static Statistic random(double probability, boolean inverted) {
        return new Statistic(
                -1,
                0,
                (int) Math.min(RANDOM_MASK, Math.round(probability * 0x8000_0000L)),
                inverted);
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        boolean matches = inverted;
        if (every < 0) {
            boolean below = (packet.host().random().nextInt() & RANDOM_MASK) < probability;
            matches = below != inverted;
        } else {
            int next = count == every ? 0 : count + 1;
            count = next;
            if (next == 0) matches = !matches;
        }
        return matches ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }
}
