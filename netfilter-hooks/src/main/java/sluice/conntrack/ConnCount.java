package sluice.conntrack;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts the connections of one key that are alive ({@code net/netfilter/nf_conncount.c}): what
 * {@code connlimit} and {@code ct count} ask. Make one per key, or one for a rule without keys.
 */
public final class ConnCount {
    private final Conntrack conntrack;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(Tuple tuple, Zone zone, long sinceNanos) {}

    /** An empty count over a host's connections. */
    public ConnCount(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    /** Counts a connection in, and returns how many there are now. */
    public int add(Tuple tuple, Zone zone) {
        entries.add(new Entry(tuple, zone, conntrack.nowNanos()));
        return entries.size();
    }

    /** How many there are now. */
    public int count() {
        return entries.size();
    }
}
