package sluice.inet.tcp;

import sluice.packet.Octets;

/**
 * The receiving half of a connection: what came, which window is offered, when it is acknowledged.
 * One thread.
 */
final class Receiver {
    static final long NEVER = Long.MAX_VALUE;

    /** A smaller segment does not let the window grow ({@code tcp_event_data_recv}). */
    private static final int GROWS_BY_OCTETS_MIN = 128;

    private static final int BLOCKS_WITHOUT_TIMESTAMPS = 4;
    private static final int BLOCKS_WITH_TIMESTAMPS = 3;

    private final TcpProfile profile;
    final ReceiveBuffer buffer;
    private int initialSequence;
    private int shift;
    private int segment = 536;

    /** The first position beyond the window that was offered. */
    private long offered;

    /** What may be offered at most now; grows with what comes (Linux {@code rcv_ssthresh}). */
    private long reach;

    private long finPosition = -1;
    private boolean finCame;
    private long acknowledged;
    private int quick;

    /** The other side's segments, as far as is known (Linux {@code rcv_mss}). */
    private int largest;

    private boolean acknowledgeNow;
    private long acknowledgeAt = NEVER;

    /** Blocks told of last, the newest first, by a position inside of each. */
    private final long[] recent = new long[BLOCKS_WITHOUT_TIMESTAMPS];

    private int recentCount;
    private long duplicateStart;
    private long duplicateEnd;

    Receiver(TcpProfile profile) {
        this.profile = profile;
        buffer = new ReceiveBuffer(profile.receiveBufferOctets());
        quick = profile.acknowledgment().quickAtFirst();
    }

    /** The other side's SYN has come. */
    void start(int sequence) {
        initialSequence = sequence;
    }

    /**
     * Options are settled.
     *
     * @param windowShift how windows are scaled
     * @param segmentOctets data of a full segment
     * @param initialOctets window offered at first
     */
    void scale(int windowShift, int segmentOctets, int initialOctets) {
        shift = windowShift;
        segment = segmentOctets;
        largest = Math.min(536, segmentOctets);
        reach = Math.min(buffer.limit(), initialOctets);
        offered = Math.max(offered, 1 + reach);
    }

    int wire(long position) {
        return initialSequence + (int) position;
    }

    /** The position nearest to what is expected. */
    long position(int sequence) {
        return next() + (sequence - wire(next()));
    }

    /** The position expected next, the other side's FIN included. */
    long next() {
        return buffer.next() + (finCame ? 1 : 0);
    }

    int nextWire() {
        return wire(next());
    }

    /** The first position beyond the window. */
    long offeredEdge() {
        return Math.max(offered, next());
    }

    /** RFC 9293 section 3.10.7.4, first check. */
    boolean isAcceptable(long position, int occupies) {
        long edge = offeredEdge();
        long window = edge - next();
        long last = position + occupies - 1;
        if (occupies == 0) {
            return window == 0 ? position == next() : position >= next() && position < edge;
        }
        if (window == 0) return position == next();
        return (position >= next() && position < edge)
                || (last >= next() && last < edge)
                || (position < next() && last >= edge);
    }

    /** The window field of a segment that leaves now; what it offers is offered from now on. */
    int windowField(boolean isSyn) {
        long free = Math.min(reach, (long) buffer.limit() - buffer.readable());
        long wanted = next() + Math.max(0, free);
        // moved by what is worth while, never back (RFC 9293 section 3.8.6.2.2)
        if (wanted - offered >= Math.min(segment, buffer.limit() / 2)) offered = wanted;
        long window = offeredEdge() - next();
        if (isSyn) return (int) Math.min(65535, window);
        // rounded up where there is room; a full buffer would else open again, a little each time
        long units = (window + (1L << shift) - 1) >> shift;
        if ((units << shift) > buffer.limit() - buffer.readable()) units = window >> shift;
        int field = (int) Math.min(65535, units);
        offered = Math.max(offered, next() + ((long) field << shift));
        return field;
    }

    /** Whether reading has made so much room that the other side should hear of it. */
    boolean hasOpened() {
        long free = Math.min(reach, (long) buffer.limit() - buffer.readable());
        long wanted = next() + free;
        long window = offeredEdge() - next();
        return wanted - offeredEdge() >= Math.min(buffer.limit() / 2, 2L * segment)
                && (window < segment || wanted - next() >= 2 * window);
    }

    /**
     * Takes data, cut to the window.
     *
     * @return octets that are new; -1 if they cannot be kept
     */
    long take(long position, byte[] octets, int offset, int length, long now) {
        long from = Math.max(position, next());
        long to = Math.min(position + length, offeredEdge());
        if (finPosition >= 0) to = Math.min(to, finPosition);
        if (position < next()) duplicate(position, Math.min(position + length, next()));
        if (from >= to) {
            acknowledgeNow = true;
            return 0;
        }
        long before = buffer.next();
        boolean hadHoles = !buffer.pieces().isEmpty();
        long added = buffer.take(from, octets, offset + (int) (from - position), (int) (to - from));
        if (added == 0) duplicate(from, to);
        if (buffer.next() == before) {
            acknowledgeNow = true;
            remember(from);
        } else if (hadHoles) {
            acknowledgeNow = true;
        } else {
            arrived(length, now);
        }
        if (added >= GROWS_BY_OCTETS_MIN) grow();
        if (to < position + length) acknowledgeNow = true;
        return added;
    }

    private void grow() {
        long before = reach;
        reach = Math.min(buffer.limit(), reach + 2L * segment);
        boolean grows = reach > before;
        acknowledgeNow |= grows && profile.acknowledgment().atOnceWhileGrowing();
    }

    /** A FIN stands after the last octet of a segment; false if it contradicts another. */
    boolean fin(long position) {
        if (finPosition < 0 && position >= next()) finPosition = position;
        acknowledgeNow = true;
        return finPosition == position;
    }

    /** True once, when all before the FIN has come. */
    boolean finArrives() {
        if (finCame || finPosition < 0 || buffer.next() != finPosition) return false;
        finCame = true;
        acknowledgeNow = true;
        return true;
    }

    boolean finCame() {
        return finCame;
    }

    private void arrived(int length, long now) {
        if (quick > 0) {
            quick--;
            acknowledgeNow = true;
            return;
        }
        largest = Math.max(largest, length);
        long every = (long) profile.acknowledgment().everySegments() * largest;
        if (buffer.next() - acknowledged >= every) {
            acknowledgeNow = true;
        } else if (acknowledgeAt == NEVER) {
            acknowledgeAt = now + profile.acknowledgment().delayNanos();
        }
    }

    private void duplicate(long from, long to) {
        duplicateStart = from;
        duplicateEnd = to;
    }

    private void remember(long position) {
        int at = 0;
        while (at < recentCount && !sameBlock(recent[at], position)) at++;
        if (at == recentCount) {
            if (recentCount < recent.length) recentCount++;
            at = recentCount - 1;
        }
        System.arraycopy(recent, 0, recent, 1, at);
        recent[0] = position;
    }

    private boolean sameBlock(long one, long other) {
        Ranges pieces = buffer.pieces();
        return pieces.contains(one) && pieces.indexAfter(one) == pieces.indexAfter(other);
    }

    boolean acknowledgesNow() {
        return acknowledgeNow;
    }

    void acknowledgeNow() {
        acknowledgeNow = true;
    }

    /** When the delayed acknowledgment is due. */
    long acknowledgeAt() {
        return acknowledgeAt;
    }

    /** A segment leaves that acknowledges all. */
    void acknowledged() {
        acknowledged = buffer.next();
        acknowledgeNow = false;
        acknowledgeAt = NEVER;
    }

    /** How many SACK blocks a segment now carries. */
    int blocks(boolean timestamps) {
        int duplicate = duplicateEnd > duplicateStart ? 1 : 0;
        int most = timestamps ? BLOCKS_WITH_TIMESTAMPS : BLOCKS_WITHOUT_TIMESTAMPS;
        return Math.min(most, buffer.pieces().count() + duplicate);
    }

    /** Writes that many blocks: a duplicate first (RFC 2883), then the newest (RFC 2018 4). */
    void writeBlocks(byte[] to, int at, int count) {
        Ranges pieces = buffer.pieces();
        int written = 0;
        if (duplicateEnd > duplicateStart) {
            block(to, at, duplicateStart, duplicateEnd);
            duplicateEnd = duplicateStart;
            written++;
        }
        int firstPiece = written;
        int kept = 0;
        for (int i = 0; i < recentCount; i++) {
            int index = pieces.indexAfter(recent[i]);
            boolean isThere = index < pieces.count() && pieces.start(index) <= recent[i];
            if (!isThere) continue;
            long position = recent[i];
            recent[kept++] = position;
            if (written < count && !isTold(to, at, firstPiece, written, pieces.start(index))) {
                block(to, at + 8 * written++, pieces.start(index), pieces.end(index));
            }
        }
        recentCount = kept;
        for (int i = 0; written < count && i < pieces.count(); i++) {
            if (isTold(to, at, firstPiece, written, pieces.start(i))) continue;
            block(to, at + 8 * written++, pieces.start(i), pieces.end(i));
        }
    }

    private boolean isTold(byte[] to, int at, int from, int written, long start) {
        for (int i = from; i < written; i++) {
            if (Octets.i32(to, at + 8 * i) == wire(start)) return true;
        }
        return false;
    }

    private void block(byte[] to, int at, long start, long end) {
        Octets.put32(to, at, wire(start));
        Octets.put32(to, at + 4, wire(end));
    }

    void discard() {
        buffer.discard();
        recentCount = 0;
        duplicateEnd = duplicateStart;
    }
}
