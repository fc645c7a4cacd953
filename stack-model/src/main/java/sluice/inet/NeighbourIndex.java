package sluice.inet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a {@link NeighbourTable}: hashed by key, and linked in the order made. */
final class NeighbourIndex<Q> {
    @Nullable Entry<Q> first;
    private @Nullable Entry<Q> last;
    private @Nullable Entry<Q>[] buckets = buckets(16);
    private int count;

    /** One neighbour. */
    static final class Entry<Q> {
        final int deviceIndex;
        final long high;
        final long low;
        NeighbourState state = NeighbourState.NONE;
        long hardwareAddress = NeighbourTable.NOT_RESOLVED;
        long deadlineNanos = NeighbourTable.NEVER;
        long confirmedNanos;
        long updatedNanos;
        long usedNanos;
        boolean used;
        boolean removed;
        int requests;
        @Nullable Entry<Q> after;

        private final ArrayDeque<Pending<Q>> pending = new ArrayDeque<>(0);
        private long pendingOctets;
        private @Nullable Entry<Q> before;
        private @Nullable Entry<Q> chain;

        private record Pending<Q>(Q packet, int octets) {}

        Entry(int deviceIndex, long high, long low) {
            this.deviceIndex = deviceIndex;
            this.high = high;
            this.low = low;
        }

        /** Queues the packet and returns those that had to make room, oldest first. */
        List<Q> pend(Q packet, int octets, NeighbourTimings timings) {
            List<Q> pushedOut = List.of();
            while (!pending.isEmpty()
                    && (pendingOctets + octets > timings.pendingOctetsMax()
                            || pending.size() >= timings.pendingCountMax())) {
                var oldest = pending.removeFirst();
                pendingOctets -= oldest.octets;
                if (pushedOut.isEmpty()) pushedOut = new ArrayList<>();
                pushedOut.add(oldest.packet);
            }
            pending.addLast(new Pending<>(packet, octets));
            pendingOctets += octets;
            return pushedOut;
        }

        List<Q> takeAll() {
            if (pending.isEmpty()) return List.of();
            var all = new ArrayList<Q>(pending.size());
            for (var one : pending) all.add(one.packet);
            pending.clear();
            pendingOctets = 0;
            return all;
        }

        @Nullable Q newest() {
            var newest = pending.peekLast();
            return newest == null ? null : newest.packet;
        }

        int pendingCount() {
            return pending.size();
        }
    }

    int count() {
        return count;
    }

    @Nullable Entry<Q> find(int deviceIndex, long high, long low) {
        var entry = buckets[bucket(deviceIndex, high, low)];
        while (entry != null
                && (entry.low != low || entry.high != high || entry.deviceIndex != deviceIndex)) {
            entry = entry.chain;
        }
        return entry;
    }

    void add(Entry<Q> entry) {
        if (++count > buckets.length) grow();
        int at = bucket(entry.deviceIndex, entry.high, entry.low);
        entry.chain = buckets[at];
        buckets[at] = entry;
        entry.before = last;
        if (last == null) first = entry;
        else last.after = entry;
        last = entry;
    }

    /** Unlinks; the entry keeps its {@code after}, so that a walk standing on it can go on. */
    void remove(Entry<Q> entry) {
        if (entry.removed) return;
        int at = bucket(entry.deviceIndex, entry.high, entry.low);
        Entry<Q> previous = null;
        for (var e = buckets[at]; e != null && e != entry; e = e.chain) previous = e;
        if (previous == null) buckets[at] = entry.chain;
        else previous.chain = entry.chain;
        if (entry.before == null) first = entry.after;
        else entry.before.after = entry.after;
        if (entry.after == null) last = entry.before;
        else entry.after.before = entry.before;
        entry.removed = true;
        count--;
    }

    /** The entry changed longest ago among those that may be forgotten, or null. */
    @Nullable Entry<Q> oldestIdle() {
        Entry<Q> oldest = null;
        for (var entry = first; entry != null; entry = entry.after) {
            if (entry.state != NeighbourState.PERMANENT
                    && entry.pending.isEmpty()
                    && (oldest == null || entry.updatedNanos < oldest.updatedNanos)) oldest = entry;
        }
        return oldest;
    }

    List<Entry<Q>> all() {
        var all = new ArrayList<Entry<Q>>(count);
        for (var entry = first; entry != null; entry = entry.after) all.add(entry);
        return all;
    }

    private int bucket(int deviceIndex, long high, long low) {
        long mixed = ((high * 31 + low) * 31 + deviceIndex) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 33) & buckets.length - 1;
    }

    private void grow() {
        buckets = buckets(buckets.length * 2);
        for (var entry = first; entry != null; entry = entry.after) {
            int at = bucket(entry.deviceIndex, entry.high, entry.low);
            entry.chain = buckets[at];
            buckets[at] = entry;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <Q> @Nullable Entry<Q>[] buckets(int length) {
        return (@Nullable Entry<Q>[]) new @Nullable Entry[length];
    }
}
