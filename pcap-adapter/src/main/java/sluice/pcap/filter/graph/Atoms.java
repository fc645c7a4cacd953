package sluice.pcap.filter.graph;

import sluice.bpf.BpfCode;

/**
 * What an instruction reads and writes: the sixteen words of scratch memory, A and X, numbered 0 to
 * 17. Sets of them are bits of an {@code int}.
 */
final class Atoms {
    /** The accumulator. */
    static final int A = BpfCode.SCRATCH_WORDS;

    /** The index register. */
    static final int X = A + 1;

    /** How many there are. */
    static final int COUNT = X + 1;

    private static final int CLASS_MASK = 0x07;
    private static final int MODE_MASK = 0xe0;
    private static final int MODE_IND = 0x40;
    private static final int MODE_MEM = 0x60;
    private static final int RETURN_VALUE_MASK = 0x18;

    private Atoms() {}

    /** The set of what an instruction reads. */
    static int readBy(int code, int k) {
        return switch (code & CLASS_MASK) {
            case 0, 1 ->
                    switch (code & MODE_MASK) {
                        case MODE_IND -> 1 << X;
                        case MODE_MEM -> 1 << k;
                        default -> 0;
                    };
            case 2 -> 1 << A;
            case 3 -> 1 << X;
            case 4, 5 -> (code & BpfCode.SOURCE_X) != 0 ? 1 << A | 1 << X : 1 << A;
            case 6 -> (code & RETURN_VALUE_MASK) == 0x10 ? 1 << A : 0;
            default -> code == BpfCode.TXA ? 1 << X : 1 << A;
        };
    }

    /** The atom that an instruction writes, or -1. */
    static int writtenBy(int code, int k) {
        return switch (code & CLASS_MASK) {
            case 0, 4 -> A;
            case 1 -> X;
            case 2, 3 -> k;
            case 7 -> code == BpfCode.TAX ? X : A;
            default -> -1;
        };
    }
}
