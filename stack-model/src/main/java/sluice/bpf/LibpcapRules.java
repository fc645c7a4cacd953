package sluice.bpf;

import java.util.Optional;

/** What {@code bpf_validate} of libpcap 1.10.3 asks: classes and modes rather than codes. */
final class LibpcapRules {
    private LibpcapRules() {}

    static Optional<BpfRefusal> refusal(BpfProgram program) {
        int count = program.instructionCount();
        if (count == 0) return Refusals.program(BpfRule.NOT_EMPTY, "0 instructions");
        for (int i = 0; i < count; i++) {
            Optional<BpfRefusal> refusal = refusal(program, i);
            if (refusal.isPresent()) return refusal;
        }
        return BpfCode.classOf(program.code(count - 1)) == BpfCode.CLASS_RET
                ? Optional.empty()
                : Refusals.code(BpfRule.ENDS_WITH_RETURN, program, count - 1);
    }

    private static Optional<BpfRefusal> refusal(BpfProgram program, int index) {
        int code = program.code(index);
        return switch (BpfCode.classOf(code)) {
            case BpfCode.CLASS_LD, BpfCode.CLASS_LDX -> load(program, index);
            case BpfCode.CLASS_ST, BpfCode.CLASS_STX -> Refusals.scratch(program, index);
            case BpfCode.CLASS_ALU -> arithmetic(program, index);
            case BpfCode.CLASS_JMP -> jump(program, index);
            default -> Optional.empty();
        };
    }

    private static Optional<BpfRefusal> load(BpfProgram program, int index) {
        return switch (BpfCode.modeOf(program.code(index))) {
            case 0x00, 0x20, 0x40, 0x80, 0xa0 -> Optional.empty();
            case 0x60 -> Refusals.scratch(program, index);
            default -> Refusals.code(BpfRule.KNOWN_CODE, program, index);
        };
    }

    private static Optional<BpfRefusal> arithmetic(BpfProgram program, int index) {
        int code = program.code(index);
        int operation = BpfCode.operationOf(code);
        if (operation > 0xa0) return Refusals.code(BpfRule.KNOWN_CODE, program, index);
        boolean divides = operation == 0x30 || operation == 0x90;
        return divides && (code & BpfCode.SOURCE_X) == 0 && program.k(index) == 0
                ? Refusals.code(BpfRule.NO_DIVISION_BY_ZERO, program, index)
                : Optional.empty();
    }

    private static Optional<BpfRefusal> jump(BpfProgram program, int index) {
        int operation = BpfCode.operationOf(program.code(index));
        if (operation > 0x40) return Refusals.code(BpfRule.KNOWN_CODE, program, index);
        if (operation != 0) return Refusals.conditionalJump(program, index);
        // The sum wraps at 32 bits, so a large k is a way back, and it is accepted.
        int target = index + 1 + program.k(index);
        return target >= 0 && target < program.instructionCount()
                ? Optional.empty()
                : Refusals.jump(program, index);
    }
}
