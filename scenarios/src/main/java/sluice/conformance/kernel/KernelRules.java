package sluice.conformance.kernel;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sluice.firewall.Syntax;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rules that the kernel has: the handles by which its trace names them, and their counters. */
final class KernelRules {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern TABLE = Pattern.compile("^\\*(\\S+)");
    private static final Pattern POLICY =
            Pattern.compile("^:(\\S+) (ACCEPT|DROP) \\[(\\d+):(\\d+)]");

    /** Name of the table that has packets traced. */
    static final String WATCH = "sluice-watch";

    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<String, String> hooks = new HashMap<>();

    /** What is counted by a rule, a policy or an object. */
    record Counted(
            String family,
            String table,
            String chain,
            String kind,
            String what,
            long packets,
            long octets) {
        String key() {
            return String.join(" ", family, table, chain, kind, what);
        }
    }

    /** Asks the kernel in the calling thread's namespace. */
    static KernelRules ask() throws IOException {
        var rules = new KernelRules();
        Map<String, Integer> sizes = new HashMap<>();
        for (JsonNode object : list()) {
            JsonNode chain = object.path("chain");
            if (chain.has("hook"))
                rules.hooks.put(
                        key(chain, chain.path("name").asString()), chain.path("hook").asString());
            JsonNode rule = object.path("rule");
            if (rule.isMissingNode()) continue;
            String place = key(rule, rule.path("chain").asString());
            int index = sizes.merge(place, 1, Integer::sum) - 1;
            rules.indexes.put(place + " " + rule.path("handle").asLong(), index);
        }
        return rules;
    }

    private static JsonNode list() throws IOException {
        return MAPPER.readTree(Tool.run("", "nft", "-j", "-a", "list", "ruleset")).path("nftables");
    }

    private static String key(JsonNode of, String chain) {
        return of.path("family").asString() + " " + of.path("table").asString() + " " + chain;
    }

    /** Index of a rule in its chain; -1 if it is not known. */
    int index(String family, String table, String chain, long handle) {
        return indexes.getOrDefault(family + " " + table + " " + chain + " " + handle, -1);
    }

    /** Hook of a base chain; empty for another. */
    String hook(String family, String table, String chain) {
        return hooks.getOrDefault(family + " " + table + " " + chain, "");
    }

    /** What all counters have now. */
    static Map<String, Counted> counters(Syntax syntax) throws IOException {
        Map<String, Counted> all = new LinkedHashMap<>();
        Map<String, Integer> sizes = new HashMap<>();
        for (JsonNode object : list()) {
            JsonNode rule = object.path("rule");
            if (!rule.isMissingNode()) {
                String place = key(rule, rule.path("chain").asString());
                int index = sizes.merge(place, 1, Integer::sum) - 1;
                JsonNode last = null;
                for (JsonNode part : rule.path("expr"))
                    if (part.path("counter").has("packets")) last = part.path("counter");
                if (last != null)
                    put(all, rule, rule.path("chain").asString(), "rule", "" + index, last);
            }
            JsonNode counter = object.path("counter");
            if (counter.has("packets"))
                put(all, counter, "", "object", counter.path("name").asString(), counter);
        }
        if (syntax == Syntax.IPTABLES) policies("ip", "iptables-save", all);
        if (syntax == Syntax.IP6TABLES) policies("ip6", "ip6tables-save", all);
        return all;
    }

    private static void put(
            Map<String, Counted> into,
            JsonNode of,
            String chain,
            String kind,
            String what,
            JsonNode counter) {
        var counted =
                new Counted(
                        of.path("family").asString(),
                        of.path("table").asString(),
                        chain,
                        kind,
                        what,
                        counter.path("packets").asLong(),
                        counter.path("bytes").asLong());
        if (!counted.table.equals(WATCH)) into.put(counted.key(), counted);
    }

    private static void policies(String family, String tool, Map<String, Counted> into)
            throws IOException {
        String table = "";
        for (String line : Tool.run("", tool, "-c").lines().toList()) {
            Matcher begins = TABLE.matcher(line);
            if (begins.find()) table = begins.group(1);
            Matcher policy = POLICY.matcher(line);
            if (!policy.find()) continue;
            var counted =
                    new Counted(
                            family,
                            table,
                            policy.group(1),
                            "policy",
                            policy.group(2),
                            Long.parseLong(policy.group(3)),
                            Long.parseLong(policy.group(4)));
            into.put(counted.key(), counted);
        }
    }
}
