package sluice.bpf;

import static sluice.bpf.BpfCode.SOURCE_X;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A program as blocks of terms, for compilation.
 *
 * <p>Jumps go forward, so that the order of the instructions is an order of evaluation: when a
 * block is reached, all that leads to it has been evaluated. A register whose value is the same
 * movable term on every way into a block is known there and needs no variable.
 */
final class FlowGraph {
    private static final int BLOCK_INSTRUCTIONS_MAX = 16;

    /** Heavier terms are computed once and kept in a variable. */
    private static final int KNOWN_WEIGHT_MAX = 6;

    private final BpfProgram program;
    private final BpfDialect dialect;
    private final int count;
    private final int[] live; // registers that are read from this instruction on, a bit each
    private final BitSet leaders = new BitSet();
    private final @Nullable Expr[] @Nullable [] entries;
    private final @Nullable Block[] blocks;

    private FlowGraph(BpfProgram program, BpfDialect dialect) {
        this.program = program;
        this.dialect = dialect;
        count = program.instructionCount();
        live = new int[count];
        entries = new Expr[count][];
        blocks = new Block[count];
    }

    private FlowGraph(FlowGraph other) {
        program = other.program;
        dialect = other.dialect;
        count = other.count;
        live = other.live;
        leaders.or(other.leaders);
        entries = other.entries;
        blocks = new Block[count];
    }

    /** The blocks of {@code program}, of which no jump goes backwards. */
    static FlowGraph of(BpfProgram program, BpfDialect dialect) {
        FlowGraph graph = new FlowGraph(program, dialect);
        graph.findLeaders();
        graph.findLive();
        Expr[] start = new Expr[Expr.REGISTERS];
        Arrays.fill(start, Expr.Const.ZERO);
        graph.entries[0] = start;
        for (int i = graph.leaders.nextSetBit(0); i >= 0; i = graph.leaders.nextSetBit(i + 1))
            graph.evaluate(i);
        return graph;
    }

    /** The program's instructions. */
    int instructionCount() {
        return count;
    }

    /** The block that begins at {@code index}; it is there if some way leads to it. */
    Block block(int index) {
        return Objects.requireNonNull(blocks[index]);
    }

    /** True if a block begins at {@code index} and some way leads to it. */
    boolean hasBlock(int index) {
        return blocks[index] != null;
    }

    /** What register {@code number} holds where block {@code index} begins. */
    Expr entry(int index, int number) {
        return Objects.requireNonNull(Objects.requireNonNull(entries[index])[number]);
    }

    /** Every register that somewhere needs a variable, a bit each. */
    int variables() {
        int all = 0;
        for (int i = leaders.nextSetBit(0); i >= 0; i = leaders.nextSetBit(i + 1))
            for (int r = 0; hasBlock(i) && r < Expr.REGISTERS; r++)
                if (needsVariable(i, r)) all |= 1 << r;
        return all;
    }

    /** The blocks that some way leads to, in order. */
    List<Block> blocks() {
        List<Block> all = new ArrayList<>();
        for (Block block : blocks) if (block != null) all.add(block);
        return all;
    }

    /** True if the variable of register {@code number} is read in block {@code index} or behind. */
    boolean needsVariable(int index, int number) {
        return (live[index] & (1 << number)) != 0 && entry(index, number) instanceof Expr.Register;
    }

    /** The same program with other steps. */
    FlowGraph with(UnaryOperator<Step> change) {
        FlowGraph changed = new FlowGraph(this);
        for (int i = 0; i < count; i++) {
            Block block = blocks[i];
            if (block != null)
                changed.blocks[i] =
                        new Block(
                                i,
                                block.steps().stream().map(change).toList(),
                                block.end(),
                                block.exit());
        }
        return changed;
    }

    private void findLeaders() {
        // So that no block is too long for a method of its own.
        for (int i = 0; i < count; i += BLOCK_INSTRUCTIONS_MAX) leaders.set(i);
        for (int i = 0; i < count; i++) {
            int code = program.code(i);
            if (code == BpfCode.JA) {
                leaders.set(i + 1 + program.k(i));
            } else if (BpfCode.isConditional(code)) {
                leaders.set(i + 1 + program.jt(i));
                leaders.set(i + 1 + program.jf(i));
            }
        }
    }

    private void findLive() {
        for (int i = count - 1; i >= 0; i--) {
            int code = program.code(i);
            int k = program.k(i);
            int behind =
                    switch (BpfCode.classOf(code)) {
                        case BpfCode.CLASS_RET -> 0;
                        case BpfCode.CLASS_JMP ->
                                code == BpfCode.JA
                                        ? live[i + 1 + k]
                                        : live[i + 1 + program.jt(i)] | live[i + 1 + program.jf(i)];
                        default -> i + 1 < count ? live[i + 1] : 0;
                    };
            live[i] = (behind & ~Registers.written(code, k)) | Registers.read(code, k);
        }
    }

    private void evaluate(int leader) {
        @Nullable Expr[] entry = entries[leader];
        if (entry == null) return;
        Evaluation evaluation = new Evaluation(program, dialect, entry.clone());
        int at = leader;
        Block.End end = null;
        while (end == null) {
            end = evaluation.step(at);
            at++;
            if (end == null && leaders.get(at)) end = new Block.Jump(at);
        }
        Block block = new Block(leader, evaluation.steps(), end, evaluation.registers());
        blocks[leader] = block;
        switch (end) {
            case Block.Return _ -> {}
            case Block.Jump(int target) -> arrive(block, target);
            case Block.Branch branch -> {
                arrive(block, branch.ifTrue());
                arrive(block, branch.ifFalse());
            }
        }
    }

    private void arrive(Block from, int target) {
        @Nullable Expr[] entry = entries[target];
        if (entry == null) {
            entry = new Expr[Expr.REGISTERS];
            for (int r = 0; r < entry.length; r++) {
                Expr value = from.exit().get(r);
                boolean known = value.isMovable() && value.weight() <= KNOWN_WEIGHT_MAX;
                entry[r] = known ? value : new Expr.Register(r);
            }
            entries[target] = entry;
            return;
        }
        for (int r = 0; r < entry.length; r++)
            if (!from.exit().get(r).equals(entry[r])) entry[r] = new Expr.Register(r);
    }

    /** Which registers an instruction reads and writes, a bit each. */
    private static final class Registers {
        private static final int A = 1 << Expr.A;
        private static final int X = 1 << Expr.X;

        static int written(int code, int k) {
            return switch (BpfCode.classOf(code)) {
                case BpfCode.CLASS_LD, BpfCode.CLASS_ALU -> A;
                case BpfCode.CLASS_LDX -> X;
                case BpfCode.CLASS_ST, BpfCode.CLASS_STX -> 1 << (Expr.SCRATCH + k);
                case BpfCode.CLASS_MISC -> code == BpfCode.TAX ? X : A;
                default -> 0;
            };
        }

        static int read(int code, int k) {
            return switch (code) {
                case BpfCode.LD_W_IND, BpfCode.LD_H_IND, BpfCode.LD_B_IND -> X;
                // Ancillary loads may read both.
                case BpfCode.LD_W_ABS, BpfCode.LD_H_ABS, BpfCode.LD_B_ABS -> k < 0 ? A | X : 0;
                case BpfCode.LD_MEM, BpfCode.LDX_MEM -> 1 << (Expr.SCRATCH + k);
                case BpfCode.ST, BpfCode.RET_A, BpfCode.TAX, BpfCode.NEG -> A;
                case BpfCode.STX, BpfCode.TXA -> X;
                default -> {
                    int kind = BpfCode.classOf(code);
                    boolean asks = kind == BpfCode.CLASS_JMP && code != BpfCode.JA;
                    if (kind != BpfCode.CLASS_ALU && !asks) yield 0;
                    yield (code & SOURCE_X) != 0 ? A | X : A;
                }
            };
        }
    }
}
