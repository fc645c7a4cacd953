package sluice.bpf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a program is to be written as byte code: with windows or without.
 *
 * @param graph its blocks; guards behind a header are raised to the windows
 * @param layout its windows
 * @param proofs what is known where each block begins, by the index of its first instruction
 */
record Plan(FlowGraph graph, Layout layout, List<Proofs> proofs) {
    private static final int LINKS_MIN = 1024;

    static Plan of(FlowGraph program, Layout layout) {
        FlowGraph graph = program.with(layout::raised);
        int count = graph.instructionCount();
        @Nullable Proofs[] known = new Proofs[count];
        known[0] = Proofs.ofOctets(layout.entryOctets());
        for (Block block : graph.blocks()) {
            Proofs entry = known[block.index()];
            if (entry == null) continue;
            Proofs end = entry.behind(block);
            switch (block.end()) {
                case Block.Return _ -> {}
                case Block.Jump(int target) -> meet(known, target, end);
                case Block.Branch branch -> {
                    meet(known, branch.ifTrue(), end);
                    meet(known, branch.ifFalse(), end);
                }
            }
        }
        List<Proofs> proofs = new ArrayList<>(count);
        for (Proofs at : known) proofs.add(at == null ? Proofs.NONE : at);
        return new Plan(graph, layout, proofs);
    }

    /** True if every load is checked where it stands: no packet needs another way. */
    boolean isCareful() {
        return layout.isCareful();
    }

    /** Links that may be followed in all, so that chains that share their ends do not add up. */
    int linksMax() {
        return 8 * graph.instructionCount() + LINKS_MIN;
    }

    private static void meet(@Nullable Proofs[] known, int target, Proofs end) {
        Proofs there = known[target];
        known[target] = there == null ? end : there.meet(end);
    }
}
