package sluice.inet.tcp;

import java.util.Arrays;

/**
 * Disjoint ranges of a stream in order, at most {@link #max}: what came out of order, or what the
 * other side said it has. Nothing is allocated once it has grown. One thread.
 */
final class Ranges {
    private static final int FIRST_ROOM = 4;

    private final int max;
    private long[] starts = {};
    private long[] ends = {};
    private int count;

    Ranges(int max) {
        this.max = max;
    }

    int count() {
        return count;
    }

    long start(int index) {
        return starts[index];
    }

    long end(int index) {
        return ends[index];
    }

    boolean isEmpty() {
        return count == 0;
    }

    void clear() {
        count = 0;
    }

    /** The first range that ends after {@code position}; {@link #count} if none does. */
    int indexAfter(long position) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] > position) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    boolean contains(long position) {
        int index = indexAfter(position);
        return index < count && starts[index] <= position;
    }

    /** How many positions from {@code start} to {@code end} are in some range. */
    long covered(long start, long end) {
        long sum = 0;
        for (int i = indexAfter(start); i < count && starts[i] < end; i++) {
            sum += Math.min(ends[i], end) - Math.max(starts[i], start);
        }
        return sum;
    }

    /**
     * Adds a range, joined with those it touches.
     *
     * @return how many positions are new; -1 if there is no room for one more range
     */
    long add(long start, long end) {
        if (start >= end) return 0;
        long known = covered(start, end);
        // those that touch, the neighbours at both ends included
        int from = indexAfter(start - 1);
        int to = from;
        long first = start;
        long last = end;
        while (to < count && starts[to] <= end) {
            first = Math.min(first, starts[to]);
            last = Math.max(last, ends[to]);
            to++;
        }
        if (to == from) {
            if (count == max) return -1;
            insertAt(from);
        } else if (to - from > 1) {
            int gone = to - from - 1;
            System.arraycopy(starts, to, starts, from + 1, count - to);
            System.arraycopy(ends, to, ends, from + 1, count - to);
            count -= gone;
        }
        starts[from] = first;
        ends[from] = last;
        return end - start - known;
    }

    private void insertAt(int index) {
        if (count == starts.length) {
            int room = Math.min(max, Math.max(FIRST_ROOM, 2 * count));
            starts = Arrays.copyOf(starts, room);
            ends = Arrays.copyOf(ends, room);
        }
        System.arraycopy(starts, index, starts, index + 1, count - index);
        System.arraycopy(ends, index, ends, index + 1, count - index);
        count++;
    }

    /** Forgets all before {@code position}. */
    void forgetBefore(long position) {
        int gone = indexAfter(position);
        if (gone > 0) {
            System.arraycopy(starts, gone, starts, 0, count - gone);
            System.arraycopy(ends, gone, ends, 0, count - gone);
            count -= gone;
        }
        if (count > 0 && starts[0] < position) starts[0] = position;
    }
}
