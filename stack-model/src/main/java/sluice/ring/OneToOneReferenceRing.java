package sluice.ring;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ring of references between one producer and one consumer, on the same thread or on two: for
 * handles to packets that stay where they are. What is offered belongs to the consumer once it has
 * polled it; a refused element stays the producer's.
 *
 * <p>{@code offer} and {@code flush} belong to the producer's thread, {@code poll} and {@code
 * drain} to the consumer's. Indices, batches and refusals as in {@link OneToOneSlotRing}; nothing
 * is allocated after construction, and a place that was read is cleared so that it keeps nothing
 * alive.
 *
 * @param <E> what is passed on; never null
 */
public final class OneToOneReferenceRing<E> extends RingIndices.Indices {
    private static final int CAPACITY_SLOTS_MAX = 1 << 28;

    private final @Nullable Object[] elements;
    private final int mask;

    /** A ring that publishes every element at once; {@code capacitySlots} as below. */
    public OneToOneReferenceRing(int capacitySlots) {
        this(capacitySlots, 1);
    }

    /**
     * A ring of {@code capacitySlots} elements, 1 to 2^28, that publishes every {@code
     * publishEveryRecords}-th one, at least 1.
     *
     * @throws IllegalArgumentException for values outside these ranges
     */
    public OneToOneReferenceRing(int capacitySlots, int publishEveryRecords) {
        this(capacitySlots, publishEveryRecords, 0);
    }

    /** For tests: the indices start at {@code startIndex}, near their overflow. */
    OneToOneReferenceRing(int capacitySlots, int publishEveryRecords, long startIndex) {
        super(capacitySlots, publishEveryRecords, startIndex);
        if (capacitySlots < 1 || capacitySlots > CAPACITY_SLOTS_MAX) {
            throw new IllegalArgumentException(
                    "capacity of " + capacitySlots + ", allowed are 1 to " + CAPACITY_SLOTS_MAX);
        }
        int places = capacitySlots == 1 ? 1 : Integer.highestOneBit(capacitySlots - 1) << 1;
        elements = new @Nullable Object[places];
        mask = places - 1;
    }

    /** Passes {@code element} on; false, and counted, if no place is free. */
    public boolean offer(E element) {
        long index = next;
        if (!hasRoomUntil(index + 1)) {
            return refuse();
        }
        elements[(int) index & mask] = element;
        accept(index + 1);
        return true;
    }

    /** The oldest element, or null if the ring is empty. */
    public @Nullable E poll() {
        if (!hasRecord()) {
            return null;
        }
        E element = take(read);
        releaseUntil(read + 1);
        return element;
    }

    /**
     * Gives the consumer up to {@code limit} elements, oldest first: all that were published before
     * the call if the limit allows. If it throws, that element counts as taken.
     *
     * @return how many; 0 if the ring was empty
     */
    public int drain(Consumer<? super E> consumer, int limit) {
        int count = drainUntil(tailSeen, consumer, limit);
        if (count < limit) {
            count += drainUntil(refreshTail(), consumer, limit - count);
        }
        return count;
    }

    private int drainUntil(long end, Consumer<? super E> consumer, int limit) {
        long at = read;
        int count = 0;
        try {
            while (at != end && count < limit) {
                E element = take(at);
                at++;
                count++;
                consumer.accept(element);
            }
        } finally {
            if (count != 0) {
                releaseUntil(at);
            }
        }
        return count;
    }

    @SuppressWarnings({
        "unchecked",
        "NullAway"
    }) // below the tail every place holds what was offered
    private E take(long index) {
        int place = (int) index & mask;
        E element = (E) elements[place];
        elements[place] = null;
        return element;
    }

    /** How many elements the ring holds at most. */
    public int capacitySlots() {
        return capacity;
    }

    /** Elements that wait, as the published indices stand. A momentary view. */
    public int count() {
        return used();
    }
}
