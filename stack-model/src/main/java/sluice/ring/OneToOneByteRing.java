package sluice.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A ring of records of any length, between one producer and one consumer, on the same thread or on
 * two. The second ring buffer of the source article: memory is used to the octet, so that many
 * short packets fit where few long ones would.
 *
 * <pre>
 *   place    0                                             capacity, rounded up to a power of two
 *            | len | octets ...  :fill | len | octets :fill | ... free ... | -1  | wrap padding |
 *            ^ a record never crosses the end: what is left there is padding, and it starts at 0
 *
 *   record   4 octets length | octets | 0..3 octets of fill to the next multiple of 4
 * </pre>
 *
 * <p>{@code offer}, {@code claim}, {@code commit}, {@code giveUpClaim} and {@code flush} belong to
 * the producer's thread; {@code drain}, {@code poll} and {@code nextLength} to the consumer's. What
 * one publishes to the other, and in which order, stands in {@link RingIndices}. A full ring
 * refuses the newcomer and counts it; nothing blocks and nothing is allocated after construction.
 *
 * <p>Records may be published in batches: with {@code publishEveryRecords} above 1 the consumer
 * sees them by that many at a time, or at {@link #flush}, or when the ring becomes full. Between
 * two processors that is what divides the cost of moving a cache line.
 */
public final class OneToOneByteRing extends RingIndices.Indices {
    /** Octets before each record. */
    public static final int HEADER_OCTETS = 4;

    private static final int CAPACITY_OCTETS_MIN = 16;
    private static final int CAPACITY_OCTETS_MAX = 1 << 30;
    private static final int PADDING = -1;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final byte[] octets;
    private final int mask;
    private final int lengthMax;

    /** A ring that publishes every record at once; {@code capacityOctets} as below. */
    public OneToOneByteRing(int capacityOctets) {
        this(capacityOctets, 1);
    }

    /**
     * A ring of {@code capacityOctets}, 16 to 2^30, headers and padding included, that publishes
     * every {@code publishEveryRecords}-th record, at least 1.
     *
     * @throws IllegalArgumentException for values outside these ranges
     */
    public OneToOneByteRing(int capacityOctets, int publishEveryRecords) {
        this(capacityOctets, publishEveryRecords, 0);
    }

    /** For tests: the indices start at {@code startIndex}, a multiple of 4, near their overflow. */
    OneToOneByteRing(int capacityOctets, int publishEveryRecords, long startIndex) {
        super(requireCapacity(capacityOctets), publishEveryRecords, startIndex);
        int placesOctets = Integer.highestOneBit(capacityOctets - 1) << 1;
        octets = new byte[placesOctets];
        mask = placesOctets - 1;
        // A record of half the capacity fits wherever the empty ring happens to stand: the padding
        // before it is shorter than the record. A longer one might be refused for ever.
        lengthMax = (capacityOctets / 2 & -HEADER_OCTETS) - HEADER_OCTETS;
    }

    private static int requireCapacity(int capacityOctets) {
        if (capacityOctets < CAPACITY_OCTETS_MIN || capacityOctets > CAPACITY_OCTETS_MAX) {
            throw new IllegalArgumentException(
                    "capacity of "
                            + capacityOctets
                            + " octets, allowed are "
                            + CAPACITY_OCTETS_MIN
                            + " to "
                            + CAPACITY_OCTETS_MAX);
        }
        return capacityOctets;
    }

    /**
     * Copies {@code length} octets into the ring as one record.
     *
     * @return false if the ring is full: nothing was taken, and the refusal was counted
     * @throws IllegalArgumentException if {@code length} is above {@link #lengthMax}: no wait would
     *     help
     * @throws IndexOutOfBoundsException if the octets are not all in the array
     */
    public boolean offer(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        long start = startOf(length);
        if (!hasRoomUntil(start + occupied(length))) {
            return refuse();
        }
        int place = write(start, length);
        System.arraycopy(source, offset, octets, place, length);
        accept(start + occupied(length));
        return true;
    }

    /**
     * Reserves room for a record of up to {@code length} octets, to be written in place into {@link
     * #octets} and ended by {@link #commit} or {@link #giveUpClaim}.
     *
     * @return the offset in {@link #octets}, or -1 if the ring is full; the refusal was counted
     * @throws IllegalArgumentException if {@code length} is negative or above {@link #lengthMax}
     * @throws IllegalStateException if another claim is open
     */
    public int claim(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("claim of " + length + " octets");
        }
        long start = startOf(length);
        if (!hasRoomUntil(start + occupied(length))) {
            refuse();
            return -1;
        }
        noteClaim(length);
        return ((int) start & mask) + HEADER_OCTETS;
    }

    /**
     * Ends the claim with {@code length} octets, at most those that were claimed.
     *
     * @throws IllegalStateException if no claim is open
     * @throws IllegalArgumentException if {@code length} is above the claim
     */
    public void commit(int length) {
        int claimed = claimedLength;
        requireClaimOf(length);
        // Where the claim was placed, which a shorter length would not have moved to the start.
        long start = startOf(claimed);
        write(start, length);
        accept(start + occupied(length));
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
        int mask = this.mask;
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
                int place = (int) at & mask;
                int length = (int) INT.get(octets, place);
                if (length == PADDING) {
                    at += mask + 1 - place;
                    place = 0;
                    length = (int) INT.get(octets, 0);
                }
                at += occupied(length);
                count++;
                handler.onRecord(octets, place + HEADER_OCTETS, length);
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
        if (!hasRecord()) {
            return -1;
        }
        int length = (int) INT.get(octets, (int) read & mask);
        return length == PADDING ? (int) INT.get(octets, 0) : length;
    }

    /**
     * Copies the oldest record to {@code target} from {@code offset} on and frees it.
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
        int place = (int) read & mask;
        boolean padded = (int) INT.get(octets, place) == PADDING;
        long start = padded ? read + (mask + 1 - place) : read;
        System.arraycopy(octets, ((int) start & mask) + HEADER_OCTETS, target, offset, length);
        releaseUntil(start + occupied(length));
        return length;
    }

    /** All octets of the ring, headers and padding included. */
    public int capacityOctets() {
        return capacity;
    }

    /** Octets in use as the indices stand, headers and padding included. A momentary view. */
    public int usedOctets() {
        return used();
    }

    /** The longest record in octets: a little under half of the capacity. */
    public int lengthMax() {
        return lengthMax;
    }

    /** Where a record of {@code length} would start: at the next index, or after padding. */
    private long startOf(int length) {
        if (length > lengthMax) {
            throw new IllegalArgumentException(
                    "record of " + length + " octets, the longest allowed is " + lengthMax);
        }
        requireNoClaim();
        long start = next;
        int toEnd = mask + 1 - ((int) start & mask);
        return occupied(length) <= toEnd ? start : start + toEnd;
    }

    /** Writes header, and padding if there is any before {@code start}; the place of the octets. */
    private int write(long start, int length) {
        if (start != next) {
            INT.set(octets, (int) next & mask, PADDING);
        }
        int place = (int) start & mask;
        INT.set(octets, place, length);
        return place + HEADER_OCTETS;
    }

    private static int occupied(int length) {
        return length + (HEADER_OCTETS + 3) & -HEADER_OCTETS;
    }
}
