package sluice.pcap.filter.graph;

import java.util.Arrays;

/**
 * Value numbers: computations that must give the same result get the same number. Number 0 stands
 * for "not known" and equals nothing by right; that 0 is compared like any other is what libpcap
 * does, too.
 */
final class Values {
    /** Not known. */
    static final int UNKNOWN = 0;

    private int[] ofCode = new int[64];
    private int[] ofLeft = new int[64];
    private int[] ofRight = new int[64];
    private int count;
    private int[] slots = new int[256];

    /** Forgets all numbers. */
    void clear() {
        Arrays.fill(slots, 0);
        count = 0;
    }

    /** The highest number given out. */
    int count() {
        return count;
    }

    /** The number of the constant {@code k}. */
    int ofConstant(int k) {
        return of(0, k, 0);
    }

    /** The number of the result of {@code code} for two operands: constants or numbers. */
    int of(int code, int left, int right) {
        int at = slot(code, left, right);
        if (slots[at] != 0) return slots[at];
        if (2 * count >= slots.length) {
            grow();
            at = slot(code, left, right);
        }
        if (++count == ofCode.length) {
            ofCode = Arrays.copyOf(ofCode, 2 * count);
            ofLeft = Arrays.copyOf(ofLeft, 2 * count);
            ofRight = Arrays.copyOf(ofRight, 2 * count);
        }
        ofCode[count] = code;
        ofLeft[count] = left;
        ofRight[count] = right;
        slots[at] = count;
        return count;
    }

    /** True if {@code value} is a constant. */
    boolean isConstant(int value) {
        return value != UNKNOWN && ofCode[value] == 0;
    }

    /** The constant that {@code value} is. */
    int constant(int value) {
        return ofLeft[value];
    }

    private int slot(int code, int left, int right) {
        int hash = (code * 0x9e3779b9 + left) * 0x85ebca6b + right;
        hash *= 0xc2b2ae35;
        int mask = slots.length - 1;
        int at = (hash ^ hash >>> 15) & mask;
        while (slots[at] != 0) {
            int value = slots[at];
            if (ofLeft[value] == left && ofRight[value] == right && ofCode[value] == code) break;
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        for (int value = 1; value <= count; value++) {
            slots[slot(ofCode[value], ofLeft[value], ofRight[value])] = value;
        }
    }
}
