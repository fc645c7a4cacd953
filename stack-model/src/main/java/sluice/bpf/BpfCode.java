package sluice.bpf;

/**
 * Codes of the classic BPF machine (libpcap 1.10.3, {@code pcap/bpf.h}; Linux, {@code
 * uapi/linux/bpf_common.h}).
 *
 * <pre>
 *    7       5 4     3 2       0        7         4  3   2       0
 *   +---------+-------+---------+      +------------+---+---------+
 *   |  mode   | size  |  class  |      | operation  |src|  class  |
 *   +---------+-------+---------+      +------------+---+---------+
 *      LD LDX ST STX                      ALU JMP (RET MISC: the like)
 * </pre>
 */
public final class BpfCode {
    /** A becomes the constant k. */
    public static final int LD_IMM = 0x00;

    /** A becomes the four octets at k. */
    public static final int LD_W_ABS = 0x20;

    /** A becomes the two octets at k. */
    public static final int LD_H_ABS = 0x28;

    /** A becomes the octet at k. */
    public static final int LD_B_ABS = 0x30;

    /** A becomes the four octets at X + k. */
    public static final int LD_W_IND = 0x40;

    /** A becomes the two octets at X + k. */
    public static final int LD_H_IND = 0x48;

    /** A becomes the octet at X + k. */
    public static final int LD_B_IND = 0x50;

    /** A becomes word k of the scratch memory. */
    public static final int LD_MEM = 0x60;

    /** A becomes the length of the packet on the wire. */
    public static final int LD_LEN = 0x80;

    /** X becomes the constant k. */
    public static final int LDX_IMM = 0x01;

    /** X becomes word k of the scratch memory. */
    public static final int LDX_MEM = 0x61;

    /** X becomes the length of the packet on the wire. */
    public static final int LDX_LEN = 0x81;

    /** X becomes four times the low half of the octet at k: the length of an IPv4 header. */
    public static final int LDX_MSH = 0xb1;

    /** Word k of the scratch memory becomes A. */
    public static final int ST = 0x02;

    /** Word k of the scratch memory becomes X. */
    public static final int STX = 0x03;

    /** Addition; like all arithmetic with k, or with X if {@link #SOURCE_X} is added. */
    public static final int ADD = 0x04;

    /** Subtraction. */
    public static final int SUB = 0x14;

    /** Multiplication. */
    public static final int MUL = 0x24;

    /** Division of unsigned numbers; by an X of 0 it rejects the packet. */
    public static final int DIV = 0x34;

    /** Bits of either. */
    public static final int OR = 0x44;

    /** Bits of both. */
    public static final int AND = 0x54;

    /** Shift towards the high bits. */
    public static final int LSH = 0x64;

    /** Shift towards the low bits, filled with zeros. */
    public static final int RSH = 0x74;

    /** Two's complement. */
    public static final int NEG = 0x84;

    /** Rest of an unsigned division; by an X of 0 it rejects the packet. */
    public static final int MOD = 0x94;

    /** Bits of one of both. */
    public static final int XOR = 0xa4;

    /** Jump by k. */
    public static final int JA = 0x05;

    /** Jump by jt if A equals k or X, else by jf. */
    public static final int JEQ = 0x15;

    /** Jump by jt if A is greater, as an unsigned number. */
    public static final int JGT = 0x25;

    /** Jump by jt if A is greater or equal, as an unsigned number. */
    public static final int JGE = 0x35;

    /** Jump by jt if A has one of the bits. */
    public static final int JSET = 0x45;

    /** End with k. */
    public static final int RET_K = 0x06;

    /** End with A. */
    public static final int RET_A = 0x16;

    /** X becomes A. */
    public static final int TAX = 0x07;

    /** A becomes X. */
    public static final int TXA = 0x87;

    /** Added to an arithmetic operation or a jump: the second operand is X, not k. */
    public static final int SOURCE_X = 0x08;

    /** Words of the scratch memory. */
    public static final int SCRATCH_WORDS = 16;

    static final int CLASS_LD = 0;
    static final int CLASS_LDX = 1;
    static final int CLASS_ST = 2;
    static final int CLASS_STX = 3;
    static final int CLASS_ALU = 4;
    static final int CLASS_JMP = 5;
    static final int CLASS_RET = 6;
    static final int CLASS_MISC = 7;

    private BpfCode() {}

    /** True if the machine knows {@code code}; an interpreter in C ends its process at others. */
    public static boolean isDefined(int code) {
        return switch (code) {
            case LD_IMM, LD_W_ABS, LD_H_ABS, LD_B_ABS, LD_W_IND, LD_H_IND, LD_B_IND -> true;
            case LD_MEM, LD_LEN, LDX_IMM, LDX_MEM, LDX_LEN, LDX_MSH, ST, STX -> true;
            case JA, RET_K, RET_A, TAX, TXA, NEG -> true;
            default ->
                    switch (code & ~SOURCE_X) {
                        case ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, MOD, XOR -> true;
                        case JEQ, JGT, JGE, JSET -> true;
                        default -> false;
                    };
        };
    }

    /** True for the four jumps that ask. */
    static boolean isConditional(int code) {
        return (code & 7) == CLASS_JMP && code != JA;
    }

    static int classOf(int code) {
        return code & 0x07;
    }

    static int modeOf(int code) {
        return code & 0xe0;
    }

    static int operationOf(int code) {
        return code & 0xf0;
    }
}
