package sluice.bpf;

import java.util.Optional;

/** Who is asked to install a program, and by which rules it says no. */
public enum BpfValidator {
    /**
     * libpcap 1.10.3, {@code bpf_validate}. It accepts programs that are not safe to run: without
     * bound on their length, with jumps backwards, and with codes it does not know.
     */
    LIBPCAP {
        @Override
        public Optional<BpfRefusal> refusal(BpfProgram program) {
            return LibpcapRules.refusal(program);
        }
    },
    /** NPF, the capture driver: at most 512 instructions, all known, jumps forward only. */
    NPF {
        @Override
        public Optional<BpfRefusal> refusal(BpfProgram program) {
            return KernelRules.npf(program);
        }
    },
    /**
     * Linux 6.x, {@code bpf_check_classic} in {@code net/core/filter.c}: at most 4096 instructions,
     * all known, jumps forward only, no scratch word loaded before it is stored.
     */
    LINUX {
        @Override
        public Optional<BpfRefusal> refusal(BpfProgram program) {
            return KernelRules.linux(program);
        }
    };

    /** The first rule that {@code program} breaks; empty if it would be installed. */
    public abstract Optional<BpfRefusal> refusal(BpfProgram program);
}
