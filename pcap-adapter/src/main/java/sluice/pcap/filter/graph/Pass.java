package sluice.pcap.filter.graph;

import java.util.Arrays;

/**
 * What is known of a graph during one pass of the optimizer: the level of each block, who comes to
 * it, what dominates it, and the values it leaves behind. Arrays are reused from pass to pass.
 *
 * <p>An edge is numbered like the block it leaves if it is the true one, and by the number of
 * blocks more if it is the false one.
 */
final class Pass {
    private static final int NONE = Graph.NONE;

    final Graph graph;

    // Reachable blocks, the leaves first: those of level i from levelStart[i] to levelStart[i + 1].
    // Within a level, the block comes first whose walk ended last.
    final int[] order;
    final int[] levelStart;
    int levelCount;

    // Who comes to a block: edges linked, the one from the lowest level first.
    final int[] firstIn;
    final int[] nextIn;

    // The nearest dominators: of a block the block, of a block's two edges the edge.
    private final Tree blockTree;
    private final Tree edgeTree;
    final int[] edgeDominator;

    // A block's place in a walk through the tree of dominators, and how many it dominates.
    final int[] treePlace;
    final int[] atTreePlace;
    private final int[] treeSize;

    // Which atoms are read after a block ends, before they are written.
    final int[] usedAfter;
    private final int[] usedBefore;

    // The values at the end of each block; those of A again, closer together; and that of the
    // operand of its jump.
    final int[] values;
    final int[] valueOfA;
    final int[] operandValue;

    private final int[] level;
    private final int[] finished;
    private final int[] stack;
    private final byte[] step;

    Pass(Graph graph) {
        this.graph = graph;
        int n = graph.blockCount;
        order = new int[n];
        levelStart = new int[n + 1];
        firstIn = new int[n];
        nextIn = new int[2 * n];
        blockTree = new Tree(n);
        edgeTree = new Tree(2 * n);
        edgeDominator = new int[n];
        treePlace = new int[n];
        atTreePlace = new int[n];
        treeSize = new int[n];
        usedAfter = new int[n];
        usedBefore = new int[n];
        values = new int[n * Atoms.COUNT];
        valueOfA = new int[n];
        operandValue = new int[n];
        level = new int[n];
        finished = new int[n];
        stack = new int[n];
        step = new byte[n];
    }

    /** Looks at the graph as it is now. */
    void begin() {
        findLevels();
        findComing();
        findDominators();
        findUse();
    }

    private void findLevels() {
        Arrays.fill(step, (byte) 0);
        int done = walk();
        levelCount = level[graph.root] + 1;
        Arrays.fill(levelStart, 0, levelCount + 1, 0);
        for (int i = 0; i < done; i++) levelStart[level[finished[i]] + 1]++;
        for (int i = 0; i < levelCount; i++) levelStart[i + 1] += levelStart[i];
        int[] next = stack; // free again
        System.arraycopy(levelStart, 0, next, 0, levelCount);
        for (int i = done - 1; i >= 0; i--) {
            int b = finished[i];
            order[next[level[b]]++] = b;
        }
    }

    private int walk() {
        int done = 0;
        int depth = 0;
        stack[depth++] = graph.root;
        step[graph.root] = 1;
        while (depth > 0) {
            int b = stack[depth - 1];
            boolean leaf = graph.isReturn(b);
            if (leaf || step[b] == 3) {
                level[b] = leaf ? 0 : Math.max(level[graph.onTrue[b]], level[graph.onFalse[b]]) + 1;
                finished[done++] = b;
                depth--;
                continue;
            }
            int next = step[b] == 1 ? graph.onTrue[b] : graph.onFalse[b];
            step[b]++;
            if (step[next] == 0) {
                step[next] = 1;
                stack[depth++] = next;
            }
        }
        return done;
    }

    int reachableCount() {
        return levelStart[levelCount];
    }

    /** Notes again who comes to which block; blocks cut off since the pass began still count. */
    void findComing() {
        Arrays.fill(firstIn, NONE);
        for (int lv = levelCount - 1; lv > 0; lv--) {
            for (int i = levelStart[lv]; i < levelStart[lv + 1]; i++) {
                int b = order[i];
                comesTo(b, graph.onTrue[b]);
                comesTo(graph.blockCount + b, graph.onFalse[b]);
            }
        }
    }

    private void comesTo(int edge, int block) {
        nextIn[edge] = firstIn[block];
        firstIn[block] = edge;
    }

    /** The block that an edge leaves. */
    int source(int edge) {
        return edge < graph.blockCount ? edge : edge - graph.blockCount;
    }

    private void findDominators() {
        blockTree.add(graph.root, blockTree.root());
        edgeDominator[graph.root] = NONE;
        addEdges(graph.root, edgeTree.root());
        for (int lv = levelCount - 1; lv > 0; lv--) {
            for (int i = levelStart[lv]; i < levelStart[lv + 1]; i++) {
                if (order[i] != graph.root) dominatorsOf(order[i]);
            }
        }
        placeInTree();
    }

    private void dominatorsOf(int b) {
        int edge = firstIn[b];
        int block = source(edge);
        for (int in = nextIn[firstIn[b]]; in != NONE; in = nextIn[in]) {
            block = blockTree.common(block, source(in));
            edge = edgeTree.common(edge, in);
        }
        blockTree.add(b, block);
        edgeDominator[b] = edge == edgeTree.root() ? NONE : edge;
        addEdges(b, edge);
    }

    private void addEdges(int b, int under) {
        edgeTree.add(b, under);
        edgeTree.add(graph.blockCount + b, under);
    }

    private int dominator(int b) {
        int over = blockTree.parent(b);
        return over == blockTree.root() ? NONE : over;
    }

    private void placeInTree() {
        int first = levelStart[Math.min(1, levelCount - 1)];
        int end = reachableCount();
        for (int i = first; i < end; i++) treeSize[order[i]] = 1;
        for (int i = first; i < end; i++) {
            int b = order[i];
            int parent = dominator(b);
            if (parent != NONE) treeSize[parent] += treeSize[b];
        }
        int[] next = stack; // free again
        treePlace[graph.root] = 0;
        atTreePlace[0] = graph.root;
        next[graph.root] = 1;
        for (int i = end - 1; i >= first; i--) {
            int b = order[i];
            int parent = dominator(b);
            if (parent == NONE) continue;
            treePlace[b] = next[parent];
            atTreePlace[treePlace[b]] = b;
            next[b] = treePlace[b] + 1;
            next[parent] += treeSize[b];
        }
    }

    /** True if every path to {@code b}, which is no return, comes through {@code over}. */
    boolean dominates(int over, int b) {
        int distance = treePlace[b] - treePlace[over];
        return distance >= 0 && distance < treeSize[over];
    }

    private void findUse() {
        int end = reachableCount();
        for (int i = 0; i < end; i++) {
            int b = order[i];
            int written = 0;
            int used = 0;
            for (Statement s : graph.statements[b]) {
                if (s.code == Statement.REMOVED) continue;
                used |= Atoms.readBy(s.code, s.k) & ~written;
                int atom = Atoms.writtenBy(s.code, s.k);
                if (atom >= 0) written |= 1 << atom;
            }
            if (graph.isReturn(b)) {
                usedAfter[b] = 0;
                usedBefore[b] = used;
                continue;
            }
            used |= Atoms.readBy(graph.code[b], 0) & ~written;
            int after = usedBefore[graph.onTrue[b]] | usedBefore[graph.onFalse[b]];
            usedAfter[b] = after;
            usedBefore[b] = used | (after & ~(written & ~used));
        }
    }

    /** True if something read after {@code to} has another value at the end of {@code from}. */
    boolean useConflicts(int from, int to) {
        for (int use = usedAfter[to]; use != 0; use &= use - 1) {
            int atom = Integer.numberOfTrailingZeros(use);
            if (values[from * Atoms.COUNT + atom] != values[to * Atoms.COUNT + atom]) return true;
        }
        return false;
    }

    /** The value of A at the end of {@code block}. */
    int valueOfA(int block) {
        return valueOfA[block];
    }
}
