package sluice.ring;

import java.util.Objects;

/**
 * A ring of fixed slots, each as long as the largest packet, between one producer and one consumer,
 * on the same thread or on two. The first ring buffer of the source article: some tens of slots
 * suffice on an idle desktop, and a packet never wraps.
 *
 * <pre>
 *   counter  head                      tail         both only grow; slot = counter masked
 *             v                         v
 *   octets  | slot 0 | slot 1 | slot 2 | slot 3 |   slotOctets each
 *   lengths |  64    |  1514  |  342   |        |   apart, so that slots stay whole cache lines
 *
 *   empty: tail == head      full: tail + 1 - head &gt; capacity
 * </pre>
 *
 * <p>{@code offer}, {@code claim}, {@code commit}, {@code giveUpClaim} and {@code flush} belong to
 * the producer's thread; {@code drain}, {@code poll} and {@code nextLength} to the consumer's. What
 * one publishes to the other, and in which order, stands in {@link RingIndices}. A full ring
 * refuses the newcomer and counts it; nothing blocks and nothing is allocated after construction.
 *
 * <p>Records may be published in batches: with {@code publishEveryRecords} above 1 the consumer
 * sees them by that many at a time, or at {@link #flush}, or when the ring becomes full.
 *
 * <p>Differs from the article: its listing does not advance the head when a packet is taken, and
 * its arithmetic mixes octets with slots; here slots are the unit. Its counter modulo the size
 * jumps when the counter overflows unless the size is a power of two; here the places are always a
 * power of two and the capacity may be less.
 */
public final class OneToOneSlotRing extends RingIndices.Indices {
    private static final int OCTETS_MAX = 1 << 30;

    private final byte[] octets;
    private final int[] lengths;
    private final int mask;
    private final int slotOctets;

    /** A ring that publishes every record at once; capacity and slots as below. */
    public OneToOneSlotRing(int capacitySlots, int slotOctets) {
        this(capacitySlots, slotOctets, 1);
    }

    /**
     * A ring of {@code capacitySlots} slots of {@code slotOctets}, both at least 1 and together at
     * most 2^30 octets when the slots are rounded up to a power of two, that publishes every {@code
     * publishEveryRecords}-th record, at least 1.
     *
     * @throws IllegalArgumentException for values outside these ranges
     */
    public OneToOneSlotRing(int capacitySlots, int slotOctets, int publishEveryRecords) {
        this(capacitySlots, slotOctets, publishEveryRecords, 0);
    }

    /** For tests: the indices start at {@code startIndex}, near their overflow. */
    OneToOneSlotRing(int capacitySlots, int slotOctets, int publishEveryRecords, long startIndex) {
        super(capacitySlots, publishEveryRecords, startIndex);
        if (capacitySlots < 1 || slotOctets < 1) {
            throw new IllegalArgumentException(
                    capacitySlots + " slots of " + slotOctets + " octets: both must be at least 1");
        }
        long places = capacitySlots == 1 ? 1 : Integer.highestOneBit(capacitySlots - 1) * 2L;
        if (places * slotOctets > OCTETS_MAX) {
            throw new IllegalArgumentException(
                    places + " places of " + slotOctets + " octets: above " + OCTETS_MAX);
        }
        this.slotOctets = slotOctets;
        octets = new byte[(int) places * slotOctets];
        lengths = new int[(int) places];
        mask = (int) places - 1;
    }

    /**
     * Copies {@code length} octets into the next free slot.
     *
     * @return false if no slot is free: nothing was taken, and the refusal was counted
     * @throws IllegalArgumentException if {@code length} is above {@link #slotOctets}
     * @throws IndexOutOfBoundsException if the octets are not all in the array
     */
    public boolean offer(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        requireSlotFor(length);
        long index = next;
        if (!hasRoomUntil(index + 1)) {
            return refuse();
        }
        int slot = (int) index & mask;
        System.arraycopy(source, offset, octets, slot * slotOctets, length);
        lengths[slot] = length;
        accept(index + 1);
        return true;
    }

    /**
     * Reserves the next free slot, to be written in place into {@link #octets}, up to {@link
     * #slotOctets}, and ended by {@link #commit} or {@link #giveUpClaim}.
     *
     * @return the offset in {@link #octets}, or -1 if no slot is free; the refusal was counted
     * @throws IllegalStateException if another claim is open
     */
    public int claim() {
        requireNoClaim();
        if (!hasRoomUntil(next + 1)) {
            refuse();
            return -1;
        }
        noteClaim(slotOctets);
        return ((int) next & mask) * slotOctets;
    }

    /**
     * Ends the claim with {@code length} octets.
     *
     * @throws IllegalStateException if no claim is open
     * @throws IllegalArgumentException if {@code length} is above {@link #slotOctets}
     */
    public void commit(int length) {
        requireClaimOf(length);
        lengths[(int) next & mask] = length;
        accept(next + 1);
    }

    /**
     * Ends the claim without a record; the next one takes its place. Does nothing without a claim.
     */
    public void giveUpClaim() {
        forgetClaim();
    }

    /** The ring's own array, for writing in place between claim and commit. */
    public byte[] octets() {
        return octets;
    }

    /**
     * Shows the consumer up to {@code limit} records in place, oldest first, and frees them: all
     * that were published before the call if the limit allows.
     *
     * @return how many; 0 if the ring was empty
     */
    public int drain(RecordHandler handler, int limit) {
        int count = drainUntil(tailSeen, handler, limit);
        if (count < limit) {
            count += drainUntil(refreshTail(), handler, limit - count);
        }
        return count;
    }

    private int drainUntil(long end, RecordHandler handler, int limit) {
        byte[] octets = this.octets;
        int[] lengths = this.lengths;
        int mask = this.mask;
        int slotOctets = this.slotOctets;
        // A long drain gives room back on the way, so that the producer need not wait for its end.
        int releaseEvery = capacity >>> 2;
        long released = read;
        long at = released;
        int count = 0;
        try {
            while (at != end && count < limit) {
                if (at - released > releaseEvery) {
                    releaseUntil(at);
                    released = at;
                }
                int slot = (int) at & mask;
                at++;
                count++;
                handler.onRecord(octets, slot * slotOctets, lengths[slot]);
            }
        } finally {
            if (at != released) {
                releaseUntil(at);
            }
        }
        return count;
    }

    /** Length of the oldest record in octets, or -1 if the ring is empty. */
    public int nextLength() {
        return hasRecord() ? lengths[(int) read & mask] : -1;
    }

    /**
     * Copies the oldest record to {@code target} from {@code offset} on and frees its slot.
     *
     * @return its length in octets, or -1 if the ring is empty
     * @throws IndexOutOfBoundsException if there is no room for it in the target; the record stays
     */
    public int poll(byte[] target, int offset) {
        int length = nextLength();
        if (length < 0) {
            return -1;
        }
        Objects.checkFromIndexSize(offset, length, target.length);
        int slot = (int) read & mask;
        System.arraycopy(octets, slot * slotOctets, target, offset, length);
        releaseUntil(read + 1);
        return length;
    }

    /** How many records the ring holds at most. */
    public int capacitySlots() {
        return capacity;
    }

    /** The longest record, in octets. */
    public int slotOctets() {
        return slotOctets;
    }

    /** Records that wait, as the published indices stand. A momentary view. */
    public int count() {
        return used();
    }

    private void requireSlotFor(int length) {
        if (length > slotOctets) {
            throw new IllegalArgumentException(
                    "record of " + length + " octets, a slot has " + slotOctets);
        }
        requireNoClaim();
    }
}
