package sluice.bpf;

import java.util.List;

/** Where a block leads, in terms of its own registers and temps. */
sealed interface Way {
    /** Ends with {@code result}. */
    record Leave(Expr result) implements Way {}

    /** Goes on at block {@code target}, after the variables have got their values at once. */
    record Go(int target, List<Assignment> assignments) implements Way {
        public Go {
            assignments = List.copyOf(assignments);
        }
    }

    /** Register {@code register} gets {@code value}. */
    record Assignment(int register, Expr value) {}
}
