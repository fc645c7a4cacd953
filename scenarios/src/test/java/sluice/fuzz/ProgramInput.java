package sluice.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import sluice.bpf.BpfCode;
import sluice.bpf.BpfInstruction;

/**
 * Instructions from octets: first whether they are tamed, then eight octets each, laid out as
 * {@code struct sock_filter} in network order. Tamed ones have a code that the machine knows and
 * operands in its range, and end with a return: nearly every input is then a program that runs.
 */
final class ProgramInput {
    static final int INSTRUCTION_OCTETS = 8;
    private static final int[] CODES = IntStream.range(0, 256).filter(BpfCode::isDefined).toArray();
    private static final int[] HEADERS = {0, 0, 0, -0x1000, -0x100000, -0x200000};

    private ProgramInput() {}

    static List<BpfInstruction> of(byte[] input) {
        List<BpfInstruction> program = new ArrayList<>();
        if (input.length == 0) return program;
        boolean tamed = (input[0] & 1) == 1;
        int count = (input.length - 1) / INSTRUCTION_OCTETS;
        for (int i = 0; i < count; i++) {
            int at = 1 + i * INSTRUCTION_OCTETS;
            int code = octets(input, at, 2);
            int k = octets(input, at + 4, 4);
            BpfInstruction raw =
                    new BpfInstruction(code, input[at + 2] & 0xff, input[at + 3] & 0xff, k);
            program.add(tamed ? tamed(raw, count - i) : raw);
        }
        if (tamed) program.add(BpfInstruction.of(BpfCode.RET_A, 0));
        return program;
    }

    /** The octets of an input that gives {@code program}, untamed. */
    static byte[] octets(List<BpfInstruction> program) {
        byte[] octets = new byte[1 + program.size() * INSTRUCTION_OCTETS];
        for (int i = 0; i < program.size(); i++) {
            int at = 1 + i * INSTRUCTION_OCTETS;
            BpfInstruction each = program.get(i);
            octets[at] = (byte) (each.code() >>> 8);
            octets[at + 1] = (byte) each.code();
            octets[at + 2] = (byte) each.jt();
            octets[at + 3] = (byte) each.jf();
            for (int b = 0; b < 4; b++) octets[at + 4 + b] = (byte) (each.k() >>> (24 - 8 * b));
        }
        return octets;
    }

    private static int octets(byte[] input, int at, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) value = (value << 8) | (input[at + i] & 0xff);
        return value;
    }

    /** {@code left} instructions follow, a return at the least. */
    private static BpfInstruction tamed(BpfInstruction raw, int left) {
        int low = raw.code() & 0xff;
        int code = Arrays.binarySearch(CODES, low) >= 0 ? low : CODES[low % CODES.length];
        int k = raw.k();
        int jt = raw.jt() % left;
        int jf = raw.jf() % left;
        return switch (code & 7) {
            case 0, 1 -> {
                int mode = code & 0xe0;
                if (mode == 0x60) yield BpfInstruction.of(code, k & 15);
                boolean loads = mode == 0x20 || mode == 0x40 || mode == 0xa0;
                int header = HEADERS[((k >>> 8) & 0xff) % HEADERS.length];
                yield BpfInstruction.of(code, loads ? header + (k & 0x3f) : k);
            }
            case 2, 3 -> BpfInstruction.of(code, k & 15);
            case 4 -> {
                int operation = code & 0xf0;
                boolean divides = operation == 0x30 || operation == 0x90;
                boolean shifts = operation == 0x60 || operation == 0x70;
                yield BpfInstruction.of(code, divides && k == 0 ? 1 : shifts ? k & 31 : k);
            }
            case 5 ->
                    code == BpfCode.JA
                            ? BpfInstruction.of(code, jt)
                            : new BpfInstruction(code, jt, jf, k);
            default -> BpfInstruction.of(code, k);
        };
    }
}
