package sluice.bpf;

/**
 * One instruction of a filter program.
 *
 * @param code what to do, see {@link BpfCode}; 16 bits
 * @param jt instructions to skip if the test holds, 0..255
 * @param jf instructions to skip if it does not, 0..255
 * @param k the operand: 32 bits, unsigned
 */
public record BpfInstruction(int code, int jt, int jf, int k) {
    /** Refuses what does not fit the fields of a {@code bpf_insn}. */
    public BpfInstruction {
        if (code >>> 16 != 0) throw new IllegalArgumentException("code " + code + " over 16 bits");
        if (jt >>> 8 != 0) throw new IllegalArgumentException("jt " + jt + " outside 0..255");
        if (jf >>> 8 != 0) throw new IllegalArgumentException("jf " + jf + " outside 0..255");
    }

    /** An instruction that is no conditional jump. */
    public static BpfInstruction of(int code, int k) {
        return new BpfInstruction(code, 0, 0, k);
    }
}
