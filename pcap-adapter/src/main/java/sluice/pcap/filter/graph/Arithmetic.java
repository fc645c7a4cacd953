package sluice.pcap.filter.graph;

import sluice.bpf.BpfCode;

/** What the machine's operations do to constants. */
final class Arithmetic {
    private Arithmetic() {}

    /** The operation of an arithmetic code, whatever its second operand is. */
    static int operation(int code) {
        return code & ~BpfCode.SOURCE_X;
    }

    /**
     * The result of {@code operation} for two constants. A division by 0, which the caller must
     * have refused, gives 0.
     */
    static int fold(int operation, int a, int b) {
        return switch (operation) {
            case BpfCode.ADD -> a + b;
            case BpfCode.SUB -> a - b;
            case BpfCode.MUL -> a * b;
            case BpfCode.DIV -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
            case BpfCode.MOD -> b == 0 ? 0 : Integer.remainderUnsigned(a, b);
            case BpfCode.AND -> a & b;
            case BpfCode.OR -> a | b;
            case BpfCode.XOR -> a ^ b;
            case BpfCode.LSH -> Integer.compareUnsigned(b, 32) < 0 ? a << b : 0;
            case BpfCode.RSH -> Integer.compareUnsigned(b, 32) < 0 ? a >>> b : 0;
            default -> throw new IllegalArgumentException("no operation: " + operation);
        };
    }

    /** Why {@code operation} cannot be done with the constant {@code b}, or "". */
    static String objection(int operation, int b) {
        return switch (operation) {
            case BpfCode.DIV -> b == 0 ? "division by zero" : "";
            case BpfCode.MOD -> b == 0 ? "modulus by zero" : "";
            default -> "";
        };
    }

    /** Whether the conditional jump {@code code} goes to the true side. */
    static boolean holds(int code, int a, int k) {
        return switch (operation(code)) {
            case BpfCode.JEQ -> a == k;
            case BpfCode.JGT -> Integer.compareUnsigned(a, k) > 0;
            case BpfCode.JGE -> Integer.compareUnsigned(a, k) >= 0;
            case BpfCode.JSET -> (a & k) != 0;
            default -> throw new IllegalArgumentException("no conditional jump: " + code);
        };
    }
}
