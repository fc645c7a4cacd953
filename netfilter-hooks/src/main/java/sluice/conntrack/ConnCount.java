package sluice.conntrack;

import java.util.ArrayList;
import java.util.List;
import sluice.netfilter.Skb;

/**
 * Counts the connections of one key that are alive ({@code net/netfilter/nf_conncount.c}): what
 * {@code connlimit} and {@code ct count} ask. Make one per key, or one for a rule without keys.
 *
 * <p>TCP connections that are over do not count, though they are still in the table. There are
 * never more than connections, and one that is not confirmed yet.
 */
public final class ConnCount {
    private final Conntrack conntrack;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(Tuple tuple, Zone zone) {}

    /** An empty count over a host's connections. */
    public ConnCount(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    /**
     * Counts a connection in, unless it is counted already.
     *
     * @param tuple that of its original direction
     * @return how many there are now
     */
    public int add(Tuple tuple, Zone zone) {
        boolean known = false;
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            boolean same = entry.tuple.equals(tuple) && entry.zone.equals(zone);
            Connection connection = conntrack.find(entry.tuple, entry.zone);
            if (connection != null && (same || !over(connection))) known |= same;
            else entries.remove(i);
        }
        if (!known) entries.add(new Entry(tuple, zone));
        return entries.size();
    }

    /**
     * Counts a packet's connection in; of an untracked packet what it shows itself ({@code
     * get_ct_or_tuple_from_skb}).
     *
     * @return how many there are now, or -1 if the packet belongs to nothing that can be counted
     */
    public int add(Skb skb) {
        Connection connection = Conntrack.of(skb);
        if (connection != null) return add(connection.tuple(Direction.ORIGINAL), connection.zone());
        Tuple shown = conntrack.shown(skb);
        return shown == null ? -1 : add(shown, Zone.DEFAULT);
    }

    private static boolean over(Connection connection) {
        TcpTrack track = connection.tcp;
        return track != null
                && (track.state == TcpTrackState.TIME_WAIT || track.state == TcpTrackState.CLOSE);
    }

    /** How many there are now. */
    public int count() {
        entries.removeIf(entry -> {
            Connection connection = conntrack.find(entry.tuple, entry.zone);
            return connection == null || over(connection);
        });
        return entries.size();
    }
}
