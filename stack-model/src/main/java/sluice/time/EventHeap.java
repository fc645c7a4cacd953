package sluice.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pending events in the order (time, order key): a 4-ary heap of primitive keys over slots that
 * hold the work.
 *
 * <pre>
 *   heap:  keys[2i] = time, keys[2i+1] = order, slots[i]    i = 0 is next; children of i are 4i+1 .. 4i+4
 *   slot:  lanes[s], handlers[s], arguments[s], positions[s] = i
 * </pre>
 *
 * Keys move, work stays, so a sift touches two small arrays. {@code positions} makes removal O(log
 * n), so cancelled timers leave nothing behind.
 *
 * <p>Taking the top leaves a hole there, because most work schedules one event while it runs: that
 * one is put into the hole and sinks, which is one sift in place of two. A hole that nothing filled
 * is closed when somebody looks at the top. What a free slot holds is kept until it is used again:
 * writing references is the dearest part of an event.
 */
final class EventHeap {
    private static final int SLOTS_FIRST = 64;

    private long[] keys = new long[2 * SLOTS_FIRST];
    private int[] slots = new int[SLOTS_FIRST];
    private int size; // with the hole, if there is one
    private boolean holeAtTop;

    private @Nullable Lane[] lanes = new @Nullable Lane[SLOTS_FIRST];
    private @Nullable Object[] handlers = new @Nullable Object[SLOTS_FIRST];
    private @Nullable Object[] arguments = new @Nullable Object[SLOTS_FIRST];
    private int[] positions = new int[SLOTS_FIRST];
    private int[] free = new int[SLOTS_FIRST];
    private int freeCount;
    private int slotCount;

    int size() {
        return holeAtTop ? size - 1 : size;
    }

    /** Time of the next event; there must be one. */
    long topTime() {
        if (holeAtTop) closeHole();
        return keys[0];
    }

    long topOrder() {
        if (holeAtTop) closeHole();
        return keys[1];
    }

    int topSlot() {
        if (holeAtTop) closeHole();
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
        int slot = freeCount > 0 ? free[--freeCount] : slotCount++;
        if (slot == positions.length) growSlots();
        if (lanes[slot] != lane) lanes[slot] = lane;
        if (handlers[slot] != handler) handlers[slot] = handler;
        if (arguments[slot] != argument) arguments[slot] = argument;
        if (holeAtTop) {
            holeAtTop = false;
            sinkFromTop(time, order, slot);
        } else {
            if (size == slots.length) growHeap();
            siftUp(size++, time, order, slot);
        }
        return slot;
    }

    /** Takes the top event out and gives its slot back; its work can be read until the next add. */
    void removeTop() {
        if (holeAtTop) closeHole();
        giveBack(slots[0]);
        holeAtTop = true;
    }

    /** Takes the event at {@code slot} out and gives its slot back. */
    void remove(int slot) {
        if (holeAtTop) closeHole();
        int position = positions[slot];
        arguments[slot] = null;
        giveBack(slot);
        size--;
        if (position == size) return;
        long time = keys[2 * size];
        long order = keys[2 * size + 1];
        int moved = slots[size];
        int parent = (position - 1) >> 2;
        if (position > 0 && before(time, order, keys[2 * parent], keys[2 * parent + 1])) {
            siftUp(position, time, order, moved);
        } else {
            siftDown(position, time, order, moved);
        }
    }

    /** Moves the top event to a later time, its order key kept. */
    void postponeTop(long time) {
        if (holeAtTop) closeHole();
        siftDown(0, time, keys[1], slots[0]);
    }

    private void giveBack(int slot) {
        if (freeCount == free.length) free = Arrays.copyOf(free, free.length * 2);
        free[freeCount++] = slot;
    }

    private void closeHole() {
        holeAtTop = false;
        size--;
        if (size > 0) sinkFromTop(keys[2 * size], keys[2 * size + 1], slots[size]);
    }

    private void siftUp(int from, long time, long order, int slot) {
        long[] k = keys;
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >> 2;
            long parentTime = k[2 * parent];
            long parentOrder = k[2 * parent + 1];
            if (!before(time, order, parentTime, parentOrder)) break;
            place(at, parentTime, parentOrder, slots[parent]);
            at = parent;
        }
        place(at, time, order, slot);
    }

    private void siftDown(int from, long time, long order, int slot) {
        int at = from;
        while (true) {
            int least = leastChild(at);
            if (least < 0 || !before(keys[2 * least], keys[2 * least + 1], time, order)) break;
            place(at, keys[2 * least], keys[2 * least + 1], slots[least]);
            at = least;
        }
        place(at, time, order, slot);
    }

    /**
     * Fills the empty top: the least children move up as far as there are any, then the event rises
     * from below. It mostly belongs near the bottom, so comparing it on the way down is a waste.
     */
    private void sinkFromTop(long time, long order, int slot) {
        int at = 0;
        for (int least = leastChild(0); least >= 0; least = leastChild(at)) {
            place(at, keys[2 * least], keys[2 * least + 1], slots[least]);
            at = least;
        }
        siftUp(at, time, order, slot);
    }

    /** Index of the least of the children of {@code at}, or -1 if it has none. */
    private int leastChild(int at) {
        int first = (at << 2) + 1;
        int count = size - first;
        if (count <= 0) return -1;
        long[] k = keys;
        if (count < 4) {
            int least = first;
            for (int child = first + 1; child < size; child++)
                least += (child - least) * less(k, child, least);
            return least;
        }
        int left = first + less(k, first + 1, first);
        int right = first + 2 + less(k, first + 3, first + 2);
        return left + (right - left) * less(k, right, left);
    }

    /**
     * 1 if the event at {@code i} is before that at {@code j}, else 0: the sign of a subtraction of
     * 128 bits. Which of four drawn times is the least cannot be foretold, so a branch would be
     * taken wrongly every other time. Times and order keys are not negative.
     */
    private static int less(long[] k, int i, int j) {
        long borrow = (k[2 * i + 1] - k[2 * j + 1]) >>> 63;
        return (int) ((k[2 * i] - k[2 * j] - borrow) >>> 63);
    }

    private static boolean before(long time, long order, long otherTime, long otherOrder) {
        return time < otherTime || (time == otherTime && order < otherOrder);
    }

    private void place(int at, long time, long order, int slot) {
        keys[2 * at] = time;
        keys[2 * at + 1] = order;
        slots[at] = slot;
        positions[slot] = at;
    }

    private void growHeap() {
        keys = Arrays.copyOf(keys, size * 4);
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
