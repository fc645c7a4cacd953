package sluice.time;

import org.jspecify.annotations.Nullable;

/**
 * Events of the present instant, first in first out at each level: what needs no heap, because it
 * is added in the order in which it is taken.
 *
 * <p>A level's records are made once and used again in turn, from the first one whenever none
 * waits, so that a steady load writes the same references into the same few records; a write that
 * would change nothing is left out, since writing references is the dearest part of an event.
 */
final class DueEvents {
    private static final int LEVELS = Level.values().length;
    private static final int EVENTS_FIRST = 16;

    private final Fifo[] levels = new Fifo[LEVELS];
    private int waiting; // one bit for each level at which something waits

    DueEvents() {
        for (int i = 0; i < LEVELS; i++) levels[i] = new Fifo();
    }

    /** One event's work and its place in the order. */
    static final class Event {
        @Nullable Lane lane;
        @Nullable Object work;
        @Nullable Object argument;
        long order;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    boolean waitsAt(int level) {
        return (waiting & 1 << level) != 0;
    }

    int size() {
        int size = 0;
        for (Fifo level : levels) size += level.count;
        return size;
    }

    void add(long order, Lane lane, Object work, @Nullable Object argument) {
        int level = lane.levelIndex;
        Fifo fifo = levels[level];
        if (fifo.count == fifo.events.length) fifo.grow();
        Event event = fifo.events[(fifo.head + fifo.count++) & (fifo.events.length - 1)];
        event.order = order;
        if (event.lane != lane) event.lane = lane;
        if (event.work != work) event.work = work;
        if (event.argument != argument) event.argument = argument;
        waiting |= 1 << level;
    }

    /** The next event, left where it is; there must be one. */
    Event first() {
        Fifo fifo = levels[Integer.numberOfTrailingZeros(waiting)];
        return fifo.events[fifo.head];
    }

    /** Takes the next event out; its record can be read until the next add. */
    void removeFirst() {
        int level = Integer.numberOfTrailingZeros(waiting);
        Fifo fifo = levels[level];
        if (--fifo.count == 0) {
            fifo.head = 0;
            waiting &= waiting - 1;
        } else {
            fifo.head = (fifo.head + 1) & (fifo.events.length - 1);
        }
    }

    /** The events of one level: a ring whose size is a power of two. */
    private static final class Fifo {
        Event[] events = new Event[0];
        int head;
        int count;

        void grow() {
            var wider = new Event[Math.max(EVENTS_FIRST, count * 2)];
            for (int i = 0; i < wider.length; i++) {
                wider[i] = i < count ? events[(head + i) & (count - 1)] : new Event();
            }
            events = wider;
            head = 0;
        }
    }
}
