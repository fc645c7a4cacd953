package sluice.bpf;

import static sluice.bpf.BpfCode.SOURCE_X;

import java.util.Locale;

/** Lines of a listing. */
final class BpfMnemonics {
    private BpfMnemonics() {}

    /** {@code (001) jeq #0x800 jt 2 jf 5}, a tabulator before {@code jf}. */
    static String line(BpfProgram program, int index) {
        int code = program.code(index);
        String start = "(%03d) %-8s ".formatted(index, operation(code));
        if (!BpfCode.isDefined(code) || !BpfCode.isConditional(code))
            return start + operand(code, program.k(index), index);
        return start
                + "%-16s jt %d\tjf %d"
                        .formatted(
                                operand(code, program.k(index), index),
                                index + 1 + program.jt(index),
                                index + 1 + program.jf(index));
    }

    static String operation(int code) {
        if (!BpfCode.isDefined(code)) return "unimp";
        return switch (code) {
            case BpfCode.LD_IMM, BpfCode.LD_W_ABS, BpfCode.LD_W_IND -> "ld";
            case BpfCode.LD_MEM, BpfCode.LD_LEN -> "ld";
            case BpfCode.LD_H_ABS, BpfCode.LD_H_IND -> "ldh";
            case BpfCode.LD_B_ABS, BpfCode.LD_B_IND -> "ldb";
            case BpfCode.LDX_IMM, BpfCode.LDX_MEM, BpfCode.LDX_LEN -> "ldx";
            case BpfCode.LDX_MSH -> "ldxb";
            case BpfCode.ST -> "st";
            case BpfCode.STX -> "stx";
            case BpfCode.JA -> "ja";
            case BpfCode.RET_K, BpfCode.RET_A -> "ret";
            case BpfCode.TAX -> "tax";
            case BpfCode.TXA -> "txa";
            default -> arithmetic(code & ~SOURCE_X);
        };
    }

    private static String arithmetic(int operation) {
        return switch (operation) {
            case BpfCode.ADD -> "add";
            case BpfCode.SUB -> "sub";
            case BpfCode.MUL -> "mul";
            case BpfCode.DIV -> "div";
            case BpfCode.OR -> "or";
            case BpfCode.AND -> "and";
            case BpfCode.LSH -> "lsh";
            case BpfCode.RSH -> "rsh";
            case BpfCode.NEG -> "neg";
            case BpfCode.MOD -> "mod";
            case BpfCode.XOR -> "xor";
            case BpfCode.JEQ -> "jeq";
            case BpfCode.JGT -> "jgt";
            case BpfCode.JGE -> "jge";
            default -> "jset";
        };
    }

    /** Differs: libpcap writes {@code ldx #pktlen} as an instruction it does not know. */
    private static String operand(int code, int k, int index) {
        if (!BpfCode.isDefined(code)) return "0x" + Integer.toHexString(code);
        return switch (code) {
            case BpfCode.LD_W_ABS, BpfCode.LD_H_ABS, BpfCode.LD_B_ABS -> absolute(k);
            case BpfCode.LD_W_IND, BpfCode.LD_H_IND, BpfCode.LD_B_IND -> "[x + " + k + "]";
            case BpfCode.LD_IMM, BpfCode.LDX_IMM -> hexadecimal(k);
            case BpfCode.LD_MEM, BpfCode.LDX_MEM, BpfCode.ST, BpfCode.STX -> "M[" + k + "]";
            case BpfCode.LD_LEN, BpfCode.LDX_LEN -> "#pktlen";
            case BpfCode.LDX_MSH -> "4*([" + k + "]&0xf)";
            case BpfCode.RET_A, BpfCode.TAX, BpfCode.TXA, BpfCode.NEG -> "";
            case BpfCode.JA -> Integer.toString(index + 1 + k);
            case BpfCode.OR, BpfCode.AND, BpfCode.XOR -> hexadecimal(k);
            case BpfCode.JEQ, BpfCode.JGT, BpfCode.JGE, BpfCode.JSET -> hexadecimal(k);
            default -> (code & SOURCE_X) != 0 ? "x" : "#" + k;
        };
    }

    private static String absolute(int k) {
        Ancillary field = Ancillary.ofOffset(k);
        return field == null ? "[" + k + "]" : "[" + field.mnemonic() + "]";
    }

    private static String hexadecimal(int k) {
        return "#0x" + Integer.toHexString(k).toLowerCase(Locale.ROOT);
    }
}
