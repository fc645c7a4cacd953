package sluice.bpf;

import static sluice.bpf.BpfCode.SOURCE_X;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Evaluates the instructions of one block to terms. */
final class Evaluation {
    private static final long UNSIGNED = 0xffff_ffffL;

    private final BpfProgram program;
    private final BpfDialect dialect;
    private final @Nullable Expr[] registers;
    private final List<Step> steps = new ArrayList<>();
    private int temps;

    /** Takes {@code registers} over: what they hold at the start. */
    Evaluation(BpfProgram program, BpfDialect dialect, @Nullable Expr[] registers) {
        this.program = program;
        this.dialect = dialect;
        this.registers = registers;
    }

    List<Step> steps() {
        return steps;
    }

    List<Expr> registers() {
        List<Expr> all = new ArrayList<>(registers.length);
        for (Expr value : registers) all.add(Objects.requireNonNull(value));
        return all;
    }

    /** Evaluates the instruction at {@code at}; its end if it ends the block, else null. */
    Block.@Nullable End step(int at) {
        int code = program.code(at);
        int k = program.k(at);
        switch (code) {
            case BpfCode.LD_IMM -> set(Expr.A, new Expr.Const(k));
            case BpfCode.LD_LEN -> set(Expr.A, new Expr.Wire());
            case BpfCode.LD_MEM -> set(Expr.A, get(Expr.SCRATCH + k));
            case BpfCode.LD_W_ABS -> {
                return absolute(k, 4);
            }
            case BpfCode.LD_H_ABS -> {
                return absolute(k, 2);
            }
            case BpfCode.LD_B_ABS -> {
                return absolute(k, 1);
            }
            case BpfCode.LD_W_IND -> indexed(k, 4);
            case BpfCode.LD_H_IND -> indexed(k, 2);
            case BpfCode.LD_B_IND -> indexed(k, 1);
            case BpfCode.LDX_IMM -> set(Expr.X, new Expr.Const(k));
            case BpfCode.LDX_LEN -> set(Expr.X, new Expr.Wire());
            case BpfCode.LDX_MEM -> set(Expr.X, get(Expr.SCRATCH + k));
            case BpfCode.LDX_MSH -> {
                return headerLength(k);
            }
            case BpfCode.ST -> set(Expr.SCRATCH + k, get(Expr.A));
            case BpfCode.STX -> set(Expr.SCRATCH + k, get(Expr.X));
            case BpfCode.TAX -> set(Expr.X, get(Expr.A));
            case BpfCode.TXA -> set(Expr.A, get(Expr.X));
            case BpfCode.RET_K -> {
                return new Block.Return(new Expr.Const(k));
            }
            case BpfCode.RET_A -> {
                return new Block.Return(get(Expr.A));
            }
            case BpfCode.JA -> {
                return new Block.Jump(at + 1 + k);
            }
            default -> {
                if (BpfCode.isConditional(code)) return branch(at, code);
                return calculate(code, k);
            }
        }
        return null;
    }

    private Expr get(int register) {
        return Objects.requireNonNull(registers[register]);
    }

    private void set(int register, Expr value) {
        registers[register] = value.weight() > Expr.WEIGHT_MAX ? keep(value) : value;
    }

    private Expr.Temp keep(Expr value) {
        Expr.Temp temp = temp();
        steps.add(new Step.Keep(temp, value));
        return temp;
    }

    private Expr.Temp temp() {
        return new Expr.Temp(temps++);
    }

    private Block.@Nullable End absolute(int k, int size) {
        if (k >= 0) {
            long end = (long) k + size;
            if (end > Integer.MAX_VALUE) return rejected();
            steps.add(new Step.Guard(end));
            set(Expr.A, new Expr.Load(k, size));
            return null;
        }
        if (dialect != BpfDialect.LINUX) return rejected();
        Ancillary field = Ancillary.ofOffset(k);
        Expr.Temp temp = temp();
        steps.add(
                field == null
                        ? new Step.Far(temp, new Expr.Const(k), size)
                        : new Step.Ask(temp, field, get(Expr.A), get(Expr.X)));
        set(Expr.A, temp);
        return null;
    }

    private Block.@Nullable End headerLength(int k) {
        if (k >= 0 && k < Integer.MAX_VALUE) {
            steps.add(new Step.Guard((long) k + 1));
            set(Expr.X, new Expr.HeaderLength(k));
            return null;
        }
        if (k >= 0 || dialect != BpfDialect.LINUX) return rejected();
        Expr.Temp temp = temp();
        steps.add(new Step.Far(temp, new Expr.Const(k), 1));
        Expr low = Expr.of(BpfCode.AND, temp, new Expr.Const(0xf), dialect);
        set(Expr.X, Expr.of(BpfCode.LSH, low, new Expr.Const(2), dialect));
        return null;
    }

    private void indexed(int k, int size) {
        Expr base = get(Expr.X);
        if (dialect == BpfDialect.LINUX && (k < 0 || base.max() + k > Integer.MAX_VALUE)) {
            Expr.Temp temp = temp();
            Expr at = Expr.of(BpfCode.ADD, base, new Expr.Const(k), dialect);
            steps.add(new Step.Far(temp, at, size));
            set(Expr.A, temp);
            return;
        }
        long end = (k & UNSIGNED) + size;
        if (base instanceof Expr.Const(int at) && (at & UNSIGNED) + end <= Integer.MAX_VALUE) {
            steps.add(new Step.Guard((at & UNSIGNED) + end));
            set(Expr.A, new Expr.Load(at + k, size));
            return;
        }
        steps.add(new Step.GuardAt(base, end));
        set(Expr.A, new Expr.LoadAt(base, k, size));
    }

    private Block.@Nullable End calculate(int code, int k) {
        boolean ofX = (code & SOURCE_X) != 0;
        Expr by = ofX ? get(Expr.X) : new Expr.Const(k);
        int operation = code & ~SOURCE_X;
        if (operation == BpfCode.DIV || operation == BpfCode.MOD) {
            if (by.equals(Expr.Const.ZERO)) return rejected();
            if (!(by instanceof Expr.Const)) steps.add(new Step.GuardNonZero(by));
        }
        if (operation == BpfCode.NEG)
            set(Expr.A, Expr.of(BpfCode.SUB, Expr.Const.ZERO, get(Expr.A), dialect));
        else set(Expr.A, Expr.of(code, get(Expr.A), by, dialect));
        return null;
    }

    private Block.End branch(int at, int code) {
        Expr right = (code & SOURCE_X) != 0 ? get(Expr.X) : new Expr.Const(program.k(at));
        int ifTrue = at + 1 + program.jt(at);
        int ifFalse = at + 1 + program.jf(at);
        if (ifTrue == ifFalse) return new Block.Jump(ifTrue);
        return new Block.Branch(code & ~SOURCE_X, get(Expr.A), right, ifTrue, ifFalse);
    }

    private static Block.Return rejected() {
        return new Block.Return(Expr.Const.ZERO);
    }
}
