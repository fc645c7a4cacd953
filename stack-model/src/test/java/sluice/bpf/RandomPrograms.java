package sluice.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Programs that a validator accepts, drawn from a seed so that they look like filters: tests of few
 * fields for few constants, chains of them, loads behind X, and arithmetic.
 */
final class RandomPrograms {
    private static final int[] OPERATIONS = {
        BpfCode.ADD,
        BpfCode.SUB,
        BpfCode.MUL,
        BpfCode.DIV,
        BpfCode.OR,
        BpfCode.AND,
        BpfCode.LSH,
        BpfCode.RSH,
        BpfCode.MOD,
        BpfCode.XOR
    };
    private static final int[] TESTS = {BpfCode.JEQ, BpfCode.JGT, BpfCode.JGE, BpfCode.JSET};
    private static final int[] MASKS = {-1, 0xff, 0xf0, 0xffffff00, 0xffff0000, 0x1fff, 0};
    private static final int[] LOADS = {
        BpfCode.LD_W_ABS, BpfCode.LD_H_ABS, BpfCode.LD_B_ABS,
        BpfCode.LD_W_IND, BpfCode.LD_H_IND, BpfCode.LD_B_IND
    };

    private final Random random;
    private final boolean linux;
    private final List<BpfInstruction> program = new ArrayList<>();

    private RandomPrograms(long seed, boolean linux) {
        random = new Random(seed);
        this.linux = linux;
    }

    /** A program of at least {@code count} instructions; for Linux with its loads. */
    static BpfProgram draw(long seed, int count, boolean linux) {
        RandomPrograms drawn = new RandomPrograms(seed, linux);
        drawn.fill(count);
        return BpfProgram.of(drawn.program);
    }

    private void fill(int count) {
        if (linux) for (int i = 0; i < BpfCode.SCRATCH_WORDS; i++) add(BpfCode.ST, i);
        while (program.size() < count) {
            switch (random.nextInt(10)) {
                case 0, 1 -> load();
                case 2 -> x();
                case 3 -> arithmetic();
                case 4 -> scratch();
                case 5 -> chain(count);
                case 6 -> add(BpfCode.JA, random.nextInt(6));
                default -> test(count, constant());
            }
        }
        // Whatever jumps forward from above ends in one of these.
        for (int i = 0; i < 256; i++) {
            if (random.nextInt(4) == 0) add(BpfCode.RET_A, 0);
            else add(BpfCode.RET_K, random.nextInt(3));
        }
    }

    private void add(int code, int k) {
        program.add(BpfInstruction.of(code, k));
    }

    private void load() {
        int code = LOADS[random.nextInt(LOADS.length)];
        if (linux && random.nextInt(6) == 0) {
            boolean absolute = random.nextBoolean();
            int header = random.nextBoolean() ? Ancillary.NETWORK_OFFSET : Ancillary.LINK_OFFSET;
            add(
                    absolute ? BpfCode.LD_H_ABS : code,
                    absolute && random.nextBoolean()
                            ? Ancillary.OFFSET + 4 * random.nextInt(16)
                            : header + random.nextInt(24));
            return;
        }
        int k = random.nextInt(24);
        if (random.nextInt(40) == 0) k = random.nextInt(70);
        if (random.nextInt(80) == 0) k = linux ? random.nextInt() >>> 1 : random.nextInt();
        add(code, k);
        if (random.nextInt(3) == 0) add(BpfCode.AND, MASKS[random.nextInt(MASKS.length)]);
    }

    private void x() {
        switch (random.nextInt(6)) {
            case 0 -> add(BpfCode.LDX_IMM, random.nextInt(20));
            case 1 -> add(BpfCode.TAX, 0);
            case 2 -> add(BpfCode.TXA, 0);
            case 3 -> add(BpfCode.LDX_LEN, 0);
            default -> add(BpfCode.LDX_MSH, random.nextInt(20));
        }
    }

    private void arithmetic() {
        if (random.nextInt(12) == 0) {
            add(BpfCode.NEG, 0);
            return;
        }
        int operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        if (random.nextInt(3) == 0) {
            add(operation | BpfCode.SOURCE_X, 0);
            return;
        }
        boolean shifts = operation == BpfCode.LSH || operation == BpfCode.RSH;
        int k = shifts ? random.nextInt(32) : constant();
        boolean divides = operation == BpfCode.DIV || operation == BpfCode.MOD;
        add(operation, divides && k == 0 ? 1 : k);
    }

    private void scratch() {
        int word = random.nextInt(BpfCode.SCRATCH_WORDS);
        switch (random.nextInt(4)) {
            case 0 -> add(BpfCode.ST, word);
            case 1 -> add(BpfCode.STX, word);
            case 2 -> add(BpfCode.LD_MEM, word);
            default -> add(BpfCode.LDX_MEM, word);
        }
    }

    /** Tests of one term, some of which load it again or mask it. */
    private void chain(int count) {
        int k = random.nextInt(20);
        int code = LOADS[random.nextInt(3)];
        boolean reloads = random.nextBoolean();
        add(code, k);
        int links = random.nextInt(12);
        for (int i = 0; i < links; i++) {
            if (reloads && random.nextInt(8) != 0) {
                add(code, k);
                if (random.nextBoolean())
                    add(BpfCode.AND, MASKS[random.nextInt(random.nextBoolean() ? 2 : 7)]);
            }
            int far = Math.min(255, Math.max(0, count - program.size()) + 20 + i % 3);
            program.add(new BpfInstruction(BpfCode.JEQ, far, 0, constant()));
        }
    }

    private void test(int count, int k) {
        int code = TESTS[random.nextInt(TESTS.length)];
        boolean ofX = random.nextInt(5) == 0;
        if (ofX) code |= BpfCode.SOURCE_X;
        int far = Math.min(255, Math.max(8, count - program.size()) + random.nextInt(8));
        int near = random.nextInt(4);
        boolean turned = random.nextBoolean();
        program.add(
                new BpfInstruction(code, turned ? far : near, turned ? near : far, ofX ? 0 : k));
    }

    /** Often small, as the octets of the packets are, sometimes anything. */
    private int constant() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(16) * 0x0101;
            case 1 -> random.nextInt(4) * 0x01010101;
            case 2 -> random.nextInt(20) == 0 ? random.nextInt() : 0x0100;
            default -> random.nextInt(16);
        };
    }

    /** A packet whose octets are few different numbers, so that tests hold now and then. */
    static byte[] packet(long seed, int length) {
        Random random = new Random(seed);
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++)
            octets[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(4));
        return octets;
    }
}
