package sluice.rules.statement;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.ConnCount;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Matches while no more than so many connections have come by; {@code over}: only beyond ({@code
 * nft_connlimit}). As an element's statement: connections of that key.
 */
public final class ConnectionLimit implements Statement {
    private final int connectionsMax;
    private final boolean over;
    private @Nullable ConnCount count;

    /** Begins with none. */
    public ConnectionLimit(int connectionsMax, boolean over) {
        this.connectionsMax = connectionsMax;
        this.over = over;
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (count == null) count = new ConnCount(packet.host().conntrack());
        int now = count.add(packet.skb());
        if (now < 0) return RuleVerdict.DROP;
        return (now > connectionsMax) == over ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }

    @Override
    public boolean changes() {
        return false;
    }
}
