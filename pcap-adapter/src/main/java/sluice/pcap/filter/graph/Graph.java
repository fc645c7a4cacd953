package sluice.pcap.filter.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sluice.bpf.BpfCode;

/**
 * An acyclic graph of blocks. Block {@code b} runs the statements {@code statements[b]} and ends in
 * {@code code[b]} with operand {@code k[b]}: a conditional jump to the blocks {@code onTrue[b]} and
 * {@code onFalse[b]}, or a return, for which both are {@link #NONE}.
 *
 * <p>Blocks are numbered in the order in which a walk comes to them that goes to the true side
 * first. One thread.
 */
public final class Graph {
    /** No block. */
    public static final int NONE = -1;

    final int[] code;
    final int[] k;
    final int[] onTrue;
    final int[] onFalse;
    final Statement[][] statements;
    final String[] question;

    // Blocks whose true side is the false side of what was asked.
    final boolean[] flipped;

    final int blockCount;
    int root;

    private Graph(int blockCount) {
        this.blockCount = blockCount;
        code = new int[blockCount];
        k = new int[blockCount];
        onTrue = new int[blockCount];
        onFalse = new int[blockCount];
        statements = new Statement[blockCount][];
        question = new String[blockCount];
        flipped = new boolean[blockCount];
        Arrays.fill(question, "");
        Arrays.fill(onTrue, NONE);
        Arrays.fill(onFalse, NONE);
    }

    /** The graph of a filter that keeps {@code keepOctets} of every packet. */
    public static Graph keepingAll(int keepOctets) {
        Graph graph = new Graph(1);
        graph.code[0] = BpfCode.RET_K;
        graph.k[0] = keepOctets;
        graph.statements[0] = new Statement[0];
        return graph;
    }

    /**
     * The graph that keeps {@code keepOctets} of the packets for which {@code condition} holds, and
     * nothing of the others. Takes the condition over.
     */
    public static Graph of(Condition condition, int keepOctets) {
        Return accept = new Return(keepOctets);
        Return reject = new Return(0);
        connect(condition, accept, reject);
        List<Object> order = number(condition.first());
        Graph graph = new Graph(order.size());
        for (int b = 0; b < graph.blockCount; b++) {
            switch (order.get(b)) {
                case Test test -> {
                    graph.code[b] = test.jumpCode();
                    graph.k[b] = test.k();
                    graph.onTrue[b] = numberOf(test.onTrue);
                    graph.onFalse[b] = numberOf(test.onFalse);
                    graph.statements[b] = test.code().toArray();
                    graph.question[b] = test.question();
                }
                case Object end -> {
                    graph.code[b] = BpfCode.RET_K;
                    graph.k[b] = ((Return) end).keepOctets;
                    graph.statements[b] = new Statement[0];
                }
            }
        }
        return graph;
    }

    /** The end of a path. */
    private static final class Return {
        final int keepOctets;
        int number = NONE;

        Return(int keepOctets) {
            this.keepOctets = keepOctets;
        }
    }

    /** A condition and where its answers lead. */
    private record Link(Condition condition, Object ifTrue, Object ifFalse) {}

    private static void connect(Condition whole, Return accept, Return reject) {
        ArrayDeque<Link> open = new ArrayDeque<>();
        open.push(new Link(whole, accept, reject));
        while (!open.isEmpty()) {
            Link link = open.pop();
            Object ifTrue = link.ifTrue;
            Object ifFalse = link.ifFalse;
            switch (link.condition) {
                case Test test -> {
                    test.onTrue = ifTrue;
                    test.onFalse = ifFalse;
                }
                case Condition.And(var left, var right, _) -> {
                    open.push(new Link(right, ifTrue, ifFalse));
                    open.push(new Link(left, right.first(), ifFalse));
                }
                case Condition.Or(var left, var right, _) -> {
                    open.push(new Link(right, ifTrue, ifFalse));
                    open.push(new Link(left, ifTrue, right.first()));
                }
                case Condition.Not(var inner, _) -> open.push(new Link(inner, ifFalse, ifTrue));
            }
        }
    }

    private static List<Object> number(Test first) {
        List<Object> order = new ArrayList<>();
        ArrayDeque<Object> open = new ArrayDeque<>();
        open.push(first);
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (numberOf(next) != NONE) continue;
            switch (next) {
                case Test test -> {
                    test.number = order.size();
                    open.push(test.onFalse);
                    open.push(test.onTrue);
                }
                case Object end -> ((Return) end).number = order.size();
            }
            order.add(next);
        }
        return order;
    }

    private static int numberOf(Object end) {
        return end instanceof Test test ? test.number : ((Return) end).number;
    }

    /** How many blocks were made; some may have become unreachable since. */
    public int blockCount() {
        return blockCount;
    }

    /** The block that is run first. */
    public int root() {
        return root;
    }

    /** True if {@code block} ends the program. */
    public boolean isReturn(int block) {
        return onTrue[block] == NONE;
    }

    /** True if the graph is nothing but "reject". */
    public boolean rejectsAll() {
        return isReturn(root) && k[root] == 0;
    }

    /** Statements that {@code block} still has. */
    int liveStatementCount(int block) {
        int live = 0;
        for (Statement s : statements[block]) if (s.code != Statement.REMOVED) live++;
        return live;
    }
}
