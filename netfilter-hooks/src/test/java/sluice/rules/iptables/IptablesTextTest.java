package sluice.rules.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sluice.rules.Chain;
import sluice.rules.Counter;
import sluice.rules.Rule;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.Table;
import sluice.rules.statement.Compare;
import sluice.rules.xtables.IpSets;

class IptablesTextTest {
    private final Ruleset ruleset = new Ruleset();
    private IptablesOptions options = IptablesOptions.strict();

    private Loaded load(String... lines) {
        return IptablesText.load(
                ruleset, RuleFamily.IP, "rules.v4", String.join("\n", lines) + "\n", options);
    }

    /** Rules in chain INPUT of table filter. */
    private List<Rule> input(String... rules) {
        StringBuilder text = new StringBuilder("*filter\n:INPUT ACCEPT [0:0]\n:U - [0:0]\n");
        for (String rule : rules) text.append("-A INPUT ").append(rule).append('\n');
        assertThat(load(text + "COMMIT").diagnostics()).isEmpty();
        return chain("filter", "INPUT").rules();
    }

    private Chain chain(String table, String name) {
        Table found = Objects.requireNonNull(ruleset.table(RuleFamily.IP, table), table);
        return Objects.requireNonNull(found.chain(name), name);
    }

    private String refusal(String rule) {
        Loaded loaded = load("*filter", ":INPUT ACCEPT [0:0]", rule, "COMMIT");
        assertThat(loaded.diagnostics()).hasSize(1);
        return loaded.diagnostics().getFirst().toString();
    }

    /** What {@code iptables-save} would make of a rule in INPUT. */
    private String saved(String rule) {
        input(rule);
        String text = IptablesText.save(chain("filter", "INPUT").table());
        String line = text.lines().filter(each -> each.contains("-A INPUT")).findFirst().orElse("");
        return line.replace("[0:0] -A INPUT ", "");
    }

    @Test
    void shouldWriteRulesAsIptablesSaveDoes() {
        assertThat(saved("--protocol tcp --syn --dport ssh -j ACCEPT"))
                .isEqualTo("-p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT");
        assertThat(saved("-s 10.1.2.3/8 ! -i eth+ -j REJECT"))
                .isEqualTo("-s 10.0.0.0/8 ! -i eth+ -j REJECT --reject-with icmp-port-unreachable");
        assertThat(saved("-d 192.168.0.2/255.255.0.255 -m state --state new,established"))
                .isEqualTo("-d 192.168.0.2/255.255.0.255 -m state --state NEW,ESTABLISHED");
        assertThat(saved("-m limit --limit 2/s -j LOG --log-prefix \"a b: \" --log-level info"))
                .isEqualTo("-m limit --limit 2/sec -j LOG --log-prefix \"a b: \" --log-level 6");
        assertThat(saved("-p icmp --icmp-type echo-request -m recent --set"))
                .isEqualTo(
                        "-p icmp -m icmp --icmp-type 8 -m recent --set --name DEFAULT"
                                + " --mask 255.255.255.255 --rsource");
    }

    @Test
    void shouldTakeNegationBeforeAndBehindAnOption() {
        assertThat(saved("! -s 10.0.0.1 -p udp ! --dport 53"))
                .isEqualTo("! -s 10.0.0.1/32 -p udp -m udp ! --dport 53");
        assertThat(saved("-s ! 10.0.0.1 -p udp --dport ! 53"))
                .isEqualTo("! -s 10.0.0.1/32 -p udp -m udp ! --dport 53");
    }

    @Test
    void shouldTakeShortenedOptionsWhileTheyAreUnique() {
        assertThat(saved("-p tcp -m multiport --dport 22,80:90"))
                .isEqualTo("-p tcp -m multiport --dports 22,80:90");
        assertThat(refusal("-A INPUT -m conntrack --ctorig 10.0.0.1"))
                .startsWith("rules.v4:3:23: --ctorig may be --ctorigsrc or --ctorigdst");
    }

    @Test
    void shouldMakeARuleOfEachAddressInAList() {
        List<Rule> rules = input("-s 10.0.0.1,10.0.0.2 -d 1.1.1.1,2.2.2.2 -j DROP");
        assertThat(rules).hasSize(4);
        assertThat(rules.get(2).text()).isEqualTo("-s 10.0.0.2 -d 1.1.1.1 -j DROP");
        assertThat(rules.get(2).place().line()).isEqualTo(4);
    }

    @Test
    void shouldCompareThePrefixOfANetworkAndOfADevice() {
        List<Rule> rules = input("-s 10.0.0.0/8 -i eth+");
        assertThat(rules.getFirst().statements()).filteredOn(Compare.class::isInstance).hasSize(2);
        assertThat(((Compare) rules.getFirst().statements().getFirst()).constant())
                .containsExactly(10);
        assertThat(((Compare) rules.getFirst().statements().get(1)).constant()).hasSize(3);
    }

    @Test
    void shouldCountBehindTheMatchesAndBeforeTheTarget() {
        Rule rule = input("-p udp -j DROP").getFirst();
        assertThat(rule.statements().get(1)).isInstanceOf(Counter.class);
        assertThat(rule.statements()).hasSize(3);
    }

    @Test
    void shouldTakeCountersOverOnRequestOnly() {
        String[] text = {"*filter", ":INPUT DROP [7:700]", "[3:300] -A INPUT -j ACCEPT", "COMMIT"};
        load(text);
        assertThat(chain("filter", "INPUT").policyCounter().packets()).isZero();
        options = options.withCounters();
        load(text);
        assertThat(chain("filter", "INPUT").policyCounter().octets()).isEqualTo(700);
        Counter counter = chain("filter", "INPUT").rules().getFirst().counter();
        assertThat(counter).isNotNull().extracting(Counter::packets).isEqualTo(3L);
    }

    @Test
    void shouldSayWhereAndWhatIsWrong() {
        assertThat(refusal("-A INPUT -p tcp --dprt 22"))
                .isEqualTo("rules.v4:3:17: unknown option --dprt");
        assertThat(refusal("-A INPUT --dport 22"))
                .isEqualTo(
                        "rules.v4:3:10: unknown option --dport (-p tcp or -p udp must come first)");
        assertThat(refusal("-A INPUT -m nosuch"))
                .isEqualTo("rules.v4:3:13: unknown match 'nosuch'");
        assertThat(refusal("-A INPUT -j NOSUCH"))
                .isEqualTo("rules.v4:3:13: there is no target and no chain NOSUCH");
        assertThat(refusal("-A INPUT -s 10.0.0.256"))
                .startsWith("rules.v4:3:13: an address was expected");
        assertThat(refusal("-A INPUT -m comment --comment \"x"))
                .startsWith("rules.v4:3:31: the quote");
        assertThat(refusal("-A INPUT -o eth0"))
                .isEqualTo("rules.v4:3:13: -o does not go with INPUT");
        assertThat(refusal("-A INPUT -j MASQUERADE")).contains("only in table nat, not in filter");
        assertThat(refusal("-A INPUT -m owner --uid-owner 0"))
                .isEqualTo("rules.v4:3:10: -m owner: only in OUTPUT, POSTROUTING, not in INPUT");
        assertThat(refusal("-A INPUT -j REJECT --reject-with tcp-reset")).contains("-p tcp only");
        assertThat(load("*filter", "-A INPUT").diagnostics().getFirst().toString())
                .isEqualTo("rules.v4:3:1: the text ends without COMMIT");
    }

    @Test
    void shouldLeaveEverythingAsItWasAfterAnError() {
        input("-j DROP");
        assertThat(
                        load(
                                        "*filter",
                                        ":INPUT ACCEPT",
                                        "-A INPUT -j ACCEPT",
                                        "-A INPUT -x",
                                        "COMMIT")
                                .ok())
                .isFalse();
        assertThat(chain("filter", "INPUT").rules())
                .extracting(Rule::text)
                .containsExactly("-j DROP");
    }

    @Test
    void shouldLeaveOutAndListWhatIsNotUnderstoodIfLenient() {
        options = options.leniently();
        Loaded loaded =
                load(
                        "*filter",
                        ":INPUT ACCEPT",
                        "-A INPUT -m nosuch -j ACCEPT",
                        "-A INPUT -p tcp -j DROP",
                        "COMMIT",
                        "*nosuch",
                        "-A INPUT",
                        "COMMIT");
        assertThat(loaded.ok()).isTrue();
        assertThat(loaded.ignored())
                .extracting(each -> each.place().line())
                .containsExactly(3, 6, 7);
        assertThat(loaded.ignored().getFirst().toString())
                .isEqualTo(
                        "ignored: line 3 column 13: unknown match 'nosuch': -A INPUT -m nosuch -j"
                                + " ACCEPT");
        assertThat(chain("filter", "INPUT").rules()).hasSize(1);
    }

    @Test
    void shouldInsertReplaceAndDelete() {
        input("-j DROP", "-p tcp -j ACCEPT", "-p udp -j ACCEPT");
        command("-I INPUT -s 1.1.1.1");
        command("iptables -I INPUT 3 -s 2.2.2.2");
        command("-R INPUT 2 -s 3.3.3.3");
        command("-D INPUT --protocol udp --jump ACCEPT");
        command("-D INPUT 1");
        assertThat(chain("filter", "INPUT").rules())
                .extracting(Rule::text)
                .containsExactly("-s 3.3.3.3", "-s 2.2.2.2", "-p tcp -j ACCEPT");
        command("-t nat -A POSTROUTING -j MASQUERADE");
        assertThat(chain("nat", "POSTROUTING").rules()).hasSize(1);
        command("-F INPUT");
        assertThat(chain("filter", "INPUT").rules()).isEmpty();
        command("-X U");
        command("-P INPUT DROP");
        assertThat(chain("filter", "INPUT").dropsAtEnd()).isTrue();
        assertThat(chain("filter", "INPUT").table().chain("U")).isNull();
    }

    private void command(String line) {
        assertThat(IptablesText.command(ruleset, RuleFamily.IP, "-", line, options).diagnostics())
                .isEmpty();
    }

    @Test
    void shouldRefuseCirclesOfJumps() {
        Loaded loaded =
                load("*filter", ":A - [0:0]", ":B - [0:0]", "-A A -j B", "-A B -g A", "COMMIT");
        assertThat(loaded.diagnostics().getFirst().toString()).contains("jumps back to itself");
    }

    @Test
    void shouldNameSetsThatWereLoaded() {
        var sets = new IpSets();
        assertThat(
                        sets.load(
                                """
                                create bad hash:net family inet
                                add bad 10.0.0.0/8
                                add bad 10.1.0.0/16 nomatch
                                """,
                                0))
                .isEmpty();
        assertThat(sets.load("add bad 10.0.0.300\n", 0)).hasSize(1);
        options = options.withSets(sets);
        assertThat(input("-m set --match-set bad src -j DROP")).hasSize(1);
        assertThat(refusal("-A INPUT -m set --match-set good src"))
                .contains("there is no set good");
    }

    @Test
    void shouldStandWhereIptablesNftPutsChains() {
        load("*security", ":INPUT ACCEPT [0:0]", "COMMIT", "*nat", ":INPUT ACCEPT [0:0]", "COMMIT");
        assertThat(priority("security", "INPUT"))
                .isGreaterThan(priority("nat", "INPUT"))
                .isEqualTo(150);
        assertThat(chain("nat", "INPUT").table().chains()).hasSize(1);
    }

    private int priority(String table, String chain) {
        return Objects.requireNonNull(chain(table, chain).base()).priority();
    }
}
