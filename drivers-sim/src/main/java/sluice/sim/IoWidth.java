package sluice.sim;

/**
 * How many octets one cycle of the chip's bus moves to or from its memory; strapped when the board
 * is made. Registers are one octet in any case.
 */
public enum IoWidth {
    /** 16 bits. */
    WORD(2, 0),
    /** 32 bits. */
    DOUBLE_WORD(4, 1),
    /** 8 bits. */
    OCTET(1, 2);

    private final int octets;
    private final int mode;

    IoWidth(int octets, int mode) {
        this.octets = octets;
        this.mode = mode;
    }

    /** Octets of one cycle. */
    public int octets() {
        return octets;
    }

    /** What bits 7 and 6 of the ISR say. */
    public int mode() {
        return mode;
    }

    /** Cycles for so many octets. */
    public int cycles(int count) {
        return (count + octets - 1) / octets;
    }

    /** {@code count} rounded up to whole cycles. */
    public int aligned(int count) {
        return cycles(count) * octets;
    }

    /**
     * The width of so many bits.
     *
     * @throws IllegalArgumentException if it is none of 8, 16, 32
     */
    public static IoWidth ofBits(int bits) {
        for (IoWidth width : values()) if (width.octets * 8 == bits) return width;
        throw new IllegalArgumentException("a bus of " + bits + " bits");
    }
}
