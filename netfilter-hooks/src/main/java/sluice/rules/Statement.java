package sluice.rules;

import java.util.List;

/**
 * One part of a rule ({@code struct nft_expr_ops}): a condition, an effect or a decision. The parts
 * of a rule run from left to right until one says something else than {@link RuleVerdict#NEXT}.
 *
 * <p>May have state (a counter, a bucket); then it belongs to one rule on one host.
 */
public interface Statement {
    /**
     * Runs.
     *
     * @param packet the packet under way; valid during the call only
     * @return {@link RuleVerdict#NEXT} to go on, {@link RuleVerdict#BREAK} if the rule does not
     *     match, or a decision
     */
    RuleVerdict evaluate(Evaluation packet);

    /** Whether it only looks, so that leaving it out where its answer is known changes nothing. */
    default boolean pure() {
        return false;
    }

    /**
     * Whether it may change what later conditions look at: octets, marks, tracking. What only
     * counts or decides says false.
     */
    default boolean changes() {
        return !pure();
    }

    /** Verdicts within it that lead to chains; for linking. */
    default List<RuleVerdict.Jump> jumps() {
        return List.of();
    }

    /** What must be switched on for it: tracking, NAT. */
    default Need need() {
        return Need.NOTHING;
    }

    /** What a ruleset with this statement switches on ({@code nf_ct_netns_get}). */
    enum Need {
        /** Nothing. */
        NOTHING,
        /** Tracking of connections. */
        TRACKING,
        /** Tracking, and translation. */
        NAT,
        /** Tracking, and the hooks of the SYN proxy. */
        SYN_PROXY
    }
}
