package sluice.pcap.filter.graph;

import java.util.Arrays;
import sluice.bpf.BpfCode;

/**
 * Finds, for a test and an edge, an edge that every path to the latter comes over and that already
 * answers the test. Edges that ask the same are in one group, sorted by their place in the tree of
 * dominating edges, so that a search need not climb the whole tree.
 */
final class Answers {
    private static final int NONE = Graph.NONE;

    /** Marks the group of true edges of comparisons for equality: these answer all others, too. */
    private static final int EQUAL_TO_SOMETHING = 1 << 16;

    private final Pass pass;
    private final Graph graph;
    private final Values groups = new Values();
    private final Slices slices = new Slices();

    // The group of a block's question, and the one that any equal constant answers.
    private final int[] question;
    private final int[] equality;

    // An edge's place in a walk through the tree of dominating edges, how many it dominates, and
    // the nearest dominating edge of its own group, of which there are two.
    private final int[] place;
    private final int[] size;
    private final int[] outerSame;
    private final int[] outerEqual;
    private final int[] atPlace;

    Answers(Pass pass) {
        this.pass = pass;
        graph = pass.graph;
        int n = graph.blockCount;
        question = new int[n];
        equality = new int[n];
        place = new int[2 * n];
        size = new int[2 * n];
        outerSame = new int[2 * n];
        outerEqual = new int[2 * n];
        atPlace = new int[2 * n];
    }

    /** Looks at the tests and values of the pass as they are now. */
    void begin() {
        int edges = placeEdges();
        groups.clear();
        int from = pass.levelStart[Math.min(1, pass.levelCount)];
        for (int i = from; i < pass.reachableCount(); i++) {
            int b = pass.order[i];
            int value = pass.valueOfA(b);
            question[b] = groups.of(graph.code[b], value, pass.operandValue[b]);
            if (graph.code[b] == BpfCode.JEQ) {
                equality[b] = groups.of(EQUAL_TO_SOMETHING, value, 0);
            }
        }
        fillGroups(edges);
    }

    private int placeEdges() {
        int n = graph.blockCount;
        int from = pass.levelStart[Math.min(1, pass.levelCount)];
        int end = pass.reachableCount();
        for (int i = from; i < end; i++) {
            size[pass.order[i]] = 1;
            size[n + pass.order[i]] = 1;
        }
        for (int i = from; i < end; i++) {
            int b = pass.order[i];
            int over = pass.edgeDominator[b];
            if (over != NONE) size[over] += size[b] + size[n + b];
        }
        int[] next = outerSame; // free until the groups are filled
        int outermost = 0;
        for (int i = end - 1; i >= from; i--) {
            int b = pass.order[i];
            int over = pass.edgeDominator[b];
            int at = over == NONE ? outermost : next[over];
            put(b, at, next);
            put(n + b, at + size[b], next);
            int behind = at + size[b] + size[n + b];
            if (over == NONE) outermost = behind;
            else next[over] = behind;
        }
        return outermost;
    }

    private void put(int edge, int at, int[] next) {
        place[edge] = at;
        atPlace[at] = edge;
        next[edge] = at + 1;
    }

    private void fillGroups(int edges) {
        slices.clear(groups.count() + 1);
        for (int i = 0; i < edges; i++) {
            int b = pass.source(atPlace[i]);
            slices.announce(question[b]);
            if (isEquality(atPlace[i])) slices.announce(equality[b]);
        }
        slices.layOut();
        int[] last = new int[groups.count() + 1];
        Arrays.fill(last, NONE);
        for (int i = 0; i < edges; i++) {
            int edge = atPlace[i];
            int b = pass.source(edge);
            slices.add(question[b], edge);
            outerSame[edge] = containing(last[question[b]], edge, outerSame);
            last[question[b]] = edge;
            if (!isEquality(edge)) continue;
            slices.add(equality[b], edge);
            outerEqual[edge] = containing(last[equality[b]], edge, outerEqual);
            last[equality[b]] = edge;
        }
    }

    private boolean isEquality(int edge) {
        return edge < graph.blockCount && graph.code[edge] == BpfCode.JEQ;
    }

    /** The first of {@code candidate} and those outside it that dominates {@code edge}. */
    private int containing(int candidate, int edge, int[] outer) {
        int over = candidate;
        while (over != NONE && place[edge] >= place[over] + size[over]) over = outer[over];
        return over;
    }

    /**
     * Where the test {@code to} goes for those that come over {@code edge}, or {@link Graph#NONE}.
     */
    int after(int edge, int to) {
        int same = nearest(question[to], edge, outerSame);
        if (same != NONE) return same < graph.blockCount ? graph.onTrue[to] : graph.onFalse[to];
        if (graph.code[to] != BpfCode.JEQ) return NONE;
        // It is equal to one constant, so not to this one.
        int equal = nearest(equality[to], edge, outerEqual);
        return equal == NONE ? NONE : graph.onFalse[to];
    }

    private int nearest(int group, int edge, int[] outer) {
        int behind = slices.behind(group, place, place[edge]);
        if (behind == slices.from(group)) return NONE;
        return containing(slices.thing(behind - 1), edge, outer);
    }
}
