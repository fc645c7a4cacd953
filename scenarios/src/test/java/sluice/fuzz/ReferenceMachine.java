package sluice.fuzz;

import java.util.List;
import sluice.bpf.BpfInstruction;

/**
 * The classic machine once more, written from the description in bpf(4) and libpcap's rules for
 * offsets and shifts, without regard to speed: a third opinion beside interpreter and byte code. It
 * says how a program ended, which those do not.
 */
final class ReferenceMachine {
    private static final int STEPS_MAX = 1 << 20;
    private static final long WORD = 0xffff_ffffL;

    /** How a program ended. */
    enum Cause {
        RETURN,
        LOAD_OUTSIDE,
        DIVISION_BY_ZERO,
        TOO_MANY_STEPS
    }

    /** The answer and how it came about. */
    record End(int kept, Cause cause) {}

    private final byte[] packet;
    private final int wire;
    private final int[] memory = new int[16];
    private long a;
    private long x;

    private ReferenceMachine(byte[] packet, int wire) {
        this.packet = packet;
        this.wire = wire;
    }

    /** Runs instructions that a validator accepted over a whole packet. */
    static End run(List<BpfInstruction> program, byte[] packet, int wire) {
        return new ReferenceMachine(packet, wire).run(program);
    }

    private End run(List<BpfInstruction> program) {
        int at = 0;
        for (int step = 0; step < STEPS_MAX; step++) {
            BpfInstruction i = program.get(at++);
            long k = i.k() & WORD;
            switch (i.code() & 7) {
                case 0, 1 -> {
                    boolean toX = (i.code() & 7) == 1;
                    long value = loaded(i.code(), k);
                    if (value < 0) return new End(0, Cause.LOAD_OUTSIDE);
                    if (toX) x = value;
                    else a = value;
                }
                case 2 -> memory[(int) k] = (int) a;
                case 3 -> memory[(int) k] = (int) x;
                case 4 -> {
                    long by = (i.code() & 8) == 0 ? k : x;
                    int operation = i.code() & 0xf0;
                    if (by == 0 && (operation == 0x30 || operation == 0x90))
                        return new End(0, Cause.DIVISION_BY_ZERO);
                    a = calculated(operation, by) & WORD;
                }
                case 5 -> at += jump(i, k);
                case 6 -> {
                    long kept = (i.code() & 0x18) == 0x10 ? a : k;
                    return new End((int) kept, Cause.RETURN);
                }
                default -> {
                    if ((i.code() & 0xf8) == 0x80) a = x;
                    else x = a;
                }
            }
        }
        return new End(0, Cause.TOO_MANY_STEPS);
    }

    private long loaded(int code, long k) {
        int size =
                switch (code & 0x18) {
                    case 0 -> 4;
                    case 8 -> 2;
                    default -> 1;
                };
        return switch (code & 0xe0) {
            case 0x00 -> k;
            case 0x20 -> octets(k, size);
            case 0x40 -> octets(x + k, size);
            case 0x60 -> memory[(int) k] & WORD;
            case 0x80 -> wire & WORD;
            default -> {
                long octet = octets(k, 1);
                yield octet < 0 ? -1 : (octet & 15) * 4;
            }
        };
    }

    private long octets(long at, int size) {
        if (at + size > packet.length) return -1;
        long value = 0;
        for (int i = 0; i < size; i++) value = (value << 8) | (packet[(int) at + i] & 0xff);
        return value;
    }

    private long calculated(int operation, long by) {
        return switch (operation) {
            case 0x00 -> a + by;
            case 0x10 -> a - by;
            case 0x20 -> a * by;
            case 0x30 -> a / by;
            case 0x40 -> a | by;
            case 0x50 -> a & by;
            case 0x60 -> by > 31 ? 0 : a << by;
            case 0x70 -> by > 31 ? 0 : a >>> by;
            case 0x80 -> -a;
            case 0x90 -> a % by;
            case 0xa0 -> a ^ by;
            default -> throw new IllegalArgumentException("operation " + operation);
        };
    }

    private int jump(BpfInstruction i, long k) {
        if (i.code() == 5) return (int) k;
        long right = (i.code() & 8) == 0 ? k : x;
        boolean holds =
                switch (i.code() & 0xf0) {
                    case 0x10 -> a == right;
                    case 0x20 -> a > right;
                    case 0x30 -> a >= right;
                    default -> (a & right) != 0;
                };
        return holds ? i.jt() : i.jf();
    }
}
