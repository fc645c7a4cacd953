package sluice.rules.statement;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Matches until so many octets have passed; {@code over}: only then ({@code nft_quota}). */
public final class Quota implements Statement {
    private final long octetsMax;
    private final boolean over;
    private long octets;

    /** Begins with so many octets used. */
    public Quota(long octetsMax, boolean over, long octetsUsed) {
        this.octetsMax = octetsMax;
        this.over = over;
        this.octets = octetsUsed;
    }

    /** Octets that may pass. */
    public long octetsMax() {
        return octetsMax;
    }

    /** Whether it matches only beyond them. */
    public boolean over() {
        return over;
    }

    /** Octets used so far. */
    public long octetsUsed() {
        return octets;
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        octets += packet.lengthOctets();
        return (octets > octetsMax) == over ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    @Override
    public boolean changes() {
        return false;
    }
}
