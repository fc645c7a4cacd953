package sluice.firewall;

import sluice.rules.Rule;
import sluice.rules.RuleEvent;
import sluice.rules.RuleVerdict;

/**
 * A rule that matched, or a chain's policy, on a packet's way.
 *
 * @param hook word of the hook
 * @param rule number as people count, 1 and up; 0 for a policy
 * @param line where it is written; 0 if nowhere
 * @param text as it is written; empty for a policy
 * @param verdict in a word
 * @param in device it came in on; empty for none
 * @param out device it leaves by; empty for none
 * @param mark of the packet
 * @param octets the packet at that time, from its IP header on; not to be changed
 */
public record PathStep(
        String hook,
        String family,
        String table,
        String chain,
        int rule,
        int line,
        String text,
        String verdict,
        String in,
        String out,
        int mark,
        byte[] octets) {
    static PathStep of(RuleEvent event, byte[] octets) {
        Rule rule = event.rule();
        return new PathStep(
                event.hook().word(),
                event.chain().table().family().word(),
                event.chain().table().name(),
                event.chain().name(),
                rule == null ? 0 : event.ruleIndex() + 1,
                rule == null ? 0 : rule.place().line(),
                rule == null ? "" : rule.text(),
                word(event.verdict()),
                event.in(),
                event.out(),
                event.mark(),
                octets);
    }

    static String word(RuleVerdict verdict) {
        return switch (verdict) {
            case RuleVerdict.Next _, RuleVerdict.Break _ -> "goes on";
            case RuleVerdict.Accept _ -> "accept";
            case RuleVerdict.Drop _, RuleVerdict.Lost _ -> "drop";
            case RuleVerdict.Return _ -> "return";
            case RuleVerdict.Stolen _ -> "stolen";
            case RuleVerdict.Queue _ -> "queue";
            case RuleVerdict.Jump jump -> (jump.comesBack() ? "jump " : "goto ") + jump.chain();
        };
    }

    /** {@code filter INPUT rule 7, line 41: -A INPUT -p tcp -j DROP}. */
    public String place() {
        String name = table + " " + chain;
        if (rule == 0) return name + " policy " + verdict;
        String where = line == 0 ? "" : ", line " + line;
        return "%s rule %d%s: %s".formatted(name, rule, where, text);
    }
}
