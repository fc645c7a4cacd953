package sluice.inet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Longest-prefix match over 128-bit keys; IPv4 uses the upper 32 bits of {@code high}.
 *
 * <p>One hash table for each prefix length in use, longest first; a slot holds the chain of routes
 * for one prefix in order of metric. A lookup costs one probe for each length in use, and none when
 * the same key is asked again: real hosts have two to five lengths, so this beats a trie of small
 * nodes in Java and is short enough to be checked by eye.
 */
final class PrefixTable<R extends Route> {
    private final ArrayList<Level<R>> levels = new ArrayList<>();

    private boolean cached;
    private long cachedHigh;
    private long cachedLow;
    private @Nullable R cachedRoute;
    private int count;

    static long maskHigh(int prefixLength) {
        return prefixLength == 0 ? 0 : -1L << (64 - Math.min(prefixLength, 64));
    }

    static long maskLow(int prefixLength) {
        return prefixLength <= 64 ? 0 : -1L << (128 - prefixLength);
    }

    int count() {
        return count;
    }

    @Nullable R lookup(long high, long low) {
        if (cached && cachedHigh == high && cachedLow == low) return cachedRoute;
        R found = null;
        for (int at = 0; at < levels.size() && found == null; at++) {
            Node<R> node = levels.get(at).find(high, low);
            if (node != null) found = node.route;
        }
        cached = true;
        cachedHigh = high;
        cachedLow = low;
        cachedRoute = found;
        return found;
    }

    /** The best route among those that leave by {@code deviceIndex}. */
    @Nullable R lookupBy(long high, long low, int deviceIndex) {
        for (int at = 0; at < levels.size(); at++) {
            for (var node = levels.get(at).find(high, low); node != null; node = node.next) {
                if (node.route.deviceIndex() == deviceIndex) return node.route;
            }
        }
        return null;
    }

    /**
     * Adds behind routes of the same prefix and metric; refused if {@code alone} and one exists.
     */
    boolean add(long high, long low, R route, boolean alone) {
        Level<R> level = levelFor(route.prefixLength());
        Node<R> after = null;
        for (var node = level.find(high, low);
                node != null && node.route.metric() <= route.metric();
                node = node.next) {
            if (alone && node.route.metric() == route.metric()) return false;
            after = node;
        }
        level.insert(new Node<>(high, low, route), after);
        count++;
        cached = false;
        return true;
    }

    /** Takes the place of the first route of the same prefix and metric, or is added. */
    void replace(long high, long low, R route) {
        for (var node = levelFor(route.prefixLength()).find(high, low);
                node != null;
                node = node.next) {
            if (node.route.metric() == route.metric()) {
                node.route = route;
                cached = false;
                return;
            }
        }
        add(high, low, route, false);
    }

    boolean remove(long high, long low, R route) {
        Level<R> level = levelFor(route.prefixLength());
        boolean removed = level.remove(high, low, route);
        if (removed) count--;
        if (level.count == 0) levels.remove(level);
        cached = false;
        return removed;
    }

    /** All routes, longest prefix first; for display, not for the data path. */
    List<R> routes() {
        var all = new ArrayList<R>(count);
        for (Level<R> level : levels) {
            for (Node<R> slot : level.slots) {
                for (var node = slot; node != null; node = node.next) all.add(node.route);
            }
        }
        return all;
    }

    private Level<R> levelFor(int prefixLength) {
        int at = 0;
        while (at < levels.size() && levels.get(at).prefixLength > prefixLength) at++;
        if (at < levels.size() && levels.get(at).prefixLength == prefixLength)
            return levels.get(at);
        var level = new Level<R>(prefixLength);
        levels.add(at, level);
        return level;
    }

    private static final class Node<R> {
        final long high;
        final long low;
        R route;
        @Nullable Node<R> next;

        Node(long high, long low, R route) {
            this.high = high;
            this.low = low;
            this.route = route;
        }
    }

    /** All prefixes of one length: open addressing with linear probing, at most half full. */
    private static final class Level<R> {
        final int prefixLength;
        final long maskHigh;
        final long maskLow;
        @Nullable Node<R>[] slots = slots(4);
        int count;

        Level(int prefixLength) {
            this.prefixLength = prefixLength;
            maskHigh = PrefixTable.maskHigh(prefixLength);
            maskLow = PrefixTable.maskLow(prefixLength);
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private static <R> @Nullable Node<R>[] slots(int length) {
            return (@Nullable Node<R>[]) new @Nullable Node[length];
        }

        private static int slot(long high, long low, int length) {
            return (int) (((high * 31 + low) * 0x9e37_79b9_7f4a_7c15L) >>> 33) & length - 1;
        }

        @Nullable Node<R> find(long high, long low) {
            return slots[place(high & maskHigh, low & maskLow)];
        }

        /** The slot of a prefix, or the empty one where it would go. */
        private int place(long high, long low) {
            int at = slot(high, low, slots.length);
            for (var node = slots[at];
                    node != null && (node.high != high || node.low != low);
                    node = slots[at]) {
                at = at + 1 & slots.length - 1;
            }
            return at;
        }

        void insert(Node<R> node, @Nullable Node<R> after) {
            if (after != null) {
                node.next = after.next;
                after.next = node;
                return;
            }
            int at = place(node.high, node.low);
            node.next = slots[at];
            slots[at] = node;
            if (node.next == null && ++count * 2 > slots.length) rehash(slots.length * 2);
        }

        boolean remove(long high, long low, R route) {
            int at = place(high, low);
            Node<R> before = null;
            var node = slots[at];
            while (node != null && !route.equals(node.route)) {
                before = node;
                node = node.next;
            }
            if (node == null) return false;
            if (before != null) {
                before.next = node.next;
            } else {
                slots[at] = node.next;
                if (node.next == null) {
                    count--;
                    rehash(slots.length); // probing must not stop at the hole
                }
            }
            return true;
        }

        private void rehash(int length) {
            var old = slots;
            slots = slots(length);
            for (Node<R> node : old) {
                if (node != null) slots[place(node.high, node.low)] = node;
            }
        }
    }
}
