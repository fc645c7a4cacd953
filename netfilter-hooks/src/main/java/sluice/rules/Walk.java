package sluice.rules;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.HookState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Skb;

/**
 * Rules one after the other, as {@code nft_do_chain} does. With a planner, rules that cannot match
 * are passed over; without, this is the reference for it.
 *
 * <pre>
 *   base chain: rule, rule, jump ----> chain: rule, rule, goto --> chain: rule ... end
 *                      ^                                                          |
 *                      '----------------------------------------------------------'
 *   end of the base chain, or RETURN in it: the policy
 * </pre>
 */
final class Walk {
    private final Evaluation packet;
    private final Chain[] chains = new Chain[Ruleset.JUMPS_MAX];
    private final Rule[][] arrays = new Rule[Ruleset.JUMPS_MAX][];
    private final int[] indexes = new int[Ruleset.JUMPS_MAX];
    private final @Nullable RulePlanner planner;
    private final RulePlan.@Nullable Cursor cursor;

    Walk(RuleHost host, @Nullable RulePlanner planner) {
        packet = new Evaluation(host);
        this.planner = planner;
        cursor = planner == null ? null : planner.cursor();
    }

    /**
     * Runs a base chain.
     *
     * @return accept, drop, queue, stolen or lost
     */
    RuleVerdict run(
            Chain base, RuleHook hook, Skb skb, HookState state, @Nullable RuleTrace trace) {
        long id = skb.packet().id();
        packet.begin(skb, state);
        RuleVerdict verdict = rules(base, hook, id, trace);
        if (verdict == RuleVerdict.RETURN) {
            verdict = base.dropsAtEnd() ? RuleVerdict.DROP : RuleVerdict.ACCEPT;
            packet.at(base, null, -1);
            if (trace != null) trace.decided(event(hook, id, null, verdict));
            if (base.policyCounted()) base.policyCounter().count(packet.lengthOctets());
        }
        packet.end();
        return verdict;
    }

    private RuleVerdict rules(Chain base, RuleHook hook, long id, @Nullable RuleTrace trace) {
        Chain chain = base;
        Rule[] rules = base.array();
        int at = 0;
        int depth = 0;
        RulePlan plan = enter(chain, rules);
        while (true) {
            if (plan != null && cursor != null) at = cursor.next(at);
            if (at == rules.length) {
                if (depth == 0) return RuleVerdict.RETURN;
                depth--;
                chain = chains[depth];
                rules = arrays[depth];
                at = indexes[depth];
                plan = enter(chain, rules);
                continue;
            }
            Rule rule = rules[at];
            packet.at(chain, rule, at);
            at++;
            RuleVerdict verdict = statements(rule);
            boolean goesOn = verdict == RuleVerdict.BREAK || verdict == RuleVerdict.NEXT;
            if (goesOn && rule.changes() && plan != null && cursor != null)
                cursor.begin(plan, packet);
            if (verdict == RuleVerdict.BREAK) continue;
            if (trace != null) trace.decided(event(hook, id, rule, verdict));
            switch (verdict) {
                case RuleVerdict.Next _, RuleVerdict.Break _ -> {}
                case RuleVerdict.Return _ -> at = rules.length;
                case RuleVerdict.Jump jump -> {
                    Chain target = jump.target();
                    if (target == null) return RuleVerdict.DROP; // not linked: was refused
                    if (jump.comesBack()) {
                        chains[depth] = chain;
                        arrays[depth] = rules;
                        indexes[depth] = at;
                        depth++;
                    }
                    chain = target;
                    rules = target.array();
                    at = 0;
                    plan = enter(chain, rules);
                }
                case RuleVerdict.Accept _,
                        RuleVerdict.Drop _,
                        RuleVerdict.Lost _,
                        RuleVerdict.Queue _,
                        RuleVerdict.Stolen _ -> {
                    return verdict;
                }
            }
        }
    }

    private @Nullable RulePlan enter(Chain chain, Rule[] rules) {
        if (planner == null || cursor == null) return null;
        RulePlan plan = chain.plan(planner, rules);
        if (plan != null) cursor.begin(plan, packet);
        return plan;
    }

    private RuleVerdict statements(Rule rule) {
        for (Statement part : rule.parts()) {
            RuleVerdict verdict = part.evaluate(packet);
            if (verdict != RuleVerdict.NEXT) return verdict;
        }
        return RuleVerdict.NEXT;
    }

    private RuleEvent event(RuleHook hook, long id, @Nullable Rule rule, RuleVerdict verdict) {
        boolean gone = !packet.skb().inUse();
        return new RuleEvent(
                id,
                packet.chain(),
                hook,
                rule,
                rule == null ? -1 : packet.ruleIndex(),
                verdict,
                gone ? 0 : packet.skb().mark(),
                name(packet.in()),
                name(packet.out()));
    }

    private static String name(@Nullable NetInterface device) {
        return device == null ? "" : device.name();
    }
}
