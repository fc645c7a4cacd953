package sluice.bpf;

import static sluice.bpf.BpfCode.SOURCE_X;

import java.util.Arrays;
import sluice.packet.Octets;

/**
 * Runs a program instruction by instruction: what the other ways of running one are compared with.
 *
 * <p>A and X begin as 0, and so does the scratch memory. All loads are in network order and bounded
 * by the captured octets; a load beyond them ends the program with 0, as does a division by an X of
 * 0 (libpcap 1.10.3, {@code bpf_filter.c}).
 */
final class BpfInterpreter implements PacketProgram {
    /** Jumps back that one packet may cost; then it is rejected. More than headers fit a packet. */
    static final int BACK_JUMPS_MAX = 1 << 16;

    private static final long UNSIGNED = 0xffff_ffffL;

    private final BpfProgram program;
    private final boolean linux;
    private final int[] codes;
    private final int[] operands;
    private final int[] scratch = new int[BpfCode.SCRATCH_WORDS];
    private final boolean usesScratch;
    private long givenUpCount;

    /** {@code program} has passed a validator and {@link RunRules}. */
    BpfInterpreter(BpfProgram program, BpfDialect dialect) {
        this.program = program;
        this.linux = dialect == BpfDialect.LINUX;
        int count = program.instructionCount();
        codes = new int[count];
        operands = new int[count];
        boolean loadsScratch = false;
        for (int i = 0; i < count; i++) {
            codes[i] = program.code(i);
            operands[i] = program.k(i);
            loadsScratch |= codes[i] == BpfCode.LD_MEM || codes[i] == BpfCode.LDX_MEM;
        }
        usesScratch = loadsScratch;
    }

    /** Packets rejected because the program went back {@link #BACK_JUMPS_MAX} times for one. */
    long givenUpCount() {
        return givenUpCount;
    }

    @Override
    public int run(byte[] octets, int offset, int captured, int wire) {
        return run(octets, offset, captured, wire, PacketMetadata.NONE);
    }

    @Override
    public int run(byte[] octets, int offset, int captured, int wire, PacketMetadata metadata) {
        if (usesScratch) Arrays.fill(scratch, 0);
        int a = 0;
        int x = 0;
        int backJumps = 0;
        for (int at = 0; ; at++) {
            int k = operands[at];
            switch (codes[at]) {
                case BpfCode.LD_IMM -> a = k;
                case BpfCode.LD_LEN -> a = wire;
                case BpfCode.LD_MEM -> a = scratch[k];
                case BpfCode.LD_W_ABS -> {
                    if (k >= 0) {
                        if (k > captured - 4) return 0;
                        a = Octets.i32(octets, offset + k);
                        continue;
                    }
                    long far = below(k, 4, a, x, octets, offset, captured, metadata);
                    if (far < 0) return 0;
                    a = (int) far;
                }
                case BpfCode.LD_H_ABS -> {
                    if (k >= 0) {
                        if (k > captured - 2) return 0;
                        a = Octets.u16(octets, offset + k);
                        continue;
                    }
                    long far = below(k, 2, a, x, octets, offset, captured, metadata);
                    if (far < 0) return 0;
                    a = (int) far;
                }
                case BpfCode.LD_B_ABS -> {
                    if (k >= 0) {
                        if (k >= captured) return 0;
                        a = Octets.u8(octets, offset + k);
                        continue;
                    }
                    long far = below(k, 1, a, x, octets, offset, captured, metadata);
                    if (far < 0) return 0;
                    a = (int) far;
                }
                case BpfCode.LD_W_IND, BpfCode.LD_H_IND, BpfCode.LD_B_IND -> {
                    int size = size(codes[at]);
                    int place = place(x, k, size, offset, captured, metadata);
                    if (place < 0) return 0;
                    a = load(octets, place, size);
                }
                case BpfCode.LDX_IMM -> x = k;
                case BpfCode.LDX_LEN -> x = wire;
                case BpfCode.LDX_MEM -> x = scratch[k];
                case BpfCode.LDX_MSH -> {
                    int place = place(0, k, 1, offset, captured, metadata);
                    if (place < 0) return 0;
                    x = (octets[place] & 0xf) << 2;
                }
                case BpfCode.ST -> scratch[k] = a;
                case BpfCode.STX -> scratch[k] = x;
                case BpfCode.TAX -> x = a;
                case BpfCode.TXA -> a = x;
                case BpfCode.RET_K -> {
                    return k;
                }
                case BpfCode.RET_A -> {
                    return a;
                }
                case BpfCode.JA -> {
                    if (k < 0 && ++backJumps > BACK_JUMPS_MAX) {
                        givenUpCount++;
                        return 0;
                    }
                    at += k;
                }
                case BpfCode.JEQ -> at += a == k ? program.jt(at) : program.jf(at);
                case BpfCode.JGT -> at += above(a, k) ? program.jt(at) : program.jf(at);
                case BpfCode.JGE -> at += above(k, a) ? program.jf(at) : program.jt(at);
                case BpfCode.JSET -> at += (a & k) != 0 ? program.jt(at) : program.jf(at);
                case BpfCode.JEQ | SOURCE_X -> at += a == x ? program.jt(at) : program.jf(at);
                case BpfCode.JGT | SOURCE_X -> at += above(a, x) ? program.jt(at) : program.jf(at);
                case BpfCode.JGE | SOURCE_X -> at += above(x, a) ? program.jf(at) : program.jt(at);
                case BpfCode.JSET | SOURCE_X ->
                        at += (a & x) != 0 ? program.jt(at) : program.jf(at);
                case BpfCode.ADD -> a += k;
                case BpfCode.SUB -> a -= k;
                case BpfCode.MUL -> a *= k;
                case BpfCode.DIV -> a = Integer.divideUnsigned(a, k);
                case BpfCode.MOD -> a = Integer.remainderUnsigned(a, k);
                case BpfCode.OR -> a |= k;
                case BpfCode.AND -> a &= k;
                case BpfCode.XOR -> a ^= k;
                case BpfCode.LSH -> a <<= k;
                case BpfCode.RSH -> a >>>= k;
                case BpfCode.NEG -> a = -a;
                case BpfCode.ADD | SOURCE_X -> a += x;
                case BpfCode.SUB | SOURCE_X -> a -= x;
                case BpfCode.MUL | SOURCE_X -> a *= x;
                case BpfCode.DIV | SOURCE_X -> {
                    if (x == 0) return 0;
                    a = Integer.divideUnsigned(a, x);
                }
                case BpfCode.MOD | SOURCE_X -> {
                    if (x == 0) return 0;
                    a = Integer.remainderUnsigned(a, x);
                }
                case BpfCode.OR | SOURCE_X -> a |= x;
                case BpfCode.AND | SOURCE_X -> a &= x;
                case BpfCode.XOR | SOURCE_X -> a ^= x;
                case BpfCode.LSH | SOURCE_X -> a = calculate(BpfCode.LSH, a, x, !linux);
                case BpfCode.RSH | SOURCE_X -> a = calculate(BpfCode.RSH, a, x, !linux);
                default -> throw new IllegalStateException("code " + codes[at] + " not refused");
            }
        }
    }

    /**
     * What an absolute load from 2^31 on gives: what Linux has below zero, nothing elsewhere;
     * negative if it rejects the packet.
     */
    private long below(
            int k,
            int size,
            int a,
            int x,
            byte[] octets,
            int offset,
            int captured,
            PacketMetadata metadata) {
        if (!linux) return -1;
        Ancillary field = Ancillary.ofOffset(k);
        if (field == null) return LinuxLoads.load(k, size, octets, offset, captured, metadata);
        return LinuxLoads.ancillary(field, a, x, octets, offset, captured, metadata) & UNSIGNED;
    }

    /** Where the load of {@code size} octets at base + k is in the array; negative if outside. */
    private int place(
            int base, int k, int size, int offset, int captured, PacketMetadata metadata) {
        if (linux) {
            int at = base + k;
            if (at < 0) return LinuxLoads.place(at, size, offset, captured, metadata);
            return at <= captured - size ? offset + at : -1;
        }
        long at = (base & UNSIGNED) + (k & UNSIGNED);
        return at <= (long) captured - size ? offset + (int) at : -1;
    }

    private static int size(int code) {
        return switch (code & 0x18) {
            case 0x00 -> 4;
            case 0x08 -> 2;
            default -> 1;
        };
    }

    private static int load(byte[] octets, int place, int size) {
        return switch (size) {
            case 4 -> Octets.i32(octets, place);
            case 2 -> Octets.u16(octets, place);
            default -> Octets.u8(octets, place);
        };
    }

    private static boolean above(int left, int right) {
        return Integer.compareUnsigned(left, right) > 0;
    }

    /**
     * The result of an operation; {@code by} is not 0 if it divides.
     *
     * @param shiftsOut whether a shift by 32 or more gives 0; a shift by k is not bounded in
     *     libpcap, and is then what the processor makes of it
     */
    static int calculate(int operation, int a, int by, boolean shiftsOut) {
        return switch (operation) {
            case BpfCode.ADD -> a + by;
            case BpfCode.SUB -> a - by;
            case BpfCode.MUL -> a * by;
            case BpfCode.DIV -> Integer.divideUnsigned(a, by);
            case BpfCode.MOD -> Integer.remainderUnsigned(a, by);
            case BpfCode.OR -> a | by;
            case BpfCode.AND -> a & by;
            case BpfCode.XOR -> a ^ by;
            case BpfCode.LSH -> shiftsOut && above(by, 31) ? 0 : a << by;
            case BpfCode.RSH -> shiftsOut && above(by, 31) ? 0 : a >>> by;
            case BpfCode.NEG -> -a;
            default -> throw new IllegalStateException("code " + operation + " was not refused");
        };
    }
}
