package sluice.pcap.filter.graph;

/**
 * Moves the edges of a graph: past tests whose answer is known from the path that leads there, and
 * so that tests of the same value come one after the other.
 */
final class Branches {
    private static final int NONE = Graph.NONE;

    /**
     * Steps that the search for tests to pull up may take in all. It grows with the square of a
     * chain's length; ten thousand addresses in one filter come near to this, and are then left in
     * the order in which they stand.
     */
    private static final long STEPS_MAX = 1L << 26;

    private final Pass pass;
    private final Graph graph;
    private final Answers answers;
    private final Slices blocksOfValue = new Slices();
    private long steps;
    private boolean moved;
    private boolean shortened;

    Branches(Pass pass) {
        this.pass = pass;
        graph = pass.graph;
        answers = new Answers(pass);
    }

    /** True once after an edge was moved. */
    boolean takeMoved() {
        boolean was = moved;
        moved = false;
        return was;
    }

    /** True once after an edge was moved past a test that decides nothing. */
    boolean takeShortened() {
        boolean was = shortened;
        shortened = false;
        return was;
    }

    /** Moves what can be moved; blocks nearer to the ends first. */
    void move() {
        int from = pass.levelStart[Math.min(1, pass.levelCount)];
        int end = pass.reachableCount();
        answers.begin();
        for (int i = from; i < end; i++) {
            int b = pass.order[i];
            follow(b);
            follow(graph.blockCount + b);
        }
        pass.findComing();
        sortByValue(from, end);
        for (int i = from; i < end && steps < STEPS_MAX; i++) {
            pullUp(pass.order[i], graph.onTrue, graph.onFalse);
            pullUp(pass.order[i], graph.onFalse, graph.onTrue);
        }
    }

    private int target(int edge) {
        int n = graph.blockCount;
        return edge < n ? graph.onTrue[edge] : graph.onFalse[edge - n];
    }

    private void aim(int edge, int block) {
        int n = graph.blockCount;
        if (edge < n) graph.onTrue[edge] = block;
        else graph.onFalse[edge - n] = block;
    }

    /** Lets an edge go on as far as its path already knows the answers. */
    private void follow(int edge) {
        int from = pass.source(edge);
        int to = target(edge);
        if (graph.isReturn(to)) return;
        if (graph.onTrue[to] == graph.onFalse[to] && !pass.useConflicts(from, graph.onTrue[to])) {
            shortened = true;
            to = graph.onTrue[to];
            aim(edge, to);
        }
        while (!graph.isReturn(to)) {
            int known = answers.after(edge, to);
            if (known == NONE || pass.useConflicts(from, known)) return;
            moved = true;
            to = known;
            aim(edge, to);
        }
    }

    /**
     * In a chain of tests with the same way out, {@code out}, moves one that asks about the same
     * value as those that come to {@code b} up to {@code b}, past tests of other values.
     *
     * <pre>
     *   b: value 1 --on--> value 2 --on--> value 1' --on-->       becomes
     *   b: value 1 --on--> value 1' --on--> value 2 --on-->
     * </pre>
     */
    private void pullUp(int b, int[] out, int[] on) {
        int first = pass.firstIn[b];
        if (first == NONE) return;
        int value = pass.valueOfA(pass.source(first));
        for (int in = pass.nextIn[first]; in != NONE; in = pass.nextIn[in]) {
            if (pass.valueOfA(pass.source(in)) != value) return;
        }
        if (pass.valueOfA(b) != value && !dominatesValue(b, value)) return;
        // Down the chain to the first that asks about something else; its place is that edge.
        // An edge that was moved since it was noted may lead elsewhere, and is followed there.
        int above = NONE;
        int other = graph.onTrue[pass.source(first)];
        if (other != b) other = graph.onFalse[pass.source(first)];
        while (true) {
            steps++;
            if (!inChain(other, b, out)) return;
            if (pass.valueOfA(other) != value) break;
            above = other;
            other = on[other];
        }
        int beforeSame = other;
        int same = on[other];
        while (true) {
            steps++;
            if (!inChain(same, b, out)) return;
            if (pass.valueOfA(same) == value) break;
            beforeSame = same;
            same = on[same];
        }
        on[beforeSame] = on[same];
        on[same] = other;
        if (above == NONE) redirectComing(b, same);
        else on[above] = same;
        moved = true;
    }

    /** Sorts the blocks that ask something by the value that they ask about. */
    private void sortByValue(int from, int end) {
        int highest = 0;
        for (int i = from; i < end; i++) {
            highest = Math.max(highest, pass.valueOfA(pass.order[i]));
        }
        blocksOfValue.clear(highest + 1);
        for (int i = from; i < end; i++) blocksOfValue.announce(pass.valueOfA(pass.order[i]));
        blocksOfValue.layOut();
        for (int i = 0; i < end - from; i++) {
            int b = pass.atTreePlace[i];
            blocksOfValue.add(pass.valueOfA(b), b);
        }
    }

    /** True if a block that {@code b} dominates, not {@code b} itself, asks about {@code value}. */
    private boolean dominatesValue(int b, int value) {
        int at = blocksOfValue.behind(value, pass.treePlace, pass.treePlace[b]);
        return at < blocksOfValue.to(value) && pass.dominates(b, blocksOfValue.thing(at));
    }

    private boolean inChain(int block, int b, int[] out) {
        return !graph.isReturn(block) && out[block] == out[b] && pass.dominates(b, block);
    }

    private void redirectComing(int b, int pulled) {
        for (int in = pass.firstIn[b]; in != NONE; in = pass.nextIn[in]) {
            int from = pass.source(in);
            if (graph.onTrue[from] == b) graph.onTrue[from] = pulled;
            else graph.onFalse[from] = pulled;
        }
    }
}
