package sluice.pcap.filter.graph;

/**
 * Something that is true or false of a packet: a test, or conditions joined. What stands on the
 * left is asked first, and the right side only if the left one does not decide.
 */
public sealed interface Condition permits Test, Condition.And, Condition.Or, Condition.Not {
    /** The test that is asked before all others. */
    Test first();

    /** Both hold. */
    default Condition and(Condition right) {
        return new And(this, right, first());
    }

    /** One of both holds. */
    default Condition or(Condition right) {
        return new Or(this, right, first());
    }

    /** It does not hold. */
    default Condition not() {
        return new Not(this, first());
    }

    /** A conjunction. */
    record And(Condition left, Condition right, Test first) implements Condition {}

    /** A disjunction. */
    record Or(Condition left, Condition right, Test first) implements Condition {}

    /** A negation. */
    record Not(Condition inner, Test first) implements Condition {}
}
