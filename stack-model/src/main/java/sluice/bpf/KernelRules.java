package sluice.bpf;

import java.util.Arrays;
import java.util.Optional;

/** What the two kernels ask: every code known, every jump forward, and a bound on the length. */
final class KernelRules {
    private static final int NPF_INSTRUCTIONS_MAX = 512;
    private static final int LINUX_INSTRUCTIONS_MAX = 4096;
    private static final int WORD_BITS = 32;
    private static final int ALL_STORED = (1 << BpfCode.SCRATCH_WORDS) - 1;

    private KernelRules() {}

    /**
     * NPF, {@code bpf_validate} in {@code win_bpf_filter.c}, and the limit of {@code win_bpf.h}.
     *
     * <p>Differs: the remainder and the exclusive or, which WinPcap did not know, are accepted as
     * its successor does, and k of LDX and STX from scratch memory is checked too.
     */
    static Optional<BpfRefusal> npf(BpfProgram program) {
        return common(program, NPF_INSTRUCTIONS_MAX);
    }

    /** Linux, {@code bpf_check_classic} and {@code check_load_and_stores}. */
    static Optional<BpfRefusal> linux(BpfProgram program) {
        Optional<BpfRefusal> refusal = common(program, LINUX_INSTRUCTIONS_MAX);
        for (int i = 0; i < program.instructionCount() && refusal.isEmpty(); i++) {
            int k = program.k(i);
            refusal =
                    switch (program.code(i)) {
                        case BpfCode.LSH, BpfCode.RSH ->
                                Integer.compareUnsigned(k, WORD_BITS) < 0
                                        ? Optional.empty()
                                        : Refusals.code(BpfRule.SHIFT_INSIDE, program, i);
                        case BpfCode.LD_W_ABS, BpfCode.LD_H_ABS, BpfCode.LD_B_ABS ->
                                k < Ancillary.OFFSET || k >= 0 || Ancillary.ofOffset(k) != null
                                        ? Optional.empty()
                                        : Refusals.code(BpfRule.KNOWN_ANCILLARY, program, i);
                        default -> Optional.empty();
                    };
        }
        return refusal.isEmpty() ? scratchStored(program) : refusal;
    }

    private static Optional<BpfRefusal> common(BpfProgram program, int instructionsMax) {
        int count = program.instructionCount();
        if (count == 0) return Refusals.program(BpfRule.NOT_EMPTY, "0 instructions");
        if (count > instructionsMax)
            return Refusals.program(
                    BpfRule.NOT_TOO_LONG, count + " instructions, allowed " + instructionsMax);
        for (int i = 0; i < count; i++) {
            Optional<BpfRefusal> refusal = instruction(program, i);
            if (refusal.isPresent()) return refusal;
        }
        int last = program.code(count - 1);
        return last == BpfCode.RET_K || last == BpfCode.RET_A
                ? Optional.empty()
                : Refusals.code(BpfRule.ENDS_WITH_RETURN, program, count - 1);
    }

    private static Optional<BpfRefusal> instruction(BpfProgram program, int index) {
        int code = program.code(index);
        if (!BpfCode.isDefined(code)) return Refusals.code(BpfRule.KNOWN_CODE, program, index);
        return switch (code) {
            case BpfCode.LD_MEM, BpfCode.LDX_MEM, BpfCode.ST, BpfCode.STX ->
                    Refusals.scratch(program, index);
            case BpfCode.DIV, BpfCode.MOD ->
                    program.k(index) == 0
                            ? Refusals.code(BpfRule.NO_DIVISION_BY_ZERO, program, index)
                            : Optional.empty();
            case BpfCode.JA -> jump(program, index);
            default ->
                    BpfCode.isConditional(code)
                            ? Refusals.conditionalJump(program, index)
                            : Optional.empty();
        };
    }

    private static Optional<BpfRefusal> jump(BpfProgram program, int index) {
        int left = program.instructionCount() - index - 1;
        if (Integer.compareUnsigned(program.k(index), left) < 0) return Optional.empty();
        int target = index + 1 + program.k(index);
        return program.k(index) < 0 && target >= 0
                ? Refusals.code(BpfRule.JUMP_FORWARD, program, index)
                : Refusals.jump(program, index);
    }

    /**
     * One pass in the order of the program, since jumps go forward: a word counts as stored at an
     * instruction if it is on every way there. As in the kernel, code that no way leads to counts
     * as reached with every word stored.
     */
    private static Optional<BpfRefusal> scratchStored(BpfProgram program) {
        int[] arriving = new int[program.instructionCount()];
        Arrays.fill(arriving, ALL_STORED);
        int stored = 0;
        for (int i = 0; i < arriving.length; i++) {
            stored &= arriving[i];
            int code = program.code(i);
            switch (code) {
                case BpfCode.ST, BpfCode.STX -> stored |= 1 << program.k(i);
                case BpfCode.LD_MEM, BpfCode.LDX_MEM -> {
                    if ((stored & (1 << program.k(i))) == 0)
                        return Refusals.code(BpfRule.SCRATCH_STORED, program, i);
                }
                case BpfCode.JA -> {
                    arriving[i + 1 + program.k(i)] &= stored;
                    stored = ALL_STORED;
                }
                default -> {
                    if (BpfCode.isConditional(code)) {
                        arriving[i + 1 + program.jt(i)] &= stored;
                        arriving[i + 1 + program.jf(i)] &= stored;
                        stored = ALL_STORED;
                    }
                }
            }
        }
        return Optional.empty();
    }
}
