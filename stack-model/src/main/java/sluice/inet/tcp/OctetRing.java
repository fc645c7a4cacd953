package sluice.inet.tcp;

/**
 * Octets of a stream by their positions, in a ring that grows up to a limit by what really lies in
 * it. One thread.
 */
final class OctetRing {
    private static final int FIRST_OCTETS = 2048;
    private static final byte[] NOTHING = {};

    private final int limit;
    private byte[] ring = NOTHING;

    /** The first position kept. */
    private long first;

    /**
     * @param limit octets at most; the ring's size is the next power of two
     */
    OctetRing(int limit, long first) {
        this.limit = limit;
        this.first = first;
    }

    int limit() {
        return limit;
    }

    long first() {
        return first;
    }

    /** Lets go of all before {@code position}. */
    void release(long position) {
        first = position;
    }

    /** Lets go of everything, the room included. */
    void discard() {
        ring = NOTHING;
    }

    /** Puts octets in; the caller keeps within the limit. */
    void put(long position, byte[] octets, int offset, int length) {
        long needed = position + length - first;
        if (needed > ring.length) grow(needed);
        int at = (int) position & (ring.length - 1);
        int piece = Math.min(length, ring.length - at);
        System.arraycopy(octets, offset, ring, at, piece);
        System.arraycopy(octets, offset + piece, ring, 0, length - piece);
    }

    /** Copies octets out. */
    void get(long position, byte[] octets, int offset, int length) {
        if (length == 0) return;
        int at = (int) position & (ring.length - 1);
        int piece = Math.min(length, ring.length - at);
        System.arraycopy(ring, at, octets, offset, piece);
        System.arraycopy(ring, 0, octets, offset + piece, length - piece);
    }

    private void grow(long needed) {
        int size = Math.max(FIRST_OCTETS, ring.length);
        while (size < needed) size = Math.multiplyExact(size, 2);
        byte[] larger = new byte[size];
        // each octet keeps its position, which now leads to another place
        for (int i = 0; i < ring.length; ) {
            long position = first + i;
            int from = (int) position & (ring.length - 1);
            int to = (int) position & (size - 1);
            int piece = Math.min(Math.min(ring.length - from, size - to), ring.length - i);
            System.arraycopy(ring, from, larger, to, piece);
            i += piece;
        }
        ring = larger;
    }
}
