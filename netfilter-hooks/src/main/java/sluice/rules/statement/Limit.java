package sluice.rules.statement;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * A token bucket over packets or octets ({@code nft_limit}): matches while there are tokens, or
 * inverted while there are none.
 */
public final class Limit implements Statement {
    private final long rate;
    private final long unitNanos;
    private final long burst;
    private final boolean ofOctets;
    private final boolean inverted;
    private final long tokensMax;
    private final long costNanos;
    private long tokens;
    private long lastNanos = -1;

    /**
     * A full bucket.
     *
     * @param rate packets or octets in each unit; at least 1
     * @param unitNanos second, minute, hour, day or week
     * @param burst of packets: how many at once; of octets: how many more than the rate's
     */
    public Limit(long rate, long unitNanos, long burst, boolean ofOctets, boolean inverted) {
        if (rate < 1) throw new IllegalArgumentException("rate " + rate);
        this.rate = rate;
        this.unitNanos = unitNanos;
        this.burst = burst;
        this.ofOctets = ofOctets;
        this.inverted = inverted;
        // nft_limit_init: a bucket of packets holds what the burst takes, one of octets in addition
        // what the rate gives in one unit.
        costNanos = ofOctets ? 0 : unitNanos / rate;
        tokensMax = ofOctets ? saturated(rate + burst) : multiplied(costNanos, Math.max(burst, 1));
        tokens = tokensMax;
    }

    private long saturated(long octets) {
        return multiplied(octets, unitNanos) / rate;
    }

    private static long multiplied(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        return high != 0 ? Long.MAX_VALUE : Math.max(a * b, 0);
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return spend(packet.host().nowNanos(), packet.lengthOctets()) != inverted
                ? RuleVerdict.NEXT
                : RuleVerdict.BREAK;
    }

    private boolean spend(long nowNanos, int lengthOctets) {
        long cost = ofOctets ? multiplied(unitNanos, lengthOctets) / rate : costNanos;
        long gained = lastNanos < 0 ? 0 : nowNanos - lastNanos;
        lastNanos = nowNanos;
        tokens = Math.min(tokens + gained, tokensMax);
        if (tokens < cost) return false;
        tokens -= cost;
        return true;
    }

    /** Length of the unit, in nanoseconds. */
    public long unitNanos() {
        return unitNanos;
    }

    /** Whether octets are counted, not packets. */
    public boolean ofOctets() {
        return ofOctets;
    }

    /** Whether it matches while there are no tokens. */
    public boolean inverted() {
        return inverted;
    }

    /** Packets or octets in each unit. */
    public long rate() {
        return rate;
    }

    /** How many at once. */
    public long burst() {
        return burst;
    }

    @Override
    public boolean changes() {
        return false;
    }
}
