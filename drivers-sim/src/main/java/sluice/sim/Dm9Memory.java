package sluice.sim;

/**
 * The chip's memory of 16 KiB and the two pointers by which a driver reads and writes it.
 *
 * <pre>
 *   0000 .. 0BFF   packets to transmit
 *   0C00 .. 3FFF   received frames, a ring
 * </pre>
 *
 * <p>With PAR set in the IMR a pointer that leaves its part returns to the part's beginning;
 * without, it runs through all of the memory. No address is outside: the upper bits are not wired.
 */
final class Dm9Memory {
    static final int OCTETS = 0x4000;
    static final int RECEIVE_AT = 0x0c00;
    private static final int MASK = OCTETS - 1;
    static final int TRANSMIT_OCTETS = RECEIVE_AT;
    static final int RECEIVE_OCTETS = OCTETS - RECEIVE_AT;

    private final byte[] octets = new byte[OCTETS];
    private final IoWidth width;
    private boolean returns;
    private int readAt;
    private int writeAt;
    private int fetched;

    Dm9Memory(IoWidth width) {
        this.width = width;
    }

    void reset() {
        returns = false;
        readAt = RECEIVE_AT;
        writeAt = 0;
        fetched = 0;
    }

    /** PAR of the IMR; set, it also takes the read pointer to the receive part. */
    void setReturns(boolean on) {
        if (on && !returns && readAt < RECEIVE_AT) readAt = RECEIVE_AT | (readAt & 0xff);
        returns = on;
    }

    int readAt() {
        return readAt;
    }

    void setReadAt(int address) {
        readAt = address & MASK;
    }

    int writeAt() {
        return writeAt;
    }

    void setWriteAt(int address) {
        writeAt = address & MASK;
    }

    /** MRCMDX: what was fetched before; the pointer stays. */
    int readAndStay() {
        int before = fetched;
        int at = readAt;
        fetched = cycle();
        readAt = at;
        return before;
    }

    /** MRCMD. */
    int read() {
        return cycle();
    }

    private int cycle() {
        int value = 0;
        for (int i = 0; i < width.octets(); i++) {
            value |= (octets[readAt] & 0xff) << (8 * i);
            readAt = afterRead(readAt);
        }
        return value;
    }

    private int afterRead(int at) {
        int next = (at + 1) & MASK;
        return next == 0 && returns ? RECEIVE_AT : next;
    }

    /** MWCMD, or MWCMDX if it stays. */
    void write(int value, boolean stays) {
        int at = writeAt;
        for (int i = 0; i < width.octets(); i++) {
            octets[writeAt] = (byte) (value >>> (8 * i));
            int next = (writeAt + 1) & MASK;
            writeAt = next == RECEIVE_AT && returns ? 0 : next;
        }
        if (stays) writeAt = at;
    }

    // ---- the chip's own way to it

    /** An address of the receive ring, {@code count} octets after another one. */
    static int along(int address, int count) {
        int at = address - RECEIVE_AT + count;
        return RECEIVE_AT + at % RECEIVE_OCTETS;
    }

    int u8(int address) {
        return octets[address & MASK] & 0xff;
    }

    void put8(int address, int value) {
        octets[address & MASK] = (byte) value;
    }

    /** Puts octets into the receive ring. */
    void putReceived(int address, byte[] from, int offset, int count) {
        int first = Math.min(count, OCTETS - address);
        System.arraycopy(from, offset, octets, address, first);
        System.arraycopy(from, offset + first, octets, RECEIVE_AT, count - first);
    }

    /** Takes octets out of the receive ring, or looks at them. */
    void getReceived(int address, byte[] to, int offset, int count) {
        int first = Math.min(count, OCTETS - address);
        System.arraycopy(octets, address, to, offset, first);
        System.arraycopy(octets, RECEIVE_AT, to, offset + first, count - first);
    }

    /** Takes octets out of the transmit part, which is a ring too. */
    void getTransmitted(int address, byte[] to, int offset, int count) {
        for (int i = 0; i < count; i++) to[offset + i] = octets[(address + i) % TRANSMIT_OCTETS];
    }
}
