package sluice.rules;

import org.jspecify.annotations.Nullable;

/**
 * What a trace tells: a rule that matched to its end, or a base chain's policy ({@code
 * nft_trace_notify}).
 *
 * @param packetId of the packet
 * @param chain where
 * @param hook of the base chain that was called
 * @param rule null for a policy
 * @param ruleIndex in its chain, 0 and up; -1 for a policy
 * @param verdict {@link RuleVerdict#NEXT} if a rule matched and said nothing
 * @param mark of the packet behind the rule
 * @param in device it came in on, empty for none
 * @param out device it leaves by, empty for none
 */
public record RuleEvent(
        long packetId,
        Chain chain,
        RuleHook hook,
        @Nullable Rule rule,
        int ruleIndex,
        RuleVerdict verdict,
        int mark,
        String in,
        String out) {}
