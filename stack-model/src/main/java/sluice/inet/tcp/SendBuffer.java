package sluice.inet.tcp;

/** What the program wrote and the other side has not acknowledged, at most a limit. One thread. */
final class SendBuffer {
    private final OctetRing ring;
    private long end = 1;

    SendBuffer(int limitOctets) {
        ring = new OctetRing(limitOctets, 1);
    }

    /** Takes as much as there is room for. */
    int write(byte[] octets, int offset, int length) {
        int taken = Math.min(length, room());
        if (taken > 0) ring.put(end, octets, offset, taken);
        end += taken;
        return taken;
    }

    int room() {
        return (int) (ring.limit() - (end - ring.first()));
    }

    /** The position after the last octet written. */
    long end() {
        return end;
    }

    void copy(long position, byte[] to, int at, int length) {
        ring.get(position, to, at, length);
    }

    /** All before {@code position} is acknowledged. */
    void acknowledged(long position) {
        if (position > ring.first()) ring.release(Math.min(position, end));
    }

    void discard() {
        ring.release(end);
        ring.discard();
    }
}
