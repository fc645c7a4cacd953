package sluice.bpf;

import java.util.List;

/**
 * Instructions without a way in but at the start or a way out but at the end.
 *
 * @param index of its first instruction
 * @param steps what it does before its end
 * @param end where it leads
 * @param exit what each register holds at the end, in terms of the registers at the start
 */
record Block(int index, List<Step> steps, End end, List<Expr> exit) {
    Block {
        steps = List.copyOf(steps);
    }

    /** The blocks it leads to. */
    int[] successors() {
        return switch (end) {
            case Return _ -> new int[0];
            case Jump(int target) -> new int[] {target};
            case Branch branch -> new int[] {branch.ifTrue(), branch.ifFalse()};
        };
    }

    /** Where a block leads. */
    sealed interface End {}

    /** Ends the program with {@code result}. */
    record Return(Expr result) implements End {}

    /** Goes on at block {@code target}. */
    record Jump(int target) implements End {}

    /**
     * Asks: {@code operation} is one of the four conditional jumps, without {@link
     * BpfCode#SOURCE_X}.
     */
    record Branch(int operation, Expr left, Expr right, int ifTrue, int ifFalse) implements End {}
}
