package sluice.bpf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way through several blocks, seen from the one where it begins: all terms are in the registers
 * and temps of that one. It stops where a block does more than ask.
 *
 * @param graph the program
 * @param target the block that it has come to
 * @param registers what the registers hold at the beginning of the target
 * @param proofs what is known there
 */
record Walk(FlowGraph graph, int target, List<Expr> registers, Proofs proofs) {
    private static final int HOPS_MAX = 64;

    Walk {
        registers = List.copyOf(registers);
    }

    /** The way that begins at the end of {@code block} towards {@code target}. */
    static Walk from(FlowGraph graph, Block block, Proofs atEnd, int target) {
        List<Expr> registers = new ArrayList<>(block.exit());
        for (int r = 0; r < registers.size(); r++)
            if (graph.entry(target, r).isMovable()) registers.set(r, graph.entry(target, r));
        return new Walk(graph, target, registers, atEnd).straight();
    }

    /** Through blocks that do nothing. */
    private Walk straight() {
        Walk walk = this;
        for (int hop = 0; hop < HOPS_MAX; hop++) {
            if (!(walk.block().end() instanceof Block.Jump(int next)) || !walk.asksOnly()) break;
            Walk further = walk.step(next);
            if (further == null) break;
            walk = further;
        }
        return walk;
    }

    Block block() {
        return graph.block(target);
    }

    /** True if nothing that the target does can be noticed. */
    boolean asksOnly() {
        for (Step step : block().steps()) if (!proofs.implies(seen(step))) return false;
        return true;
    }

    /** What the target asks, in the terms of the walk; null if it does not or grew too large. */
    Block.@Nullable Branch branch() {
        if (!(block().end() instanceof Block.Branch branch)) return null;
        Expr left = seen(branch.left());
        Expr right = seen(branch.right());
        if (left.weight() > Expr.WEIGHT_MAX || right.weight() > Expr.WEIGHT_MAX) return null;
        return new Block.Branch(branch.operation(), left, right, branch.ifTrue(), branch.ifFalse());
    }

    /** Further to a successor of the target, which does no more than ask; null if terms grow. */
    @Nullable Walk further(int next) {
        Walk walk = step(next);
        return walk == null ? null : walk.straight();
    }

    private @Nullable Walk step(int next) {
        List<Expr> values = new ArrayList<>(registers.size());
        for (int r = 0; r < registers.size(); r++) {
            Expr known = graph.entry(next, r);
            if (known.isMovable()) {
                values.add(known);
            } else if (graph.needsVariable(next, r)) {
                Expr value = seen(block().exit().get(r));
                if (value.weight() > Expr.WEIGHT_MAX) return null;
                values.add(value);
            } else {
                values.add(known);
            }
        }
        return new Walk(graph, next, values, proofs);
    }

    /** The walk as a way from where it began. */
    Way way() {
        if (block().end() instanceof Block.Return(Expr result) && asksOnly()) {
            Expr seen = seen(result);
            if (seen.weight() <= Expr.WEIGHT_MAX) return new Way.Leave(seen);
        }
        List<Way.Assignment> assignments = new ArrayList<>();
        for (int r = 0; r < registers.size(); r++) {
            Expr value = registers.get(r);
            boolean stays = value instanceof Expr.Register(int number) && number == r;
            if (graph.needsVariable(target, r) && !stays)
                assignments.add(new Way.Assignment(r, value));
        }
        return new Way.Go(target, assignments);
    }

    private Step seen(Step step) {
        return step instanceof Step.GuardAt(Expr base, long end)
                ? new Step.GuardAt(seen(base), end)
                : step;
    }

    private Expr seen(Expr term) {
        if (term.isMovable()) return term;
        return switch (term) {
            case Expr.Register(int number) -> registers.get(number);
            case Expr.LoadAt load -> new Expr.LoadAt(seen(load.base()), load.at(), load.size());
            case Expr.Calc calc ->
                    new Expr.Calc(
                            calc.operation(),
                            seen(calc.left()),
                            seen(calc.right()),
                            calc.shiftsOut());
            default -> term;
        };
    }
}
