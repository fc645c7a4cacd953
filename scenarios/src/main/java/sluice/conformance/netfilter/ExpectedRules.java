package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the rules of the kernel did.
 *
 * @param counters what each counter had at the end, by {@link #counterName}
 * @param trace the events of each step
 * @param leftOut rules of which neither events nor counters are recorded, by {@link #ruleName}
 */
record ExpectedRules(
        Map<String, String> counters, List<List<TraceLine>> trace, Set<String> leftOut) {
    /** Nothing, where no rules were loaded. */
    static final ExpectedRules NONE = new ExpectedRules(Map.of(), List.of(), Set.of());

    /** The variants of a case by their names. */
    static Map<String, ExpectedRules> read(CaseJson variants, CaseJson excluded) throws CaseFault {
        Set<String> leftOut = new HashSet<>();
        List<CaseJson> entries =
                excluded.node().isMissingNode() ? List.of() : List.copyOf(excluded.items());
        for (CaseJson each : entries) {
            if (each.text("reason").contains("left out"))
                leftOut.add(
                        ruleName(
                                each.text("family"),
                                each.text("table"),
                                each.text("chain"),
                                each.number("rule", 0, Integer.MAX_VALUE)));
        }
        Map<String, ExpectedRules> all = new LinkedHashMap<>();
        if (variants.node().isMissingNode()) return all;
        for (Map.Entry<String, CaseJson> each : variants.members().entrySet()) {
            CaseJson json = each.getValue();
            json.requireOnly(Set.of("counters", "trace", "hits"));
            Map<String, String> counters = new LinkedHashMap<>();
            for (CaseJson counter : json.at("counters").items()) readCounter(counter, counters);
            List<List<TraceLine>> trace = new ArrayList<>();
            for (CaseJson step : json.at("trace").items()) {
                List<TraceLine> lines = new ArrayList<>();
                for (CaseJson event : step.items()) lines.add(TraceLine.of(event));
                trace.add(List.copyOf(lines));
            }
            all.put(
                    each.getKey(),
                    new ExpectedRules(counters, List.copyOf(trace), Set.copyOf(leftOut)));
        }
        return all;
    }

    private static void readCounter(CaseJson json, Map<String, String> into) throws CaseFault {
        json.requireOnly(
                Set.of("family", "table", "chain", "rule", "policy", "object", "packets", "bytes"));
        String name;
        if (json.has("object")) name = "counter " + json.text("object");
        else if (json.has("policy")) name = json.text("chain") + " policy " + json.text("policy");
        else name = json.text("chain") + " rule " + json.number("rule", 0, Integer.MAX_VALUE);
        into.put(
                counterName(json.text("family"), json.text("table"), name),
                count(
                        Long.parseLong(json.at("packets").word()),
                        Long.parseLong(json.at("bytes").word())));
    }

    static String counterName(String family, String table, String name) {
        return family + " " + table + " " + name;
    }

    static String ruleName(String family, String table, String chain, int rule) {
        return counterName(family, table, chain + " rule " + rule);
    }

    /** Events without those of rules that are left out. */
    List<TraceLine> kept(List<TraceLine> lines) {
        if (leftOut.isEmpty()) return lines;
        return lines.stream()
                .filter(line ->
                        !leftOut.contains(
                                ruleName(line.family(), line.table(), line.chain(), line.rule())))
                .toList();
    }

    /** Counters without those of rules that are left out. */
    Map<String, String> kept(Map<String, String> all) {
        Map<String, String> kept = new LinkedHashMap<>(all);
        kept.keySet().removeAll(leftOut);
        return kept;
    }

    static String count(long packets, long octets) {
        return packets + " packets, " + octets + " octets";
    }

    /** The events of a step; none if the case has none. */
    List<TraceLine> trace(int step) {
        return step < trace.size() ? trace.get(step) : List.of();
    }
}
