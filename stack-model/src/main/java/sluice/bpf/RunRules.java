package sluice.bpf;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is asked of every program before it is run, whoever would install it: that no packet can
 * lead to an undefined code, and that no loop is without a way to a return. A loop that has one may
 * still go round for a long time; {@link BpfInterpreter} bounds it.
 */
final class RunRules {
    private final BpfProgram program;
    private final boolean[] reached;

    private RunRules(BpfProgram program) {
        this.program = program;
        this.reached = new boolean[program.instructionCount()];
    }

    /** {@code program} has been accepted by a validator, so that its jumps stay inside. */
    static Optional<BpfRefusal> refusal(BpfProgram program) {
        RunRules rules = new RunRules(program);
        Optional<BpfRefusal> unknown = rules.unknownCode();
        return unknown.isPresent() || !goesBackwards(program) ? unknown : rules.endlessLoop();
    }

    /** True if some jump of {@code program} goes backwards. */
    static boolean goesBackwards(BpfProgram program) {
        for (int i = 0; i < program.instructionCount(); i++)
            if (program.code(i) == BpfCode.JA && program.k(i) < 0) return true;
        return false;
    }

    private Optional<BpfRefusal> unknownCode() {
        int[] open = new int[reached.length + 1];
        int opened = 0;
        reached[0] = true;
        open[opened++] = 0;
        while (opened > 0) {
            int at = open[--opened];
            if (!BpfCode.isDefined(program.code(at)))
                return Refusals.code(BpfRule.RUNS_KNOWN_CODES, program, at);
            if (isReturn(at)) continue;
            int first = first(at);
            int second = second(at);
            if (!reached[first]) {
                reached[first] = true;
                open[opened++] = first;
            }
            if (!reached[second]) {
                reached[second] = true;
                open[opened++] = second;
            }
        }
        return Optional.empty();
    }

    /** Instructions that can end are found from the returns on, against the jumps. */
    private Optional<BpfRefusal> endlessLoop() {
        int count = reached.length;
        int[] head = new int[count];
        int[] link = new int[2 * count];
        Arrays.fill(head, -1);
        boolean[] ends = new boolean[count];
        int[] open = new int[count];
        int opened = 0;
        for (int i = 0; i < count; i++) {
            if (!reached[i]) continue;
            if (isReturn(i)) {
                ends[i] = true;
                open[opened++] = i;
                continue;
            }
            link[2 * i] = head[first(i)];
            head[first(i)] = 2 * i;
            link[2 * i + 1] = head[second(i)];
            head[second(i)] = 2 * i + 1;
        }
        while (opened > 0) {
            for (int edge = head[open[--opened]]; edge >= 0; edge = link[edge]) {
                if (!ends[edge / 2]) {
                    ends[edge / 2] = true;
                    open[opened++] = edge / 2;
                }
            }
        }
        for (int i = 0; i < count; i++)
            if (reached[i] && !ends[i]) return Refusals.code(BpfRule.LOOP_HAS_EXIT, program, i);
        return Optional.empty();
    }

    private boolean isReturn(int index) {
        return BpfCode.classOf(program.code(index)) == BpfCode.CLASS_RET;
    }

    private int first(int index) {
        int code = program.code(index);
        if (code == BpfCode.JA) return index + 1 + program.k(index);
        return BpfCode.isConditional(code) ? index + 1 + program.jt(index) : index + 1;
    }

    private int second(int index) {
        return BpfCode.isConditional(program.code(index))
                ? index + 1 + program.jf(index)
                : first(index);
    }
}
