package sluice.bpf;

/**
 * What a block does before it asks its question, in order; a guard that fails rejects the packet.
 */
sealed interface Step {
    /** {@code end} octets are captured. */
    record Guard(long end) implements Step {}

    /** {@code base} + {@code end} octets are captured. */
    record GuardAt(Expr base, long end) implements Step {}

    /** {@code divisor} is not 0. */
    record GuardNonZero(Expr divisor) implements Step {}

    /** Keeps {@code value}. */
    record Keep(Expr.Temp temp, Expr value) implements Step {}

    /** Keeps an ancillary value with A and X as they are. */
    record Ask(Expr.Temp temp, Ancillary field, Expr a, Expr x) implements Step {}

    /** Keeps {@code size} octets at a signed offset, from a header if it is negative (Linux). */
    record Far(Expr.Temp temp, Expr at, int size) implements Step {}
}
