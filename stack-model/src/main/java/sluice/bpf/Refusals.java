package sluice.bpf;

import java.util.Optional;

/** Checks that the validators share, and the words of what they found. */
final class Refusals {
    private Refusals() {}

    static Optional<BpfRefusal> program(BpfRule rule, String found) {
        return Optional.of(new BpfRefusal(rule, -1, found));
    }

    static Optional<BpfRefusal> code(BpfRule rule, BpfProgram program, int index) {
        String found =
                "code 0x%02x, k %s"
                        .formatted(program.code(index), Integer.toUnsignedString(program.k(index)));
        return Optional.of(new BpfRefusal(rule, index, found));
    }

    /** Operand k as a word of the scratch memory. */
    static Optional<BpfRefusal> scratch(BpfProgram program, int index) {
        return Integer.compareUnsigned(program.k(index), BpfCode.SCRATCH_WORDS) < 0
                ? Optional.empty()
                : code(BpfRule.SCRATCH_INSIDE, program, index);
    }

    /** Both ways of a test. */
    static Optional<BpfRefusal> conditionalJump(BpfProgram program, int index) {
        int count = program.instructionCount();
        int next = index + 1;
        if (next + program.jt(index) >= count)
            return outside(index, "jt " + program.jt(index), count);
        if (next + program.jf(index) >= count)
            return outside(index, "jf " + program.jf(index), count);
        return Optional.empty();
    }

    /** The jump without a test, which leaves the program. */
    static Optional<BpfRefusal> jump(BpfProgram program, int index) {
        String by = "by " + Integer.toUnsignedString(program.k(index));
        return outside(index, by, program.instructionCount());
    }

    private static Optional<BpfRefusal> outside(int index, String jump, int count) {
        String found = jump + " of " + count + " instructions";
        return Optional.of(new BpfRefusal(BpfRule.JUMP_INSIDE, index, found));
    }
}
