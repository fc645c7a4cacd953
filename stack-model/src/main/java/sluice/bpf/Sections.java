package sluice.bpf;

import java.util.BitSet;

/**
 * A program cut into methods. HotSpot never compiles a method of more than 8000 octets of byte code
 * ({@code HugeMethodLimit}); from one section to a later one leads a call in tail position.
 */
final class Sections {
    private final int instructionCount;
    private final int sectionInstructions;
    private final BitSet entered = new BitSet();

    /** {@code sectionInstructions}: from how many instructions a method is made. */
    Sections(int instructionCount, int sectionInstructions) {
        this.instructionCount = instructionCount;
        this.sectionInstructions = sectionInstructions;
        entered.set(0);
    }

    /** Instructions {@code from} to {@code to}, which is outside. */
    record Section(int number, int from, int to) {
        boolean holds(int block) {
            return block >= from && block < to;
        }
    }

    int count() {
        return (instructionCount + sectionInstructions - 1) / sectionInstructions;
    }

    Section section(int number) {
        int from = number * sectionInstructions;
        return new Section(number, from, Math.min(instructionCount, from + sectionInstructions));
    }

    /** The section that holds {@code block}, to which a way of an earlier one leads. */
    Section enter(int block) {
        entered.set(block);
        return section(block / sectionInstructions);
    }

    /** Blocks of a section that earlier ones lead to. */
    int[] entries(Section section) {
        return entered.get(section.from(), section.to()).stream()
                .map(block -> block + section.from())
                .toArray();
    }
}
