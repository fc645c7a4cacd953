package sluice.testing;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * One thing that may happen to a driver between others: what a property plays against it.
 *
 * @param kind what happens
 * @param pick which one of several is meant; taken modulo how many there are
 * @param nanos how much time passes, for {@link Kind#ADVANCE}
 */
public record DriverAction(Kind kind, int pick, long nanos) {
    /** What may happen. */
    public enum Kind {
        /** A packet is sent from above. */
        SEND,
        /** A packet is received from below. */
        RECEIVE,
        /** A parked packet is let go on. */
        FINISH,
        /** A parked packet is discarded. */
        REFUSE,
        /** The layer is reset. */
        RESET,
        /** Whoever decides about parked packets goes away. */
        DETACH,
        /** A driver is put into the stack. */
        INSERT,
        /** A driver is taken out of the stack. */
        REMOVE,
        /** Virtual time passes. */
        ADVANCE
    }

    /** Sequences of these kinds of action; sends and time are the most frequent. */
    public static Arbitrary<List<DriverAction>> sequences(int actionsMax, Kind... kinds) {
        Arbitrary<Kind> kind =
                Arbitraries.oneOf(
                        Arbitraries.of(kinds),
                        Arbitraries.of(kinds)
                                .filter(k ->
                                        k == Kind.SEND || k == Kind.ADVANCE || kinds.length == 1));
        boolean frequent =
                List.of(kinds).contains(Kind.SEND) || List.of(kinds).contains(Kind.ADVANCE);
        return Combinators.combine(
                        frequent ? kind : Arbitraries.of(kinds),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.longs().between(0, 5_000_000))
                .as(DriverAction::new)
                .list()
                .ofMaxSize(actionsMax);
    }
}
