package sluice.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pending events in the order (time, order key): a 4-ary heap of primitive keys over slots that
 * hold the work.
 *
 * <pre>
 *   heap:  times[i], orders[i], slots[i]       i = 0 is next; children of i are 4i+1 .. 4i+4
 *   slot:  lanes[s], handlers[s], arguments[s], positions[s] = i
 * </pre>
 *
 * Keys move, work stays, so a sift touches three small arrays. {@code positions} makes removal
 * O(log n), so cancelled timers leave nothing behind.
 */
final class EventHeap {
    private long[] times = new long[64];
    private long[] orders = new long[64];
    private int[] slots = new int[64];
    private int size;

    private @Nullable Lane[] lanes = new @Nullable Lane[64];
    private @Nullable Object[] handlers = new @Nullable Object[64];
    private @Nullable Object[] arguments = new @Nullable Object[64];
    private int[] positions = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int slotCount;

    int size() {
        return size;
    }

    long topTime() {
        return times[0];
    }

    long topOrder() {
        return orders[0];
    }

    int topSlot() {
        return slots[0];
    }

    @Nullable Lane lane(int slot) {
        return lanes[slot];
    }

    @Nullable Object handler(int slot) {
        return handlers[slot];
    }

    @Nullable Object argument(int slot) {
        return arguments[slot];
    }

    int add(long time, long order, Lane lane, Object handler, @Nullable Object argument) {
        if (size == times.length) growHeap();
        int slot = freeCount > 0 ? free[--freeCount] : slotCount++;
        if (slot == positions.length) growSlots();
        lanes[slot] = lane;
        handlers[slot] = handler;
        arguments[slot] = argument;
        siftUp(size++, time, order, slot);
        return slot;
    }

    /** Takes the event at {@code slot} out and gives its slot back. */
    void remove(int slot) {
        int position = positions[slot];
        handlers[slot] = null;
        arguments[slot] = null;
        lanes[slot] = null;
        if (freeCount == free.length) free = Arrays.copyOf(free, free.length * 2);
        free[freeCount++] = slot;
        size--;
        if (position == size) return;
        long time = times[size];
        long order = orders[size];
        int moved = slots[size];
        int parent = (position - 1) >> 2;
        if (position > 0 && before(time, order, times[parent], orders[parent])) {
            siftUp(position, time, order, moved);
        } else {
            siftDown(position, time, order, moved);
        }
    }

    /** Moves the top event to a later time, its order key kept. */
    void postponeTop(long time) {
        siftDown(0, time, orders[0], slots[0]);
    }

    private void siftUp(int from, long time, long order, int slot) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >> 2;
            if (!before(time, order, times[parent], orders[parent])) break;
            place(at, times[parent], orders[parent], slots[parent]);
            at = parent;
        }
        place(at, time, order, slot);
    }

    private void siftDown(int from, long time, long order, int slot) {
        int at = from;
        while (true) {
            int first = (at << 2) + 1;
            if (first >= size) break;
            int least = first;
            int end = Math.min(first + 4, size);
            for (int child = first + 1; child < end; child++) {
                if (before(times[child], orders[child], times[least], orders[least])) least = child;
            }
            if (!before(times[least], orders[least], time, order)) break;
            place(at, times[least], orders[least], slots[least]);
            at = least;
        }
        place(at, time, order, slot);
    }

    private static boolean before(long time, long order, long otherTime, long otherOrder) {
        return time < otherTime || (time == otherTime && order < otherOrder);
    }

    private void place(int at, long time, long order, int slot) {
        times[at] = time;
        orders[at] = order;
        slots[at] = slot;
        positions[slot] = at;
    }

    private void growHeap() {
        times = Arrays.copyOf(times, size * 2);
        orders = Arrays.copyOf(orders, size * 2);
        slots = Arrays.copyOf(slots, size * 2);
    }

    private void growSlots() {
        int capacity = positions.length * 2;
        positions = Arrays.copyOf(positions, capacity);
        lanes = Arrays.copyOf(lanes, capacity);
        handlers = Arrays.copyOf(handlers, capacity);
        arguments = Arrays.copyOf(arguments, capacity);
    }
}
