package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;

class FirewallCommandTest {
    private static final String RULES =
            """
            *filter
            :INPUT DROP [0:0]
            :FORWARD DROP [0:0]
            -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A INPUT -p tcp --dport 22 -s 192.0.2.0/24 -j ACCEPT
            -A INPUT -p tcp -j REJECT --reject-with tcp-reset
            -A INPUT -p tcp --dport 80 -j ACCEPT
            -A FORWARD -i eth1 -o eth0 -j ACCEPT
            -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT
            COMMIT
            *nat
            -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE
            COMMIT
            """;
    private static final String SELF = "192.0.2.1/24@eth0,10.0.0.1/24@eth1";

    @TempDir Path folder;
    private String rules = "";
    private String out = "";
    private String err = "";

    @BeforeEach
    void writeRules() throws IOException {
        rules = Files.writeString(folder.resolve("rules.v4"), RULES).toString();
    }

    private int run(String... args) {
        var o = new ByteArrayOutputStream();
        var e = new ByteArrayOutputStream();
        int code =
                Main.run(
                        args,
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(o, true, StandardCharsets.UTF_8),
                        new PrintStream(e, true, StandardCharsets.UTF_8));
        out = o.toString(StandardCharsets.UTF_8);
        err = e.toString(StandardCharsets.UTF_8);
        return code;
    }

    private int test(String packet, String... more) {
        String[] args = {"firewall", "test", rules, "--self", SELF, "--packet", packet};
        String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return run(all);
    }

    @Test
    void shouldWriteRulesAnew() throws IOException {
        assertThat(run("firewall", "list", rules)).isZero();
        assertThat(out).startsWith("*filter\n:INPUT DROP [0:0]\n").contains("-A POSTROUTING");
        assertThat(run("--format", "json", "firewall", "list", rules)).isEqualTo(2);
        assertThat(err).contains("no form in JSON");
        Path nft = folder.resolve("rules.nft");
        Files.writeString(nft, "table ip t {\nchain c {\ntcp dport ssh accept\n}\n}\n");
        assertThat(run("firewall", "list", nft.toString())).isZero();
        assertThat(out).contains("\t\ttcp dport ssh accept\n");
        assertThat(run("--format", "json", "firewall", "list", nft.toString())).isZero();
        assertThat(out)
                .startsWith("{\"nftables\": [")
                .contains("\"right\": 22}}, {\"accept\": null}]");
        Files.writeString(nft, "table ip t { chain c { tcp dport 99999 accept\n } }");
        assertThat(run("firewall", "list", nft.toString())).isEqualTo(2);
        assertThat(err).contains("rules.nft:1:");
    }

    @Test
    void shouldNameRuleLineAndTextOfTheVerdict() {
        assertThat(test("tcp 192.0.2.9:4000 > 192.0.2.1:22 syn; reply; reply")).isZero();
        assertThat(out.lines())
                .contains(
                        "ACCEPT by filter INPUT rule 2, line 5: -p tcp --dport 22 -s 192.0.2.0/24"
                                + " -j ACCEPT",
                        "ACCEPT by filter INPUT rule 1, line 4: -m conntrack --ctstate"
                                + " RELATED,ESTABLISHED -j ACCEPT");
    }

    @Test
    void shouldMakeTheAnswerAnExitStatus() {
        String packet = "in eth0 tcp 203.0.113.5:4000 > 192.0.2.1:80";
        assertThat(test(packet, "--expect", "reject")).isZero();
        assertThat(test(packet, "--expect", "accept")).isEqualTo(1);
        assertThat(test(packet, "--expect", "maybe")).isEqualTo(2);
    }

    @Test
    void shouldShowTranslationBothWays() {
        assertThat(test("in eth1 udp 10.0.0.5:4000 > 203.0.113.9:53; after 1s reply")).isZero();
        assertThat(out)
                .contains("source 10.0.0.5:4000 became 192.0.2.1:4000")
                .contains("destination 192.0.2.1:4000 became 10.0.0.5:4000")
                .contains("connection   ESTABLISHED");
    }

    @Test
    void shouldAnswerForEachPossibilityWhereTheHostIsNotKnown() {
        assertThat(run("firewall", "test", rules, "--packet", "udp 10.0.0.5:1 > 203.0.113.9:53"))
                .isZero();
        assertThat(out).contains("to us:").contains("through us:").contains("from us:");
    }

    @Test
    void shouldFindTheRuleThatNeverMatches() {
        assertThat(run("firewall", "check", rules)).isZero();
        assertThat(out).contains("rules.v4:7:1: rule 4 of filter INPUT never matches");
        assertThat(run("firewall", "check", rules, "--fail-on-findings")).isEqualTo(1);
        assertThat(run("--format", "json", "firewall", "check", rules)).isZero();
        assertThat(out).contains("\"kind\":\"shadowed\"");
    }

    @Test
    void shouldFindAPacketThatTwoRulesetsTreatDifferently() throws IOException {
        String other =
                Files.writeString(
                                folder.resolve("new.v4"), RULES.replace("--dport 22", "--dport 23"))
                        .toString();
        assertThat(run("firewall", "diff", rules, other)).isEqualTo(1);
        assertThat(out).contains("tcp 192.0.2.9:40000 > 192.0.2.1:22 syn");
        assertThat(run("firewall", "diff", rules, rules)).isZero();
    }

    @Test
    void shouldPrintTheKernelsTraceLines() {
        assertThat(
                        run(
                                "firewall",
                                "trace",
                                rules,
                                "--self",
                                SELF,
                                "--packet",
                                "tcp 192.0.2.9:4000 > 192.0.2.1:22"))
                .isZero();
        assertThat(out)
                .startsWith(
                        "TRACE: filter:INPUT:rule:2 IN=eth0 OUT= SRC=192.0.2.9 DST=192.0.2.1"
                                + " LEN=40");
    }

    @Test
    void shouldSayWhereInputIsWrong() throws IOException {
        assertThat(test("tcp 1.2.3.4:5 > 192.0.2.1:22 sny")).isEqualTo(2);
        assertThat(err).contains("packet:30: \"sny\" is not understood here");
        Files.writeString(
                folder.resolve("rules.v4"), "*filter\n-A INPUT -m nonsense -j DROP\nCOMMIT\n");
        assertThat(test("tcp 192.0.2.9:4000 > 192.0.2.1:22")).isEqualTo(2);
        assertThat(err).contains("rules.v4:2:").contains("--lenient");
        assertThat(test("tcp 192.0.2.9:4000 > 192.0.2.1:22", "--lenient")).isZero();
        assertThat(out).contains("ignored: line 2");
        assertThat(run("firewall", "test", rules, "--self", "nonsense", "--packet", "reply"))
                .isEqualTo(2);
        assertThat(err).contains("--self:1:");
        assertThat(run("firewall", "test", rules)).isEqualTo(2);
        assertThat(run("firewall", "test", folder.toString(), "--packet", "reply")).isEqualTo(2);
    }

    @Test
    void shouldMakeAHostOfWhatItsToolsPrint() throws IOException {
        assertThat(run("firewall", "test", "--recipe")).isZero();
        assertThat(out).contains("ip -j addr");
        String host =
                """
                {"addr":[{"ifname":"lo","addr_info":[{"local":"127.0.0.1","prefixlen":8}]},
                 {"ifname":"eth0","link_type":"ether","address":"02:00:00:00:00:01","mtu":1500,
                  "addr_info":[{"family":"inet","local":"192.0.2.1","prefixlen":24}]}],
                 "route":[{"dst":"default","gateway":"192.0.2.254","dev":"eth0"}],
                 "rule":[{"priority":0,"src":"all","table":"local"}],
                 "sysctl":{"net.ipv4.ip_forward":"0","":""}}
                """;
        Path file = Files.writeString(folder.resolve("host.json"), host);
        assertThat(
                        run(
                                "firewall",
                                "test",
                                rules,
                                "--host",
                                file.toString(),
                                "--packet",
                                "tcp 192.0.2.9:4000 > 192.0.2.1:22; out udp 192.0.2.1:5 >"
                                        + " 203.0.113.5:53"))
                .isZero();
        assertThat(out).contains("ACCEPT by filter INPUT rule 2").contains("sent on eth0");
    }

    @Test
    void shouldSpreadFlowsOverTheNextHopsOfAHostFile() throws IOException {
        String host =
                """
                {"addr":[
                 {"ifname":"eth0","addr_info":[{"local":"192.0.2.1","prefixlen":24}]},
                 {"ifname":"eth1","addr_info":[{"local":"198.51.100.1","prefixlen":24}]},
                 {"ifname":"eth2","addr_info":[{"local":"10.0.0.1","prefixlen":24}]}],
                 "route":[{"dst":"default","nexthops":[
                  {"gateway":"192.0.2.254","dev":"eth0","weight":1,"flags":[]},
                  {"gateway":"198.51.100.254","dev":"eth1","weight":1,"flags":[]}]}],
                 "sysctl":{"net.ipv4.ip_forward":"1","net.ipv4.fib_multipath_hash_policy":"1"}}
                """;
        Path file = Files.writeString(folder.resolve("host.json"), host);
        Files.writeString(folder.resolve("rules.v4"), "*filter\nCOMMIT\n");
        var packets = new StringBuilder("in eth2 udp 10.0.0.5:1 > 203.0.113.9:53");
        for (int port = 2; port <= 40; port++)
            packets.append("; in eth2 udp 10.0.0.5:").append(port).append(" > 203.0.113.9:53");
        assertThat(
                        run(
                                "firewall",
                                "test",
                                rules,
                                "--host",
                                file.toString(),
                                "--packet",
                                packets.toString()))
                .isZero();
        long first = out.lines().filter(line -> line.matches(" +end +sent on eth0")).count();
        long second = out.lines().filter(line -> line.matches(" +end +sent on eth1")).count();
        assertThat(first + second).isEqualTo(40);
        assertThat(first).isBetween(8L, 32L);
    }

    @Test
    void shouldFindWhatOnlyShowsInALaterPacketOfAConversation() throws IOException {
        String other =
                Files.writeString(
                                folder.resolve("new.v4"),
                                RULES.replace(
                                        "-A FORWARD -m conntrack --ctstate",
                                        "-A FORWARD -m conntrack ! --ctstate"))
                        .toString();
        String talk = "in eth1 udp 10.0.0.5:4000 > 203.0.113.9:53; after 1s reply";
        String[] diff = {"firewall", "diff", rules, other, "--self", SELF, "--packet", talk};
        assertThat(run(diff)).isEqualTo(1);
        assertThat(out)
                .startsWith("after 1s reply\n")
                .contains("  ACCEPT by filter FORWARD rule 2")
                .contains("  DROP by filter FORWARD policy drop");
    }

    @Test
    void shouldCompareTwoRulesetsOverACaptureEachOnAHostOfItsOwn() throws IOException {
        String loses =
                Files.writeString(
                                folder.resolve("new.v4"),
                                RULES.replace(
                                        "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j"
                                                + " ACCEPT\n",
                                        ""))
                        .toString();
        assertThat(run(capture("diff", rules, loses))).isEqualTo(1);
        assertThat(out)
                .contains("  ACCEPT by filter INPUT rule 1, line 4")
                .contains("  DROP by filter INPUT policy drop")
                .contains("1 difference, in ");
        assertThat(run(capture("diff", rules, rules))).isZero();
        assertThat(out).contains("0 differences, in 46 packets");
        assertThat(run(capture("diff", rules, loses, "--format", "json"))).isEqualTo(1);
        assertThat(out).contains("\"tried\":46").contains("\"notSent\":{");
    }

    private static String[] capture(String... args) {
        Path pcap = Path.of(System.getProperty("sluice.root", ".."), "examples", "office-lan.pcap");
        List<String> all = new ArrayList<>(List.of("firewall"));
        all.addAll(List.of(args));
        all.addAll(List.of("--self", SELF, "--capture", pcap.toString()));
        return all.toArray(String[]::new);
    }

    @Test
    void shouldFollowTheCopyThatARuleMakes() throws IOException {
        Files.writeString(
                folder.resolve("rules.v4"),
                """
                *mangle
                -A PREROUTING -p udp -j TEE --gateway 10.0.0.9
                COMMIT
                *filter
                -A OUTPUT -p udp --dport 54 -j DROP
                COMMIT
                """);
        assertThat(
                        test(
                                "in eth0 udp 192.0.2.9:1 > 192.0.2.1:53; in eth0 udp 192.0.2.9:1 >"
                                        + " 192.0.2.1:54"))
                .isZero();
        assertThat(out)
                .contains(
                        """
                            copy
                              output       filter OUTPUT  policy accept
                              end          sent on eth1
                        """)
                .contains("      output       filter OUTPUT  rule 1, line 5 drop");
        assertThat(out.split("    copy\n", -1)).hasSize(3);
        assertThat(test("in eth0 udp 192.0.2.9:1 > 192.0.2.1:53", "--format", "json")).isZero();
        assertThat(out).contains("\"copies\":[{\"behind\":0,").contains("\"end\":\"sent on eth1\"");
    }

    @Test
    void shouldWriteTheCaptureAgainWithVerdictAndRuleOfEachPacket() throws Exception {
        Path written = folder.resolve("judged.pcapng");
        assertThat(run(capture("test", rules, "--write", written.toString()))).isZero();
        assertThat(run(capture("test", rules, "--format", "json"))).isZero();
        assertThat(out).contains("\"frames\":667").contains("\"notes\":[]");
        List<String> comments = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(written, ReaderOptions.tolerant())) {
            while (reader.next()) if (reader.isPacket()) comments.addAll(reader.comments());
            assertThat(reader.damage()).isEmpty();
        }
        assertThat(comments).hasSize(667);
        assertThat(comments.stream().filter(each -> !each.startsWith("not sent: "))).hasSize(46);
        assertThat(comments)
                .contains("not sent: not IP")
                .anyMatch(each -> each.startsWith("ACCEPT by filter INPUT rule 1, line 4: "))
                .anyMatch(each -> each.startsWith("DROP by filter INPUT policy drop"));
        Process tshark;
        try {
            tshark =
                    new ProcessBuilder(
                                    "tshark",
                                    "-r",
                                    written.toString(),
                                    "-T",
                                    "fields",
                                    "-e",
                                    "frame.comment")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            System.out.println("skipped: there is no tshark here");
            return;
        }
        var lines = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tshark.waitFor()).isZero();
        assertThat(lines.lines()).containsExactlyElementsOf(comments);
    }
}
