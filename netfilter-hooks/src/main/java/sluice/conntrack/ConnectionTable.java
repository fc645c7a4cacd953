package sluice.conntrack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection.Node;

/**
 * The confirmed connections by the tuples of both directions: chains in buckets whose number grows
 * with them. A connection whose time is over is taken out by whoever comes across it.
 */
final class ConnectionTable {
    private static final int BUCKETS_MIN = 256;

    private @Nullable Node[] buckets = new Node[BUCKETS_MIN];
    private int nodes;
    private int count;
    private int sweepAt;

    /** Told what is taken out. */
    interface Remover {
        void remove(Connection connection);
    }

    int count() {
        return count;
    }

    /** The node with this tuple, seen in this zone, or null; it may be expired. */
    @Nullable Node find(TupleKey key, int hash, Zone zone) {
        Node node = buckets[hash & buckets.length - 1];
        while (node != null) {
            if (node.hash == hash && key.matches(node.tuple) && sameZone(node, zone)) return node;
            node = node.next;
        }
        return null;
    }

    /** First node of the chain for a hash; go on with {@code next}. */
    @Nullable Node chain(int hash) {
        return buckets[hash & buckets.length - 1];
    }

    static boolean sameZone(Node node, Zone zone) {
        Zone own = node.connection.zone();
        return own == zone || own.id(node.direction) == zone.id(node.direction);
    }

    /** Puts both directions in. */
    void add(Connection connection) {
        count++;
        insert(connection.node(Direction.ORIGINAL));
        insert(connection.node(Direction.REPLY));
    }

    /** Puts only the reply direction in: the entry of one that lost a race. */
    void addReplyOnly(Connection connection) {
        count++;
        insert(connection.node(Direction.REPLY));
    }

    private void insert(Node node) {
        if (++nodes > buckets.length) grow();
        node.hash = TupleKey.hash(node.tuple);
        int at = node.hash & buckets.length - 1;
        node.next = buckets[at];
        buckets[at] = node;
    }

    private void grow() {
        @Nullable Node[] old = buckets;
        buckets = new Node[old.length * 2];
        for (Node first : old) {
            Node node = first;
            while (node != null) {
                Node after = node.next;
                int at = node.hash & buckets.length - 1;
                node.next = buckets[at];
                buckets[at] = node;
                node = after;
            }
        }
    }

    /** Takes a connection out. */
    void remove(Connection connection) {
        count--;
        unlink(connection.node(Direction.ORIGINAL));
        unlink(connection.node(Direction.REPLY));
    }

    private void unlink(Node gone) {
        int at = gone.hash & buckets.length - 1;
        Node before = null;
        Node node = buckets[at];
        while (node != null && node != gone) {
            before = node;
            node = node.next;
        }
        if (node == null) return; // a clash's original direction was never in
        if (before == null) buckets[at] = gone.next;
        else before.next = gone.next;
        gone.next = null;
        nodes--;
    }

    /** Takes out what is over in the next few buckets: called for each new connection. */
    void sweepSome(int bucketCount, long nowNanos, Remover remover) {
        for (int i = 0; i < bucketCount; i++) {
            sweep(sweepAt++ & buckets.length - 1, nowNanos, remover);
        }
    }

    /** Takes out all that is over. */
    void sweepAll(long nowNanos, Remover remover) {
        for (int i = 0; i < buckets.length; i++) sweep(i, nowNanos, remover);
    }

    private void sweep(int bucket, long nowNanos, Remover remover) {
        Node node = buckets[bucket];
        while (node != null) {
            boolean over = node.connection.expired(nowNanos);
            if (over) remover.remove(node.connection);
            // both directions may have been in this chain
            node = over ? buckets[bucket] : node.next;
        }
    }

    /**
     * Takes out the connections near a hash that are not ASSURED ({@code early_drop}).
     *
     * @return how many
     */
    int evictNear(int hash, int bucketCount, Remover remover) {
        for (int i = 0; i < bucketCount; i++) {
            int bucket = hash + i & buckets.length - 1;
            int dropped = 0;
            Node node = buckets[bucket];
            while (node != null) {
                boolean goes = !node.connection.has(CtStatus.ASSURED);
                if (goes) {
                    remover.remove(node.connection);
                    dropped++;
                }
                node = goes ? buckets[bucket] : node.next;
            }
            if (dropped > 0) return dropped;
        }
        return 0;
    }

    /** All of them, by number. */
    List<Connection> all() {
        List<Connection> all = new ArrayList<>(count);
        for (Node first : buckets) {
            for (Node node = first; node != null; node = node.next) {
                if (node.direction == Direction.REPLY) all.add(node.connection);
            }
        }
        all.sort(Comparator.comparingLong(Connection::id));
        return all;
    }
}
