package sluice.pcap.filter.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the graph of a filter smaller. The rules are those of libpcap 1.10.3 ({@code optimize.c};
 * McCanne and Jacobson 1993, Begel et al. 1999), so the programs come out as long as its; the sets
 * of dominators, whose size grows with the square of the graph's, are replaced by trees, and the
 * search for equal blocks by one pass with a hash table.
 *
 * <p>Differs: a run ends after a fixed number of passes in any case, with what it has by then.
 */
public final class Optimizer {
    /** Passes that only move edges in a row before that is taken for a circle, as in libpcap. */
    private static final int MOVING_PASSES_MAX = 100;

    /** Passes in all, of each of the two kinds. */
    private static final int PASSES_MAX = 1_000;

    private final Graph graph;
    private final Pass pass;
    private final BlockSimplifier simplifier;
    private final Branches branches;

    private Optimizer(Graph graph) {
        this.graph = graph;
        pass = new Pass(graph);
        simplifier = new BlockSimplifier(pass);
        branches = new Branches(pass);
    }

    /**
     * Optimizes {@code graph} in place.
     *
     * @return "", or why the filter cannot be right: a division by what turns out to be 0, or a
     *     shift too far
     */
    public static String optimize(Graph graph) {
        Optimizer optimizer = new Optimizer(graph);
        optimizer.repeat(false);
        optimizer.repeat(true);
        if (!optimizer.simplifier.fault().isEmpty()) return optimizer.simplifier.fault();
        optimizer.mergeEqual();
        optimizer.simplifyRoot();
        return "";
    }

    /** Repeats passes until nothing changes: first over the edges, then over the statements. */
    private void repeat(boolean statements) {
        int movingOnly = 0;
        for (int i = 0; i < PASSES_MAX && movingOnly < MOVING_PASSES_MAX; i++) {
            pass.begin();
            simplifier.begin();
            for (int level = pass.levelCount - 1; level >= 0; level--) {
                for (int at = pass.levelStart[level]; at < pass.levelStart[level + 1]; at++) {
                    simplifier.simplify(pass.order[at], statements);
                }
            }
            if (!simplifier.fault().isEmpty()) return;
            if (!statements) branches.move();
            boolean shortened = branches.takeShortened();
            boolean simplified = simplifier.takeChanged() || shortened;
            boolean moved = branches.takeMoved();
            if (!simplified && !moved) return;
            movingOnly = simplified ? 0 : movingOnly + 1;
        }
    }

    /** What makes two blocks equal. */
    private record Body(int code, int k, int onTrue, int onFalse, int[] statements) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Body b
                    && code == b.code
                    && k == b.k
                    && onTrue == b.onTrue
                    && onFalse == b.onFalse
                    && Arrays.equals(statements, b.statements);
        }

        @Override
        public int hashCode() {
            int jump = (code * 31 + k) * 31;
            return (jump + onTrue * 0x9e3779b9 + onFalse) * 31 + Arrays.hashCode(statements);
        }
    }

    /** Lets one of several equal blocks stand for all, those nearer to the ends first. */
    private void mergeEqual() {
        pass.begin();
        Map<Body, Integer> known = new HashMap<>();
        int[] standsFor = new int[graph.blockCount];
        for (int i = 0; i < pass.reachableCount(); i++) {
            int b = pass.order[i];
            if (!graph.isReturn(b)) {
                graph.onTrue[b] = standsFor[graph.onTrue[b]];
                graph.onFalse[b] = standsFor[graph.onFalse[b]];
            }
            Integer equal = known.putIfAbsent(bodyOf(b), b);
            standsFor[b] = equal == null ? b : equal;
        }
    }

    private Body bodyOf(int b) {
        int[] flat = new int[2 * graph.liveStatementCount(b)];
        int at = 0;
        for (Statement s : graph.statements[b]) {
            if (s.code == Statement.REMOVED) continue;
            flat[at++] = s.code;
            flat[at++] = s.k;
        }
        return new Body(graph.code[b], graph.k[b], graph.onTrue[b], graph.onFalse[b], flat);
    }

    /** Begins with the first test that decides something. */
    private void simplifyRoot() {
        int b = graph.root;
        Statement[] before = graph.statements[b];
        while (!graph.isReturn(b) && graph.onTrue[b] == graph.onFalse[b]) b = graph.onTrue[b];
        if (graph.isReturn(b)) {
            graph.statements[b] = new Statement[0];
        } else if (b != graph.root) {
            Statement[] own = graph.statements[b];
            Statement[] all = Arrays.copyOf(before, before.length + own.length);
            System.arraycopy(own, 0, all, before.length, own.length);
            graph.statements[b] = all;
        }
        graph.root = b;
    }
}
