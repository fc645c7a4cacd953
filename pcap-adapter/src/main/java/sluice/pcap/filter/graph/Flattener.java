package sluice.pcap.filter.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import sluice.bpf.BpfCode;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;

/**
 * Lays the blocks of a graph out as a program, from its end to its beginning: a block comes before
 * what its true side leads to, and that before what only its false side leads to. All jumps go
 * forward. Where a test cannot jump far enough (255 instructions), it jumps to an unconditional
 * jump behind it.
 */
public final class Flattener {
    private static final int JUMP_MAX = 255;

    private final Graph graph;

    // Distance of a block's first instruction from the end of the program, 0 if not laid out yet.
    private final int[] fromEnd;

    // The program backwards: the last instruction first.
    private BpfInstruction[] reversed = new BpfInstruction[64];
    private int count;

    private Flattener(Graph graph) {
        this.graph = graph;
        fromEnd = new int[graph.blockCount];
    }

    /** The program of {@code graph}, which stays as it is. */
    public static BpfProgram flatten(Graph graph) {
        return new Flattener(graph).run();
    }

    /**
     * A block in its place.
     *
     * @param at the index of its first instruction
     * @param question what it asks, or "" if it ends the program
     * @param yes where it goes on if what is asked is so
     * @param no where it goes on if not
     * @param keepOctets what a block that ends the program returns
     */
    public record Placed(int at, String question, int yes, int no, int keepOctets) {
        /** True if the block asks something. */
        public boolean asks() {
            return yes >= 0;
        }
    }

    /** Where the blocks of {@code graph} lie in its program, in order. */
    public static List<Placed> places(Graph graph) {
        Flattener flattener = new Flattener(graph);
        flattener.run();
        List<Placed> places = new ArrayList<>();
        for (int b = 0; b < graph.blockCount; b++) {
            if (flattener.fromEnd[b] == 0) continue;
            places.add(flattener.placed(b));
        }
        places.sort(Comparator.comparingInt(Placed::at));
        return places;
    }

    private Placed placed(int b) {
        int at = count - fromEnd[b];
        if (graph.isReturn(b)) return new Placed(at, "", -1, -1, graph.k[b]);
        int onTrue = count - fromEnd[graph.onTrue[b]];
        int onFalse = count - fromEnd[graph.onFalse[b]];
        boolean flipped = graph.flipped[b];
        int yes = flipped ? onFalse : onTrue;
        return new Placed(at, graph.question[b], yes, flipped ? onTrue : onFalse, 0);
    }

    private BpfProgram run() {
        int[] stack = new int[graph.blockCount + 1];
        byte[] step = new byte[graph.blockCount];
        int depth = 0;
        stack[depth++] = graph.root;
        step[graph.root] = 1;
        while (depth > 0) {
            int block = stack[depth - 1];
            int next = Graph.NONE;
            if (!graph.isReturn(block) && step[block] < 3) {
                next = step[block] == 1 ? graph.onFalse[block] : graph.onTrue[block];
                step[block]++;
            } else {
                depth--;
                place(block);
            }
            if (next != Graph.NONE && step[next] == 0) {
                step[next] = 1;
                stack[depth++] = next;
            }
        }
        BpfInstruction[] forward = new BpfInstruction[count];
        for (int i = 0; i < count; i++) forward[i] = reversed[count - 1 - i];
        return BpfProgram.of(Arrays.asList(forward));
    }

    private void place(int block) {
        if (graph.isReturn(block)) {
            push(graph.code[block], 0, 0, graph.k[block]);
        } else {
            placeTest(block);
        }
        placeStatements(graph.statements[block]);
        fromEnd[block] = count;
    }

    private void placeTest(int block) {
        int farTrue = count - fromEnd[graph.onTrue[block]];
        int farFalse = count - fromEnd[graph.onFalse[block]];
        // Either unconditional jump pushes the other target one further away.
        boolean longTrue = farTrue > JUMP_MAX;
        boolean longFalse = farFalse + (longTrue ? 1 : 0) > JUMP_MAX;
        longTrue = longTrue || farTrue + (longFalse ? 1 : 0) > JUMP_MAX;
        longFalse = longFalse || farFalse + (longTrue ? 1 : 0) > JUMP_MAX;
        int extra = (longTrue ? 1 : 0) + (longFalse ? 1 : 0);
        if (longFalse) push(BpfCode.JA, 0, 0, farFalse);
        if (longTrue) push(BpfCode.JA, 0, 0, farTrue + (longFalse ? 1 : 0));
        int jt = longTrue ? 0 : farTrue + extra;
        int jf = longFalse ? extra - 1 : farFalse + extra;
        push(graph.code[block], jt, jf, graph.k[block]);
    }

    private void placeStatements(Statement[] statements) {
        // Only lists with jumps inside need to know where their statements are.
        boolean jumps = false;
        for (Statement s : statements) jumps |= s.onTrue() != null;
        Map<Statement, Integer> places = jumps ? new IdentityHashMap<>() : Map.of();
        for (int i = statements.length - 1; i >= 0; i--) {
            Statement s = statements[i];
            if (s.code == Statement.REMOVED) continue;
            Statement ifTrue = s.onTrue();
            Statement ifFalse = s.onFalse();
            if (ifTrue == null || ifFalse == null) {
                push(s.code, 0, 0, s.k);
            } else {
                push(s.code, jump(places, ifTrue), jump(places, ifFalse), s.k);
            }
            if (jumps) places.put(s, count);
        }
    }

    private int jump(Map<Statement, Integer> places, Statement target) {
        Integer at = places.get(target);
        if (at == null) throw new IllegalStateException("a jump out of its statements");
        return count - at;
    }

    private void push(int code, int jt, int jf, int k) {
        if (count == reversed.length) reversed = Arrays.copyOf(reversed, 2 * count);
        reversed[count++] = new BpfInstruction(code, jt, jf, k);
    }
}
