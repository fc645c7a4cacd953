package sluice.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The indices of a ring, each group on cache lines of its own, and the only places where one thread
 * publishes to the other.
 *
 * <pre>
 *   128 octets     | tail        | 128 | next, headSeen, refused ... | 128 | head        | 128 | read, tailSeen | 128
 *   nobody's       | published   |     | the producer's own          |     | published   |     | the consumer's |
 *                  | by producer |     |                             |     | by consumer |     | own            |
 *
 *        head &lt;= read &lt;= tailSeen &lt;= tail &lt;= next &lt;= headSeen + capacity &lt;= head + capacity
 * </pre>
 *
 * <p>Indices only grow, pass {@link Long#MAX_VALUE} and go on from the other end; only differences
 * are compared, and an index is masked where it becomes a place in an array. Each side works on its
 * own private index and remembers the last value that it saw of the other's, so that the lines of
 * the published indices travel between the processors once per batch and not once per record. The
 * private fields stand apart from the published ones, since a line that the other side polls would
 * have to be fetched back for every write to a neighbouring field.
 *
 * <p>The four shared accesses form two pairs. {@link Indices#publish} ({@code setRelease} of the
 * tail) is paired with {@link Indices#refreshTail} ({@code getAcquire}): records written before it
 * are seen after it. {@link Indices#releaseUntil} ({@code setRelease} of the head) is paired with
 * {@link Indices#hasRoomUntil} ({@code getAcquire}): reads made before it are over when the
 * producer writes to the place again.
 */
final class RingIndices {
    private RingIndices() {}

    /** 128 octets, since x86 fetches lines of 64 in pairs. Superclass fields come first. */
    abstract static class Padding0 {
        long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
    }

    /** Up to where records are visible to the consumer. Written by the producer only. */
    abstract static class Tail extends Padding0 {
        long tail;
    }

    abstract static class Padding1 extends Tail {
        long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
    }

    /** The producer's own. {@code refused} alone is also read by others, as it happens to stand. */
    abstract static class ProducerOwn extends Padding1 {
        static final int NO_CLAIM = -1;

        long next;
        long headSeen;
        long refused;
        int unpublished;
        int claimedLength = NO_CLAIM;
    }

    abstract static class Padding2 extends ProducerOwn {
        long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15;
    }

    /** Below it places may be written again. Written by the consumer only. */
    abstract static class Head extends Padding2 {
        long head;
    }

    abstract static class Padding3 extends Head {
        long d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15;
    }

    /** The consumer's own. */
    abstract static class ConsumerOwn extends Padding3 {
        long read;
        long tailSeen;
    }

    abstract static class Padding4 extends ConsumerOwn {
        long e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15;
    }

    /** What a ring extends: the indices and the steps that both kinds share. */
    abstract static class Indices extends Padding4 {
        private static final VarHandle TAIL;
        private static final VarHandle HEAD;
        private static final VarHandle REFUSED;

        static {
            try {
                var lookup = MethodHandles.lookup();
                TAIL = lookup.findVarHandle(Tail.class, "tail", long.class);
                HEAD = lookup.findVarHandle(Head.class, "head", long.class);
                REFUSED = lookup.findVarHandle(ProducerOwn.class, "refused", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /** In the ring's own unit, slots or octets. */
        final int capacity;

        private final int publishEveryRecords;

        Indices(int capacity, int publishEveryRecords, long startIndex) {
            if (publishEveryRecords < 1) {
                throw new IllegalArgumentException(
                        "publish every " + publishEveryRecords + " records: must be at least 1");
            }
            this.capacity = capacity;
            this.publishEveryRecords = publishEveryRecords;
            tail = startIndex;
            next = startIndex;
            headSeen = startIndex;
            head = startIndex;
            read = startIndex;
            tailSeen = startIndex;
        }

        /**
         * Makes every accepted record visible to the consumer. Needed only where records are
         * published in batches: after the last of a burst. Runs on the producer's thread.
         */
        public final void flush() {
            if (unpublished != 0) {
                publish();
            }
        }

        /**
         * How many records were refused because the ring was full. Any thread may ask; another
         * thread's answer may be a little old.
         */
        public final long refused() {
            return (long) REFUSED.getOpaque(this);
        }

        /**
         * Whether nothing is visible to the consumer. Exact on the consumer's thread until the
         * producer publishes again; on others a momentary view.
         */
        public final boolean isEmpty() {
            return used() == 0;
        }

        /**
         * Up to where records are visible, counted in the ring's unit since its start. A momentary
         * view.
         */
        public final long tailIndex() {
            return (long) TAIL.getAcquire(this);
        }

        /** Up to where records were consumed, in the same unit. A momentary view. */
        public final long headIndex() {
            return (long) HEAD.getAcquire(this);
        }

        /** Between the published indices, in the ring's unit. */
        final int used() {
            // Head first: the tail read after it cannot be older, so that the difference is >= 0;
            // it may be too large when both moved on in between.
            long from = (long) HEAD.getAcquire(this);
            return (int) Math.min(capacity, (long) TAIL.getAcquire(this) - from);
        }

        /** Producer: whether the places below {@code end} are free. */
        final boolean hasRoomUntil(long end) {
            if (end - headSeen <= capacity) {
                return true;
            }
            headSeen = (long) HEAD.getAcquire(this); // paired with setRelease in releaseUntil
            return end - headSeen <= capacity;
        }

        /**
         * Producer: the ring is full. What waits for its batch is published, or all would stand.
         */
        final boolean refuse() {
            flush();
            REFUSED.setOpaque(this, refused + 1);
            return false;
        }

        /** Producer: one more record, which ends below {@code end}. */
        final void accept(long end) {
            next = end;
            if (++unpublished >= publishEveryRecords) {
                publish();
            }
        }

        private void publish() {
            unpublished = 0;
            TAIL.setRelease(this, next); // paired with getAcquire in refreshTail
        }

        /** Consumer: the newest tail, remembered. */
        final long refreshTail() {
            long seen = (long) TAIL.getAcquire(this); // paired with setRelease in publish
            tailSeen = seen;
            return seen;
        }

        /** Consumer: whether there is a record at {@code read}. */
        final boolean hasRecord() {
            return read != tailSeen || read != refreshTail();
        }

        /** Consumer: everything below {@code index} has been read. */
        final void releaseUntil(long index) {
            read = index;
            HEAD.setRelease(this, index); // paired with getAcquire in hasRoomUntil
        }

        /** Producer: notes a claim of {@code length} octets. */
        final void noteClaim(int length) {
            claimedLength = length;
        }

        /** Producer: an offer or a second claim must not overtake an open claim. */
        final void requireNoClaim() {
            if (claimedLength != NO_CLAIM) {
                throw new IllegalStateException(
                        "a claim of "
                                + claimedLength
                                + " octets is neither committed nor given up");
            }
        }

        /** Producer: ends the claim, for at most the octets that were claimed. */
        final void requireClaimOf(int length) {
            if (claimedLength == NO_CLAIM) {
                throw new IllegalStateException("commit without a claim");
            }
            if (length < 0 || length > claimedLength) {
                throw new IllegalArgumentException(
                        "commit of " + length + " octets, claimed were " + claimedLength);
            }
            claimedLength = NO_CLAIM;
        }

        /** Producer: forgets an open claim, if there is one. */
        final void forgetClaim() {
            claimedLength = NO_CLAIM;
        }
    }
}
