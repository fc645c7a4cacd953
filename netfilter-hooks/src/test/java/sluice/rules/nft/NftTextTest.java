package sluice.rules.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sluice.rules.Rule;
import sluice.rules.Ruleset;

/** What text becomes, and what is said of text that is wrong. */
class NftTextTest {
    private final Ruleset ruleset = new Ruleset();

    private Loaded load(String text) {
        return NftText.load(ruleset, NftDevices.any(), "f.nft", text, NftOptions.strict());
    }

    private static String chain(String family, String... rules) {
        return "table " + family + " t {\nchain c {\n" + String.join("\n", rules) + "\n}\n}\n";
    }

    private List<String> statements(String family, String rule) {
        assertThat(load(chain(family, rule)).errors()).isEmpty();
        var table = ruleset.tables().iterator().next();
        return table.chains().iterator().next().rules().getFirst().statements().stream()
                .map(FormText::text)
                .toList();
    }

    /** Those of the one chain. */
    private List<Rule> rules() {
        return ruleset.tables().iterator().next().chains().iterator().next().rules();
    }

    private String error(String text) {
        Loaded loaded = load(text);
        assertThat(loaded.errors()).isNotEmpty();
        assertThat(ruleset.tables()).isEmpty();
        return loaded.errors().getFirst().line();
    }

    @Test
    void shouldAskForTheProtocolOfAField() {
        assertThat(statements("ip", "tcp dport 22"))
                .containsExactly(
                        "Compare(Meta(L4PROTO),EQ,06)", "Compare(Payload(TRANSPORT,2,2),EQ,0016)");
    }

    @Test
    void shouldAskForTheFamilyOnceInInet() {
        assertThat(statements("inet", "ip saddr 10.0.0.1 ip daddr 10.0.0.2"))
                .containsExactly(
                        "Compare(Meta(NFPROTO),EQ,02)",
                        "Compare(Payload(NETWORK,12,4),EQ,0a000001)",
                        "Compare(Payload(NETWORK,16,4),EQ,0a000002)");
    }

    @Test
    void shouldAskForEthernetBehindIp() {
        assertThat(statements("ip", "ether saddr 02:00:00:00:00:01").getFirst())
                .isEqualTo("Compare(Meta(IIFTYPE),EQ,0001)");
    }

    @Test
    void shouldTellBitsFromValues() {
        assertThat(statements("ip", "ct state new").getFirst())
                .isEqualTo("Compare(Bitwise(Ct(STATE,-,4),00000008,00000000),NE,00000000)");
        ruleset.clear();
        assertThat(statements("ip", "tcp flags != syn").getLast())
                .isEqualTo("Compare(Payload(TRANSPORT,13,1),NE,02)");
        ruleset.clear();
        assertThat(statements("ip", "tcp flags syn / syn,rst").getLast())
                .isEqualTo("Compare(Bitwise(Payload(TRANSPORT,13,1),06,00),EQ,02)");
    }

    @Test
    void shouldCompareBitsWhereTheyStand() {
        assertThat(statements("ip", "ip dscp cs1").getFirst())
                .isEqualTo("Compare(Bitwise(Payload(NETWORK,1,1),fc,00),EQ,20)");
    }

    @Test
    void shouldTakeNamesOfDevicesWithAStarAsTheirBeginning() {
        assertThat(statements("ip", "iifname \"eth*\"").getFirst())
                .isEqualTo("Compare(Meta(IIFNAME),EQ,657468)");
    }

    @Test
    void shouldMergeIntervalsOfASetInARule() {
        assertThat(statements("ip", "ip saddr { 10.0.0.0/9, 10.128.0.0/9, 10.1.1.1 }").getFirst())
                .contains("[0a000000-0affffff:");
    }

    @Test
    void shouldAnswerInTheWayOfTheFamilyByDefault() {
        assertThat(statements("ip6", "reject")).containsExactly("Reject(ICMPV6,4)");
        ruleset.clear();
        assertThat(statements("inet", "reject")).containsExactly("Reject(ICMPX,1)");
        ruleset.clear();
        assertThat(statements("inet", "meta nfproto ipv4 reject").getLast())
                .isEqualTo("Reject(ICMP,3)");
    }

    @Test
    void shouldKeepTheTextOfARuleAsNftListsIt() {
        load(chain("ip", "tcp   dport { ssh , 80-90 }  counter   accept comment \"web\""));
        var rule = rules().getFirst();
        assertThat(rule.text()).isEqualTo("tcp dport { ssh, 80-90 } counter accept");
        assertThat(rule.comment()).isEqualTo("web");
        assertThat(rule.place().text()).isEqualTo("f.nft:3:1");
    }

    @Test
    void shouldSaySaidProtocolsConflict() {
        assertThat(error(chain("ip", "tcp dport 1 udp dport 2")))
                .isEqualTo("f.nft:3:13: conflicting protocols specified: tcp vs. udp");
        assertThat(error(chain("ip", "ip6 saddr ::1")))
                .endsWith("conflicting protocols specified: ip vs. ip6");
    }

    @Test
    void shouldPlaceWhatIsWrong() {
        assertThat(error(chain("ip", "ip saddr fred accept")))
                .startsWith("f.nft:3:10: 'fred' is not a value of ipv4_addr");
        assertThat(error(chain("ip", "tcp dport 70000")))
                .isEqualTo("f.nft:3:11: value 70000 exceeds 16 bits of inet_service");
        assertThat(error(chain("ip", "jump nowhere")))
                .isEqualTo("f.nft:3:1: there is no chain nowhere in table t");
        assertThat(error(chain("ip", "ip saddr @s"))).contains("there is no set 's'");
        assertThat(error("table ip t { chain c { type nat hook forward priority 0; } }"))
                .contains("can not stand at forward");
        assertThat(error("list ruleset")).contains("'list' changes nothing");
    }

    @Test
    void shouldTellOfSeveralErrors() {
        assertThat(load(chain("ip", "tcp sport x", "drop", "foo bar", "udp sport y")).errors())
                .hasSize(3);
    }

    @Test
    void shouldRefuseDevicesThatAreNotThereByIndexOnly() {
        NftDevices none =
                new NftDevices() {
                    @Override
                    public int index(String name) {
                        return 0;
                    }

                    @Override
                    public String name(int index) {
                        return "";
                    }
                };
        var byName =
                NftText.load(
                        ruleset, none, "f", chain("ip", "iifname eth9 drop"), NftOptions.strict());
        var byIndex =
                NftText.load(ruleset, none, "f", chain("ip", "iif eth9 drop"), NftOptions.strict());
        assertThat(byName.succeeded()).isTrue();
        assertThat(byIndex.errors().getFirst().text()).isEqualTo("there is no device 'eth9'");
    }

    @Test
    void shouldChangeNothingIfAnythingIsWrong() {
        load(
                """
                table ip t {
                set s { type ipv4_addr; elements = { 10.0.0.1 }; }
                chain c { drop; } }
                """);
        String before = FormText.of(ruleset);
        Loaded loaded =
                load(
                        """
                        add element ip t s { 10.0.0.2 }
                        flush chain ip t c
                        add rule ip t c tcp dport none
                        """);
        assertThat(loaded.succeeded()).isFalse();
        assertThat(FormText.of(ruleset)).isEqualTo(before);
    }

    @Test
    void shouldLeaveOutAndListWhatIsNotUnderstoodIfLenient() {
        Loaded loaded =
                NftText.load(
                        ruleset,
                        NftDevices.any(),
                        "f",
                        chain("ip", "xt match \"odd\" drop", "drop"),
                        NftOptions.lenientOnes());
        assertThat(loaded.succeeded()).isTrue();
        assertThat(loaded.ignored()).hasSize(1);
        assertThat(rules()).hasSize(1);
    }

    @Test
    void shouldPutRulesWhereTheyAreTold() {
        load(chain("ip", "accept", "drop"));
        load(
                """
                add rule ip t c index 0 return
                insert rule ip t c counter
                replace rule ip t c handle 2 queue
                delete rule ip t c handle 1
                """);
        assertThat(rules())
                .extracting(rule -> rule.text())
                .containsExactly("counter", "return", "queue to 0");
    }

    @Test
    void shouldReadIncludedFilesInTheirPlace() {
        NftIncludes files =
                (name, _) ->
                        switch (name) {
                            case "defs" ->
                                    Optional.of(
                                            List.of(
                                                    new NftIncludes.Included(
                                                            "defs", "define p = 22")));
                            case "rules/*" ->
                                    Optional.of(
                                            List.of(
                                                    new NftIncludes.Included(
                                                            "a", "tcp dport $p accept"),
                                                    new NftIncludes.Included("b", "drop\n")));
                            default -> Optional.empty();
                        };
        Loaded loaded =
                NftText.load(
                        ruleset,
                        NftDevices.any(),
                        "f",
                        "include \"defs\"\n" + chain("ip", "include \"rules/*\"", "counter"),
                        NftOptions.strict().with(files));
        assertThat(loaded.errors()).isEmpty();
        assertThat(rules())
                .extracting(rule -> rule.place().text())
                .containsExactly("a:1:1", "b:1:1", "f:5:1");
        Loaded missing =
                NftText.load(
                        new Ruleset(),
                        NftDevices.any(),
                        "f",
                        "include \"none\"",
                        NftOptions.strict().with(files));
        assertThat(missing.errors().getFirst().line())
                .isEqualTo("f:1:9: could not open file \"none\"");
    }

    @Test
    void shouldTakeVariablesFromOutside() {
        var options = new NftOptions(false, NftIncludes.none(), Map.of("lan", "{ eth1, eth2 }"));
        assertThat(
                        NftText.load(
                                        ruleset,
                                        NftDevices.any(),
                                        "f",
                                        chain("ip", "iifname $lan drop"),
                                        options)
                                .errors())
                .isEmpty();
    }

    @Test
    void shouldForgetVariablesBehindTheirBlock() {
        assertThat(error("table ip t { define a = 1\n }\ntable ip u { chain c { tcp dport $a } }"))
                .contains("unknown variable 'a'");
    }
}
