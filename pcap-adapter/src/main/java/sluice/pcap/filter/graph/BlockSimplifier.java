package sluice.pcap.filter.graph;

import java.util.Arrays;
import sluice.bpf.BpfCode;

/**
 * Simplifies one block: replaces statements by shorter ones that do the same, takes out what nobody
 * reads, and decides the jump where its outcome is known.
 *
 * <p>The set of rules is libpcap's (1.10.3, {@code optimize.c}: {@code opt_stmt}, {@code opt_peep},
 * {@code opt_deadstores}), since programs are to be identical to its where possible.
 */
final class BlockSimplifier {
    private static final Statement[] NO_STATEMENTS = {};

    private final Pass pass;
    private final Graph graph;
    private final Values numbers;
    private final StatementValues stepper;
    private final int[] lastWriter = new int[Atoms.COUNT];
    private boolean changed;

    BlockSimplifier(Pass pass) {
        this.pass = pass;
        graph = pass.graph;
        numbers = new Values();
        stepper = new StatementValues(numbers);
    }

    /** Forgets all values; something may have moved. */
    void begin() {
        numbers.clear();
    }

    /** True once after something changed. */
    boolean takeChanged() {
        boolean replaced = stepper.takeChanged();
        boolean was = changed || replaced;
        changed = false;
        return was;
    }

    /** Why the program cannot be right, or "". */
    String fault() {
        return stepper.fault();
    }

    /**
     * Simplifies {@code b}, whose predecessors are done.
     *
     * @param alter whether loads and arithmetic may be replaced, or only followed
     */
    void simplify(int b, boolean alter) {
        int[] values = pass.values;
        int at = b * Atoms.COUNT;
        meetPredecessors(b, values, at);
        int a = values[at + Atoms.A];
        int x = values[at + Atoms.X];
        for (Statement s : graph.statements[b]) stepper.step(s, values, at, alter);
        pass.valueOfA[b] = values[at + Atoms.A];
        boolean useless =
                pass.usedAfter[b] == 0
                        && a != Values.UNKNOWN
                        && values[at + Atoms.A] == a
                        && x != Values.UNKNOWN
                        && values[at + Atoms.X] == x;
        if (alter && (useless || graph.isReturn(b))) {
            if (graph.statements[b].length != 0) {
                graph.statements[b] = NO_STATEMENTS;
                changed = true;
            }
        } else {
            if (graph.statements[b].length != 0) rewrite(b, at);
            removeUnread(b);
        }
        boolean constant = (graph.code[b] & BpfCode.SOURCE_X) == 0;
        pass.operandValue[b] = constant ? numbers.ofConstant(graph.k[b]) : values[at + Atoms.X];
    }

    private void meetPredecessors(int b, int[] values, int at) {
        int in = pass.firstIn[b];
        if (in == Graph.NONE) {
            Arrays.fill(values, at, at + Atoms.COUNT, Values.UNKNOWN);
            return;
        }
        System.arraycopy(values, pass.source(in) * Atoms.COUNT, values, at, Atoms.COUNT);
        for (in = pass.nextIn[in]; in != Graph.NONE; in = pass.nextIn[in]) {
            int from = pass.source(in) * Atoms.COUNT;
            for (int i = 0; i < Atoms.COUNT; i++) {
                if (values[at + i] != values[from + i]) values[at + i] = Values.UNKNOWN;
            }
        }
    }

    private static int skipRemoved(Statement[] list, int from) {
        int i = from;
        while (i < list.length && list[i].code == Statement.REMOVED) i++;
        return i;
    }

    private void rewrite(int b, int at) {
        Statement[] list = graph.statements[b];
        int last = 0;
        int i = skipRemoved(list, 0);
        while (i < list.length) {
            int next = skipRemoved(list, i + 1);
            if (next == list.length) break;
            last = next;
            rewritePair(b, list, i, next);
            i = skipRemoved(list, next);
        }
        if (graph.isReturn(b)) return;
        foldIntoJump(b, list[last], pass.values[at + Atoms.X]);
        decide(b, at);
    }

    private void rewritePair(int b, Statement[] list, int i, int next) {
        Statement s = list[i];
        Statement t = list[next];
        if (s.code == BpfCode.ST && t.code == BpfCode.LDX_MEM && s.k == t.k) {
            // What was just stored is still in A.
            t.code = BpfCode.TAX;
            changed = true;
        }
        if (s.code == BpfCode.LD_IMM && t.code == BpfCode.TAX) {
            // A constant for both registers: load X first, so that the copy to A may go away.
            s.code = BpfCode.LDX_IMM;
            t.code = BpfCode.TXA;
            changed = true;
        }
        if (s.code == BpfCode.LD_IMM && (pass.usedAfter[b] & 1 << Atoms.X) == 0) {
            // A constant added to X to load from there: let the load add it.
            int add = t.code == BpfCode.LDX_MSH ? skipRemoved(list, next + 1) : next;
            if (!is(list, add, BpfCode.ADD | BpfCode.SOURCE_X)) return;
            int tax = skipRemoved(list, add + 1);
            if (!is(list, tax, BpfCode.TAX)) return;
            int load = skipRemoved(list, tax + 1);
            if (load == list.length || (list[load].code & 0xe7) != 0x40) return;
            list[load].k += s.k;
            s.code = Statement.REMOVED;
            list[add].code = Statement.REMOVED;
            list[tax].code = Statement.REMOVED;
            changed = true;
        }
    }

    private static boolean is(Statement[] list, int at, int code) {
        return at < list.length && list[at].code == code;
    }

    /** Lets the jump do what the last statement prepares for it. */
    private void foldIntoJump(int b, Statement last, int x) {
        if (graph.code[b] != BpfCode.JEQ || (pass.usedAfter[b] & 1 << Atoms.A) != 0) return;
        switch (last.code) {
            case BpfCode.SUB | BpfCode.SOURCE_X -> {
                if (numbers.isConstant(x)) {
                    graph.k[b] += numbers.constant(x);
                } else if (graph.k[b] == 0) {
                    graph.code[b] = BpfCode.JEQ | BpfCode.SOURCE_X;
                } else {
                    return;
                }
            }
            case BpfCode.SUB -> graph.k[b] += last.k;
            case BpfCode.AND -> {
                if (graph.k[b] != 0) return;
                graph.k[b] = last.k;
                graph.code[b] = BpfCode.JSET;
                int wasTrue = graph.onTrue[b];
                graph.onTrue[b] = graph.onFalse[b];
                graph.onFalse[b] = wasTrue;
                graph.flipped[b] = !graph.flipped[b];
            }
            default -> {
                return;
            }
        }
        last.code = Statement.REMOVED;
        changed = true;
    }

    /** Sends both sides of a jump whose outcome is known to the same block. */
    private void decide(int b, int at) {
        if (graph.code[b] == BpfCode.JSET) {
            if (graph.k[b] == 0) graph.onTrue[b] = graph.onFalse[b];
            if (graph.k[b] == -1) graph.onFalse[b] = graph.onTrue[b];
        }
        int x = pass.values[at + Atoms.X];
        if (numbers.isConstant(x) && (graph.code[b] & BpfCode.SOURCE_X) != 0) {
            graph.code[b] &= ~BpfCode.SOURCE_X;
            graph.k[b] = numbers.constant(x);
        }
        int a = pass.valueOfA(b);
        if (!numbers.isConstant(a) || (graph.code[b] & BpfCode.SOURCE_X) != 0) return;
        if (graph.onTrue[b] != graph.onFalse[b]) changed = true;
        if (Arithmetic.holds(graph.code[b], numbers.constant(a), graph.k[b])) {
            graph.onFalse[b] = graph.onTrue[b];
        } else {
            graph.onTrue[b] = graph.onFalse[b];
        }
    }

    /** Takes out what is written and not read, here or in a later block. */
    private void removeUnread(int b) {
        Statement[] list = graph.statements[b];
        Arrays.fill(lastWriter, -1);
        for (int i = 0; i < list.length; i++) {
            Statement s = list[i];
            if (s.code == Statement.REMOVED) continue;
            forgetRead(Atoms.readBy(s.code, s.k));
            int atom = Atoms.writtenBy(s.code, s.k);
            if (atom < 0) continue;
            if (lastWriter[atom] >= 0) remove(list[lastWriter[atom]]);
            lastWriter[atom] = i;
        }
        forgetRead(Atoms.readBy(graph.code[b], 0));
        for (int atom = 0; atom < Atoms.COUNT; atom++) {
            boolean read = (pass.usedAfter[b] & 1 << atom) != 0;
            if (lastWriter[atom] >= 0 && !read) remove(list[lastWriter[atom]]);
        }
    }

    private void forgetRead(int atoms) {
        for (int read = atoms; read != 0; read &= read - 1) {
            lastWriter[Integer.numberOfTrailingZeros(read)] = -1;
        }
    }

    private void remove(Statement s) {
        s.code = Statement.REMOVED;
        changed = true;
    }
}
