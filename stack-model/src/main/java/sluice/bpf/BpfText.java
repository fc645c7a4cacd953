package sluice.bpf;

/** The three written forms of a program, as {@code tcpdump -d}, {@code -dd} and {@code -ddd}. */
public final class BpfText {
    private static final char NEW_LINE = '\n';

    private BpfText() {}

    /**
     * Reads any of the three forms; empty lines are passed over.
     *
     * <p>A listing does not show the jumps of instructions that have none, nor the operands of
     * codes that are not defined: such an instruction is not read.
     */
    public static ParsedProgram parse(String text) {
        return ProgramParser.parse(text);
    }

    /** One line per instruction with a mnemonic (libpcap 1.10.3, {@code bpf_image}). */
    public static String listing(BpfProgram program) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < program.instructionCount(); i++)
            text.append(BpfMnemonics.line(program, i)).append(NEW_LINE);
        return text.toString();
    }

    /** One initializer of C's {@code struct bpf_insn} per line. */
    public static String initializers(BpfProgram program) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < program.instructionCount(); i++)
            text.append(
                    "{ 0x%x, %d, %d, 0x%08x },\n"
                            .formatted(
                                    program.code(i), program.jt(i), program.jf(i), program.k(i)));
        return text.toString();
    }

    /** The number of instructions, then four decimal numbers a line. */
    public static String decimals(BpfProgram program) {
        StringBuilder text = new StringBuilder();
        text.append(program.instructionCount()).append(NEW_LINE);
        for (int i = 0; i < program.instructionCount(); i++)
            text.append(program.code(i))
                    .append(' ')
                    .append(program.jt(i))
                    .append(' ')
                    .append(program.jf(i))
                    .append(' ')
                    .append(Integer.toUnsignedString(program.k(i)))
                    .append(NEW_LINE);
        return text.toString();
    }
}
