package sluice.firewall.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import sluice.firewall.FirewallHost;
import sluice.firewall.HostDescription;
import sluice.firewall.NotationFault;
import sluice.firewall.PacketNotation;
import sluice.firewall.PacketSpec;
import sluice.firewall.RulesReader;
import sluice.firewall.RulesText;
import sluice.firewall.Syntax;
import sluice.rules.Chain;
import sluice.rules.Counter;
import sluice.rules.Rule;
import sluice.rules.Ruleset;
import sluice.rules.Table;

/** What is said never to match never does. */
class RulesCheckProperties {
    private static final int TRIES =
            "whole".equals(System.getProperty("sluice.effort")) ? 2000 : 60;
    private static final int PACKETS = 40;
    private static final String[] CHAINS = {"INPUT", "FORWARD", "a", "b"};
    private static final String[] SOURCES = {
        "192.0.2.0/24", "192.0.2.9", "192.0.2.8/29", "10.0.0.0/8", "0.0.0.0/0"
    };
    private static final String[] PORTS = {"22", "80", "1:1024", "20:25", "0:65535", "443"};
    private static final String[] TARGETS = {
        "ACCEPT", "DROP", "RETURN", "REJECT", "LOG", "MARK --set-mark 1", "a", "b"
    };

    private static String rules(Random random) {
        var text = new StringBuilder("*mangle\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:a - \n:b - \n");
        int count = 4 + random.nextInt(14);
        for (int i = 0; i < count; i++) text.append(rule(random));
        return text.append("COMMIT\n").toString().replace("- \n", "-\n");
    }

    private static String rule(Random random) {
        String chain = CHAINS[random.nextInt(CHAINS.length)];
        var rule = new StringBuilder("-A ").append(chain);
        if (random.nextInt(3) == 0)
            rule.append(random.nextInt(4) == 0 ? " ! -s " : " -s ")
                    .append(SOURCES[random.nextInt(SOURCES.length)]);
        if (random.nextInt(2) == 0) {
            rule.append(random.nextBoolean() ? " -p tcp" : " -p udp");
            if (random.nextBoolean())
                rule.append(random.nextInt(4) == 0 ? " ! --dport " : " --dport ")
                        .append(PORTS[random.nextInt(PORTS.length)]);
        }
        if (random.nextInt(5) == 0) rule.append(" -m mark --mark ").append(random.nextInt(2));
        if (random.nextInt(6) == 0) rule.append(" -m conntrack --ctstate NEW");
        if (random.nextInt(6) == 0) rule.append(" -i eth").append(random.nextInt(2));
        String target = TARGETS[random.nextInt(TARGETS.length)];
        // Rejecting is for the filter table only, and chains lead forward only.
        if (target.equals("REJECT")) target = "DROP";
        boolean circle =
                (target.equals("a") && (chain.equals("a") || chain.equals("b")))
                        || (target.equals("b") && chain.equals("b"));
        return rule.append(" -j ").append(circle ? "ACCEPT" : target).append('\n').toString();
    }

    private static String packet(Random random) {
        String[] from = {"192.0.2.9", "192.0.2.100", "10.0.0.5", "10.1.2.3", "203.0.113.5"};
        String[] to = {"192.0.2.1", "10.0.0.1", "10.0.0.77", "198.51.100.9"};
        int[] ports = {22, 80, 443, 1024, 1025, 0, 65_535, 21};
        return "in eth%d %s %s:%d > %s:%d"
                .formatted(
                        random.nextInt(2),
                        random.nextBoolean() ? "tcp" : "udp",
                        from[random.nextInt(from.length)],
                        1024 + random.nextInt(60_000),
                        to[random.nextInt(to.length)],
                        ports[random.nextInt(ports.length)]);
    }

    @Property(tries = 1)
    @Label("claims of rules that never match hold for random packets")
    void shouldNeverClaimWronglyThatARuleNeverMatches(@ForAll Random seeds) throws NotationFault {
        long claims = 0;
        for (int i = 0; i < TRIES; i++) claims += tried(new Random(seeds.nextLong()));
        assertThat(claims).as("findings that were tried").isGreaterThan(TRIES);
    }

    private static long tried(Random random) throws NotationFault {
        String text = rules(random);
        HostDescription self = HostDescription.self("192.0.2.1/24@eth0,10.0.0.1/24@eth1");
        try (var host = new FirewallHost(self)) {
            var rules = new RulesText("rules", Syntax.IPTABLES, text);
            var read = RulesReader.load(host.linux(), rules, RulesReader.Options.STRICT);
            assertThat(read.errors()).as(text).isEmpty();
            Ruleset ruleset = host.linux().rules().ruleset();
            List<Finding> findings = RulesCheck.findings(ruleset);
            for (int i = 0; i < PACKETS; i++)
                for (PacketSpec spec : PacketNotation.read(packet(random))) host.send(spec);
            Map<Integer, Rule> byLine = new HashMap<>();
            List<Chain> chains = new ArrayList<>();
            for (Table table : ruleset.tables()) chains.addAll(table.chains());
            for (Chain chain : chains)
                for (Rule rule : chain.rules()) byLine.put(rule.place().line(), rule);
            long claims = 0;
            for (Finding finding : findings) {
                Rule rule = byLine.get(finding.place().line());
                if (finding.kind() == Finding.Kind.NEVER_CALLED || rule == null) continue;
                claims++;
                Counter counter = rule.counter();
                assertThat(counter == null ? 0 : counter.packets())
                        .as("%s%n%s", finding.line(), text)
                        .isZero();
            }
            return claims;
        }
    }

    // ---- what is found ---------------------------------------------------------------------

    private static List<String> findings(String rules) throws NotationFault {
        try (var host = new FirewallHost(HostDescription.self("192.0.2.1/24@eth0"))) {
            String text = "*mangle\n:INPUT ACCEPT\n:web -\n" + rules + "COMMIT\n";
            var read =
                    RulesReader.load(
                            host.linux(),
                            new RulesText("r", Syntax.IPTABLES, text),
                            RulesReader.Options.STRICT);
            assertThat(read.errors()).isEmpty();
            return RulesCheck.findings(host.linux().rules().ruleset()).stream()
                    .map(finding -> finding.what() + " " + finding.kind())
                    .toList();
        }
    }

    @Test
    void shouldNameWhatCanNeverMatchAndWhy() throws NotationFault {
        assertThat(findings("-A INPUT -p tcp -j DROP\n-A INPUT -p tcp --dport 22 -j ACCEPT\n"))
                .containsExactly(
                        "rule 2 of mangle INPUT SHADOWED", "chain mangle web NEVER_CALLED");
        assertThat(findings("-A INPUT -j web\n-A web -j DROP\n-A web -s 1.2.3.4 -j ACCEPT\n"))
                .containsExactly("rule 2 of mangle web BEHIND");
        assertThat(findings("-A INPUT -p udp -j web\n-A web -p tcp -j DROP\n-A web -j ACCEPT\n"))
                .containsExactly("rule 1 of mangle web UNREACHED");
        assertThat(
                        findings(
                                """
                                -A INPUT -s 10.0.0.0/8 -j DROP
                                -A INPUT -j web
                                -A web -s 10.1.0.0/16 -j ACCEPT
                                """))
                .containsExactly("rule 1 of mangle web SHADOWED");
    }

    @Test
    void shouldSayNothingWhereARuleInBetweenChangesWhatIsLookedAt() throws NotationFault {
        String rules =
                """
                -A INPUT -m mark --mark 1 -j DROP
                %s-A INPUT -m mark --mark 1 -j ACCEPT
                -A INPUT -j web
                """;
        assertThat(findings(rules.formatted("")))
                .containsExactly("rule 2 of mangle INPUT SHADOWED");
        assertThat(findings(rules.formatted("-A INPUT -p tcp -j CONNMARK --restore-mark\n")))
                .isEmpty();
    }
}
