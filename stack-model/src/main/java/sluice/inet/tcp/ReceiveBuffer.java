package sluice.inet.tcp;

/**
 * What came and the program has not read, in order or not. Octets that came first stay: a later
 * segment that says otherwise about the same positions changes nothing. One thread.
 *
 * <pre>
 *   ... read | in order, to be read | hole | out of order | hole ...
 *          first                  next
 * </pre>
 */
final class ReceiveBuffer {
    /** More pieces are not kept: a window of three MiB of which every other segment is lost. */
    static final int HOLES_MAX = 1024;

    private final OctetRing ring;
    private final Ranges pieces = new Ranges(HOLES_MAX);
    private long next = 1;

    ReceiveBuffer(int limitOctets) {
        ring = new OctetRing(limitOctets, 1);
    }

    int limit() {
        return ring.limit();
    }

    /** The position that is expected next: all before it has come. */
    long next() {
        return next;
    }

    /** Octets in order that the program can read. */
    int readable() {
        return (int) (next - ring.first());
    }

    /** Pieces that came out of order. */
    Ranges pieces() {
        return pieces;
    }

    /**
     * Takes octets that lie within the window.
     *
     * @return how many of them are new; -1 if they cannot be kept
     */
    long take(long position, byte[] octets, int offset, int length) {
        if (position == next && pieces.isEmpty()) {
            ring.put(position, octets, offset, length);
            next += length;
            return length;
        }
        long begin = Math.max(position, next);
        long end = position + length;
        if (begin >= end) return 0;
        boolean inOrder = begin == next;
        // one that touches no other needs a place of its own
        if (!inOrder && pieces.count() == HOLES_MAX && pieces.covered(begin - 1, end + 1) == 0)
            return -1;
        putWhereNew(begin, end, octets, offset - position);
        if (!inOrder) return pieces.add(begin, end);
        long known = pieces.covered(begin, end);
        next = end;
        while (!pieces.isEmpty() && pieces.start(0) <= next) {
            next = Math.max(next, pieces.end(0));
            pieces.forgetBefore(next);
        }
        return end - begin - known;
    }

    private void putWhereNew(long begin, long end, byte[] octets, long shift) {
        long at = begin;
        for (int i = pieces.indexAfter(begin); at < end; i++) {
            boolean last = i >= pieces.count();
            long to = last ? end : Math.min(end, pieces.start(i));
            if (to > at) put(at, to, octets, shift);
            if (last) return;
            at = Math.max(at, pieces.end(i));
        }
    }

    private void put(long from, long to, byte[] octets, long shift) {
        ring.put(from, octets, (int) (from + shift), (int) (to - from));
    }

    /** Hands octets in order to the program. */
    int read(byte[] to, int offset, int length) {
        int taken = Math.min(length, readable());
        ring.get(ring.first(), to, offset, taken);
        ring.release(ring.first() + taken);
        return taken;
    }

    void discard() {
        ring.release(next);
        ring.discard();
        pieces.clear();
    }
}
