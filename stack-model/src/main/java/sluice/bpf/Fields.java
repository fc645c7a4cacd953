package sluice.bpf;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which fields of a packet a program loads, and in which blocks. */
final class Fields {
    /** {@code size} octets from {@code at} on. */
    record Field(int at, int size) {
        static final Comparator<Field> IN_ORDER =
                Comparator.comparingInt(Field::at).thenComparingInt(Field::size);

        int end() {
            return at + size;
        }
    }

    private final FlowGraph graph;
    private final Map<Expr, NavigableMap<Field, BitSet>> fields = new HashMap<>();
    private int block;

    private Fields(FlowGraph graph) {
        this.graph = graph;
    }

    /**
     * The blocks of each field in order, by the term that its offset is added to: 0 for absolute
     * loads, else a movable term that the field can follow without passing 2^31.
     */
    static Map<Expr, NavigableMap<Field, BitSet>> of(FlowGraph graph) {
        Fields fields = new Fields(graph);
        for (Block block : graph.blocks()) fields.collect(block);
        return fields.fields;
    }

    private void collect(Block of) {
        block = of.index();
        of.steps().forEach(this::collect);
        switch (of.end()) {
            case Block.Return(Expr result) -> collect(result);
            case Block.Jump _ -> {}
            case Block.Branch branch -> {
                collect(branch.left());
                collect(branch.right());
            }
        }
        for (int next : of.successors())
            for (int r = 0; r < Expr.REGISTERS; r++)
                if (graph.needsVariable(next, r)) collect(of.exit().get(r));
    }

    private void collect(Step step) {
        switch (step) {
            case Step.Guard _ -> {}
            case Step.GuardAt guard -> collect(guard.base());
            case Step.GuardNonZero guard -> collect(guard.divisor());
            case Step.Keep keep -> collect(keep.value());
            case Step.Ask ask -> {
                collect(ask.a());
                collect(ask.x());
            }
            case Step.Far far -> collect(far.at());
        }
    }

    private void collect(Expr term) {
        switch (term) {
            case Expr.Load(int at, int size) -> add(Expr.Const.ZERO, at, size);
            case Expr.HeaderLength(int at) -> add(Expr.Const.ZERO, at, 1);
            case Expr.LoadAt(Expr base, int at, int size) -> {
                collect(base);
                if (base.isMovable() && at >= 0 && base.max() + at + size <= Integer.MAX_VALUE)
                    add(base, at, size);
            }
            case Expr.Calc calc -> {
                collect(calc.left());
                collect(calc.right());
            }
            default -> {}
        }
    }

    private void add(Expr base, int at, int size) {
        fields.computeIfAbsent(base, _ -> new TreeMap<>(Field.IN_ORDER))
                .computeIfAbsent(new Field(at, size), _ -> new BitSet())
                .set(block);
    }
}
