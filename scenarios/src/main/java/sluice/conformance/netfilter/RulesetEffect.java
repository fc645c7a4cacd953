package sluice.conformance.netfilter;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a ruleset does besides counting, as far as it must be known to play a case without it.
 *
 * @param decision the first thing in it that may end, change or send a packet; empty if every
 *     packet goes on as it is
 * @param tracks whether it switches connection tracking on, which joins fragments on their way in
 */
record RulesetEffect(Optional<String> decision, boolean tracks) {
    /** Statements and matches of nft that leave a packet as it is and let it go on. */
    private static final Set<String> HARMLESS =
            Set.of("match", "counter", "accept", "return", "jump", "goto", "limit", "log");

    /** Verdicts of iptables of which the same holds; targets that are chains are told by "*". */
    private static final Set<String> HARMLESS_TARGETS = Set.of("ACCEPT", "RETURN", "LOG");

    private static final Pattern POLICY = Pattern.compile("^:(\\S+) (\\S+)", Pattern.MULTILINE);
    private static final Pattern TARGET = Pattern.compile("^-A .*?-[jg] (\\S+)", Pattern.MULTILINE);
    private static final Pattern TRACKING =
            Pattern.compile(
                    "^\\*nat|-m (conntrack|state|connmark|connlimit|connbytes|helper|cluster)\\b|-j CT",
                    Pattern.MULTILINE);

    static RulesetEffect of(CaseJson ruleset) throws CaseFault {
        if (ruleset.has("nft_json")) return nft(ruleset.at("nft_json"));
        String text = ruleset.optional("iptables").orElse("");
        return iptables(text + ruleset.optional("ip6tables").orElse(""));
    }

    private static RulesetEffect nft(CaseJson objects) throws CaseFault {
        Optional<String> decision = Optional.empty();
        boolean tracks = false;
        for (CaseJson object : objects.items()) {
            for (Map.Entry<String, CaseJson> each : object.members().entrySet()) {
                CaseJson body = each.getValue();
                switch (each.getKey()) {
                    case "chain" -> {
                        tracks |= body.optional("type").orElse("").equals("nat");
                        String policy = body.optional("policy").orElse("accept");
                        if (decision.isEmpty() && !policy.equals("accept"))
                            decision = Optional.of("policy " + policy);
                    }
                    case "rule" -> {
                        tracks |= body.node().toString().contains("\"ct\":");
                        if (decision.isEmpty()) decision = decisionOf(body);
                    }
                    default -> {}
                }
            }
        }
        return new RulesetEffect(decision, tracks);
    }

    private static Optional<String> decisionOf(CaseJson rule) throws CaseFault {
        for (CaseJson expression : rule.at("expr").items()) {
            for (String statement : expression.members().keySet()) {
                if (!HARMLESS.contains(statement)) return Optional.of(statement);
            }
        }
        return Optional.empty();
    }

    private static RulesetEffect iptables(String text) {
        boolean tracks = TRACKING.matcher(text).find();
        Optional<String> decision = Optional.empty();
        Set<String> chains = new java.util.HashSet<>(HARMLESS_TARGETS);
        Matcher policy = POLICY.matcher(text);
        while (policy.find()) {
            chains.add(policy.group(1));
            boolean goesOn = policy.group(2).equals("ACCEPT") || policy.group(2).equals("-");
            if (!goesOn && decision.isEmpty()) decision = Optional.of("policy " + policy.group(2));
        }
        Matcher target = TARGET.matcher(text);
        while (decision.isEmpty() && target.find()) {
            if (!chains.contains(target.group(1))) decision = Optional.of(target.group(1));
        }
        return new RulesetEffect(decision, tracks);
    }
}
