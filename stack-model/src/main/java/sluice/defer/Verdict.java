package sluice.defer;

import sluice.packet.DropReason;

/** What a vertical verdict filter says of a packet. netfilter has verdicts of its own. */
public sealed interface Verdict {
    /** Let it go on. */
    Verdict PASS = new Pass();

    /** Let it go on. */
    record Pass() implements Verdict {}

    /** End it, under this reason. */
    record Drop(DropReason why) implements Verdict {}

    /**
     * Park it with {@code sink}; if the sink refuses, do {@code ifRefused} instead, so that
     * fail-open and fail-closed stand in the verdict.
     */
    record Pend(DeferralSink sink, Verdict ifRefused) implements Verdict {
        /** Rejects a second wish to pend. */
        public Pend {
            if (ifRefused instanceof Pend)
                throw new IllegalArgumentException("ifRefused must not pend again");
        }
    }

    /** {@link Drop} with this reason. */
    static Verdict drop(DropReason why) {
        return new Drop(why);
    }

    /** {@link Pend} with this sink. */
    static Verdict pend(DeferralSink sink, Verdict ifRefused) {
        return new Pend(sink, ifRefused);
    }
}
