package sluice.pcap.filter.graph;

import sluice.bpf.BpfCode;

/**
 * Follows the values of A, X and the scratch memory through statements, and, if it may, replaces
 * those whose result is known: loads of what is there already go away, arithmetic with constants is
 * done, loads at a constant X become absolute.
 */
final class StatementValues {
    private final Values numbers;
    private boolean changed;
    private String fault = "";

    StatementValues(Values numbers) {
        this.numbers = numbers;
    }

    /** True once after something changed. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Why the program cannot be right, or "". */
    String fault() {
        return fault;
    }

    /**
     * Runs {@code s} over the values.
     *
     * @param at where in {@code values} those of the block begin
     * @param alter whether the statement may be replaced
     */
    void step(Statement s, int[] values, int at, boolean alter) {
        int a = at + Atoms.A;
        int x = at + Atoms.X;
        switch (s.code) {
            case Statement.REMOVED -> {}
            case BpfCode.LD_W_ABS, BpfCode.LD_H_ABS, BpfCode.LD_B_ABS ->
                    store(s, values, a, numbers.of(s.code, s.k, 0), alter);
            case BpfCode.LD_W_IND, BpfCode.LD_H_IND, BpfCode.LD_B_IND ->
                    indirect(s, values, a, values[x], alter);
            case BpfCode.LD_LEN -> store(s, values, a, numbers.of(s.code, 0, 0), alter);
            case BpfCode.LD_IMM -> store(s, values, a, numbers.ofConstant(s.k), alter);
            case BpfCode.LDX_IMM -> store(s, values, x, numbers.ofConstant(s.k), alter);
            case BpfCode.LDX_MSH -> store(s, values, x, numbers.of(s.code, s.k, 0), alter);
            case BpfCode.LD_MEM -> scratch(s, values, a, values[at + s.k], BpfCode.LD_IMM, alter);
            case BpfCode.LDX_MEM -> scratch(s, values, x, values[at + s.k], BpfCode.LDX_IMM, alter);
            case BpfCode.ST -> store(s, values, at + s.k, values[a], alter);
            case BpfCode.STX -> store(s, values, at + s.k, values[x], alter);
            case BpfCode.TXA -> store(s, values, a, values[x], alter);
            case BpfCode.TAX -> store(s, values, x, values[a], alter);
            case BpfCode.NEG -> negate(s, values, a, alter);
            default -> {
                if ((s.code & 7) != 4) return;
                if ((s.code & BpfCode.SOURCE_X) != 0) withX(s, values, a, values[x], alter);
                else withConstant(s, values, a, alter);
            }
        }
    }

    private static void store(Statement s, int[] values, int atom, int value, boolean alter) {
        if (alter && value != Values.UNKNOWN && values[atom] == value) s.code = Statement.REMOVED;
        else values[atom] = value;
    }

    private void indirect(Statement s, int[] values, int a, int x, boolean alter) {
        int value;
        if (alter && numbers.isConstant(x)) {
            s.code = (s.code & ~0xe0) | 0x20; // the same size, absolute
            s.k += numbers.constant(x);
            value = numbers.of(s.code, s.k, 0);
            changed = true;
        } else {
            value = numbers.of(s.code, s.k, x);
        }
        store(s, values, a, value, alter);
    }

    private void scratch(
            Statement s, int[] values, int atom, int value, int immediate, boolean alter) {
        if (alter && numbers.isConstant(value)) {
            s.code = immediate;
            s.k = numbers.constant(value);
            changed = true;
        }
        store(s, values, atom, value, alter);
    }

    private void negate(Statement s, int[] values, int a, boolean alter) {
        if (alter && numbers.isConstant(values[a])) {
            s.code = BpfCode.LD_IMM;
            s.k = -numbers.constant(values[a]);
            values[a] = numbers.ofConstant(s.k);
        } else {
            values[a] = numbers.of(s.code, values[a], 0);
        }
    }

    private void withConstant(Statement s, int[] values, int a, boolean alter) {
        int operation = Arithmetic.operation(s.code);
        if (alter) {
            if (s.k == 0) {
                switch (operation) {
                    case BpfCode.ADD, BpfCode.LSH, BpfCode.RSH, BpfCode.OR, BpfCode.XOR -> {
                        s.code = Statement.REMOVED;
                        return;
                    }
                    case BpfCode.MUL, BpfCode.AND -> {
                        s.code = BpfCode.LD_IMM;
                        values[a] = numbers.ofConstant(0);
                        return;
                    }
                    default -> {}
                }
            }
            if (refuses(operation, s.k)) return;
            if (numbers.isConstant(values[a])) {
                foldInto(s, operation, numbers.constant(values[a]), s.k);
                values[a] = numbers.ofConstant(s.k);
                return;
            }
        }
        values[a] = numbers.of(s.code, values[a], numbers.ofConstant(s.k));
    }

    private void withX(Statement s, int[] values, int a, int x, boolean alter) {
        int operation = Arithmetic.operation(s.code);
        if (alter && numbers.isConstant(x)) {
            int operand = numbers.constant(x);
            if (numbers.isConstant(values[a])) {
                if (refuses(operation, operand)) return;
                foldInto(s, operation, numbers.constant(values[a]), operand);
                values[a] = numbers.ofConstant(s.k);
                return;
            }
            boolean shift = operation == BpfCode.LSH || operation == BpfCode.RSH;
            if (shift && Integer.compareUnsigned(operand, 31) > 0) {
                fault = "shift by more than 31 bits";
                return;
            }
            s.code = operation;
            s.k = operand;
            changed = true;
            values[a] = numbers.of(s.code, values[a], numbers.ofConstant(operand));
            return;
        }
        if (alter && numbers.isConstant(values[a]) && numbers.constant(values[a]) == 0) {
            switch (operation) {
                case BpfCode.ADD, BpfCode.OR, BpfCode.XOR -> {
                    s.code = BpfCode.TXA;
                    store(s, values, a, x, true);
                    return;
                }
                case BpfCode.MUL, BpfCode.DIV, BpfCode.MOD -> {
                    becomeZero(s, values, a);
                    return;
                }
                case BpfCode.AND, BpfCode.LSH, BpfCode.RSH -> {
                    becomeZero(s, values, a);
                    return;
                }
                default -> {}
            }
        }
        values[a] = numbers.of(s.code, values[a], x);
    }

    private void becomeZero(Statement s, int[] values, int a) {
        s.code = BpfCode.LD_IMM;
        s.k = 0;
        store(s, values, a, numbers.ofConstant(0), true);
    }

    private boolean refuses(int operation, int operand) {
        String objection = Arithmetic.objection(operation, operand);
        if (objection.isEmpty()) return false;
        fault = objection;
        return true;
    }

    private void foldInto(Statement s, int operation, int left, int right) {
        s.k = Arithmetic.fold(operation, left, right);
        s.code = BpfCode.LD_IMM;
        changed = true;
    }
}
