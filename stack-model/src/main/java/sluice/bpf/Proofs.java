package sluice.bpf;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known of the packet's length at a place in a program, so that a load there needs no
 * check.
 *
 * @param octets that are captured at least
 * @param behind octets that are captured at least behind a movable term
 */
record Proofs(long octets, Map<Expr, Long> behind) {
    static final Proofs NONE = new Proofs(0, Map.of());

    Proofs {
        behind = Map.copyOf(behind);
    }

    static Proofs ofOctets(long octets) {
        return new Proofs(octets, Map.of());
    }

    /** True if the guard cannot fail here. */
    boolean implies(Step step) {
        return switch (step) {
            case Step.Guard(long end) -> end <= octets;
            case Step.GuardAt(Expr base, long end) -> end <= behind.getOrDefault(base, 0L);
            default -> false;
        };
    }

    /** What is known behind {@code step}. */
    Proofs with(Step step) {
        if (implies(step)) return this;
        return switch (step) {
            case Step.Guard(long end) -> new Proofs(end, behind);
            case Step.GuardAt(Expr base, long end) when base.isMovable() -> {
                Map<Expr, Long> more = new HashMap<>(behind);
                more.put(base, end);
                yield new Proofs(octets, more);
            }
            default -> this;
        };
    }

    /** What is known behind the steps of {@code block}. */
    Proofs behind(Block block) {
        Proofs proofs = this;
        for (Step step : block.steps()) proofs = proofs.with(step);
        return proofs;
    }

    /** What is known where two ways meet. */
    Proofs meet(Proofs other) {
        Map<Expr, Long> both = new HashMap<>();
        behind.forEach((base, end) -> {
            Long theirs = other.behind.get(base);
            if (theirs != null) both.put(base, Math.min(end, theirs));
        });
        return new Proofs(Math.min(octets, other.octets), both);
    }
}
