package sluice.bpf;

import static sluice.bpf.BpfCode.SOURCE_X;

/**
 * A value that a program computes, as a term over the packet and the registers. Terms are small:
 * {@link FlowGraph} keeps what grows over {@link #WEIGHT_MAX} in a {@link Temp}.
 */
sealed interface Expr {
    /** Nodes of a term. */
    int WEIGHT_MAX = 12;

    /** Numbers of the registers: A, X, then the scratch words. */
    int A = 0;

    int X = 1;
    int SCRATCH = 2;
    int REGISTERS = SCRATCH + BpfCode.SCRATCH_WORDS;

    /** A constant. */
    record Const(int value) implements Expr {
        static final Const ZERO = new Const(0);
    }

    /** The length on the wire. */
    record Wire() implements Expr {}

    /** {@code size} octets at offset {@code at}, which a guard has found inside the packet. */
    record Load(int at, int size) implements Expr {}

    /** {@code size} octets at {@code base} + {@code at}, inside the packet. */
    record LoadAt(Expr base, int at, int size) implements Expr {}

    /** Four times the low half of the octet at {@code at}. */
    record HeaderLength(int at) implements Expr {}

    /** The result of an operation, without {@link BpfCode#SOURCE_X}. */
    record Calc(int operation, Expr left, Expr right, boolean shiftsOut) implements Expr {
        private long bound() {
            long all = 0xffff_ffffL;
            return switch (operation) {
                case BpfCode.AND -> Math.min(left.max(), right.max());
                case BpfCode.DIV -> left.max();
                case BpfCode.MOD -> Math.min(left.max(), right.max());
                case BpfCode.RSH ->
                        right instanceof Const(int by) ? left.max() >>> (by & 31) : left.max();
                case BpfCode.LSH ->
                        right instanceof Const(int by)
                                ? Math.min(all, left.max() << (by & 31))
                                : all;
                case BpfCode.ADD -> {
                    long sum = left.max() + right.max();
                    yield Math.min(sum, all);
                }
                default -> all;
            };
        }
    }

    /** What register {@code number} held when the block began. */
    record Register(int number) implements Expr {}

    /** A value computed before in the same block. */
    record Temp(int number) implements Expr {}

    /** How many nodes the term has. */
    default int weight() {
        return switch (this) {
            case LoadAt load -> 1 + load.base().weight();
            case Calc calc -> 1 + calc.left().weight() + calc.right().weight();
            default -> 1;
        };
    }

    /** True if the value depends on the packet only, so that it is the same in another block. */
    default boolean isMovable() {
        return switch (this) {
            case Register _, Temp _ -> false;
            case LoadAt load -> load.base().isMovable();
            case Calc calc -> calc.left().isMovable() && calc.right().isMovable();
            default -> true;
        };
    }

    /** No value of the term is greater, as an unsigned number. */
    default long max() {
        return switch (this) {
            case Const(int value) -> Integer.toUnsignedLong(value);
            case Load load -> maxOf(load.size());
            case LoadAt load -> maxOf(load.size());
            case HeaderLength _ -> 60;
            case Calc calc -> calc.bound();
            default -> 0xffff_ffffL;
        };
    }

    private static long maxOf(int size) {
        return (1L << (8 * size)) - 1;
    }

    /** The term of an operation, folded where it can be; a constant divisor is not 0. */
    static Expr of(int code, Expr left, Expr right, BpfDialect dialect) {
        int operation = code & ~SOURCE_X;
        boolean shifts = operation == BpfCode.LSH || operation == BpfCode.RSH;
        boolean shiftsOut = shifts && (code & SOURCE_X) != 0 && dialect == BpfDialect.UNSIGNED;
        if (right instanceof Const(int by)) {
            if (left instanceof Const(int value))
                return new Const(BpfInterpreter.calculate(operation, value, by, shiftsOut));
            if (by == 0
                    && switch (operation) {
                        case BpfCode.ADD, BpfCode.SUB, BpfCode.OR, BpfCode.XOR -> true;
                        default -> shifts;
                    }) return left;
            if (shiftsOut && by >>> 5 != 0) return Const.ZERO;
            if (operation == BpfCode.AND && hasAllBits(by, left)) return left;
            return new Calc(operation, left, right, false);
        }
        return new Calc(operation, left, right, shiftsOut);
    }

    /** True if {@code mask} has every bit that {@code term} may have. */
    private static boolean hasAllBits(int mask, Expr term) {
        long all = Long.highestOneBit(Math.max(1, term.max())) * 2 - 1;
        return (Integer.toUnsignedLong(mask) & all) == all;
    }
}
