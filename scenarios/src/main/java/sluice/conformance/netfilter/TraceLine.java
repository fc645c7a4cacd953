package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An event of a rule trace.
 *
 * @param traversal number of the way through the hooks, from PREROUTING or OUTPUT on
 * @param hook word of the hook
 * @param rule index in the chain; {@link #POLICY} for the end of a base chain
 * @param to chain of a jump or goto, else empty
 * @param mark of the packet behind it
 * @param in said by the first rule of a base chain only, as the kernel does
 * @param out the same
 */
record TraceLine(
        int traversal,
        String hook,
        String family,
        String table,
        String chain,
        int rule,
        String verdict,
        String to,
        long mark,
        String in,
        String out) {
    /** Of {@link #rule}. */
    static final int POLICY = -1;

    static TraceLine of(CaseJson json) throws CaseFault {
        json.requireOnly(
                Set.of(
                        "pkt", "hook", "family", "table", "chain", "type", "rule", "verdict", "to",
                        "mark", "iif", "oif"));
        boolean policy = json.text("type").equals("policy");
        return new TraceLine(
                json.number("pkt", 0, Integer.MAX_VALUE),
                json.text("hook"),
                json.text("family"),
                json.text("table"),
                json.text("chain"),
                policy ? POLICY : json.number("rule", 0, Integer.MAX_VALUE),
                json.text("verdict"),
                json.optional("to").orElse(""),
                json.has("mark") ? Long.parseLong(json.at("mark").word()) : 0,
                json.optional("iif").orElse(""),
                json.optional("oif").orElse(""));
    }

    /** The same packets, numbered by their first lines among these. */
    static List<TraceLine> renumbered(List<TraceLine> lines) {
        Map<Integer, Integer> numbers = new HashMap<>();
        List<TraceLine> renumbered = new ArrayList<>();
        for (TraceLine line : lines) {
            Integer number = numbers.computeIfAbsent(line.traversal, _ -> numbers.size());
            renumbered.add(
                    new TraceLine(
                            number,
                            line.hook,
                            line.family,
                            line.table,
                            line.chain,
                            line.rule,
                            line.verdict,
                            line.to,
                            line.mark,
                            line.in,
                            line.out));
        }
        return renumbered;
    }

    /** {@code packet 0 input ip filter INPUT rule 3: jump web, mark 1, in eth0}. */
    @Override
    public String toString() {
        var text = new StringBuilder("packet ").append(traversal).append(' ').append(hook);
        text.append(' ').append(family).append(' ').append(table).append(' ').append(chain);
        text.append(rule == POLICY ? " policy" : " rule " + rule).append(": ").append(verdict);
        if (!to.isEmpty()) text.append(' ').append(to);
        if (mark != 0) text.append(", mark ").append(mark);
        if (!in.isEmpty()) text.append(", in ").append(in);
        if (!out.isEmpty()) text.append(", out ").append(out);
        return text.toString();
    }
}
