package sluice.bpf;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The instructions of a filter, as somebody wrote them: not necessarily a program that any system
 * would install, which {@link BpfValidator} says. Immutable.
 */
public final class BpfProgram {
    /** Instructions that a program can have here; the systems allow far fewer. */
    public static final int INSTRUCTIONS_MAX = 1 << 20;

    // One instruction a word: code in the top 16 bits, then jt and jf in 8 each, k in the low 32.
    private final long[] words;

    private BpfProgram(long[] words) {
        if (words.length > INSTRUCTIONS_MAX)
            throw new IllegalArgumentException(
                    words.length + " instructions, allowed " + INSTRUCTIONS_MAX);
        this.words = words;
    }

    /**
     * A program of these instructions; it may be empty, and then no validator accepts it.
     *
     * @throws IllegalArgumentException if there are more than {@link #INSTRUCTIONS_MAX}
     */
    public static BpfProgram of(Collection<BpfInstruction> instructions) {
        long[] words = new long[instructions.size()];
        int at = 0;
        for (BpfInstruction i : instructions) words[at++] = word(i.code(), i.jt(), i.jf(), i.k());
        return new BpfProgram(words);
    }

    /** A program of these instructions. */
    public static BpfProgram of(BpfInstruction... instructions) {
        return of(List.of(instructions));
    }

    /** Takes {@code words} over. */
    static BpfProgram ofWords(long[] words) {
        return new BpfProgram(words);
    }

    static long word(int code, int jt, int jf, int k) {
        return (long) code << 48 | (long) jt << 40 | (long) jf << 32 | (k & 0xffff_ffffL);
    }

    /** How many instructions there are. */
    public int instructionCount() {
        return words.length;
    }

    /** The code of the instruction at {@code index}. */
    public int code(int index) {
        return (int) (words[index] >>> 48);
    }

    /** Instructions that the one at {@code index} skips if its test holds. */
    public int jt(int index) {
        return (int) (words[index] >>> 40) & 0xff;
    }

    /** Instructions that the one at {@code index} skips if its test does not hold. */
    public int jf(int index) {
        return (int) (words[index] >>> 32) & 0xff;
    }

    /** The operand of the instruction at {@code index}, unsigned. */
    public int k(int index) {
        return (int) words[index];
    }

    /** The instruction at {@code index}. */
    public BpfInstruction instruction(int index) {
        return new BpfInstruction(code(index), jt(index), jf(index), k(index));
    }

    /** All instructions in order. */
    public List<BpfInstruction> instructions() {
        return IntStream.range(0, words.length).mapToObj(this::instruction).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BpfProgram program && Arrays.equals(words, program.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    /** The program as {@code tcpdump -d} lists it. */
    @Override
    public String toString() {
        return BpfText.listing(this);
    }
}
