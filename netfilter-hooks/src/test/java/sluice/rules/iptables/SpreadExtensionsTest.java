package sluice.rules.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.conntrack.RoutedPackets.tcp;
import static sluice.conntrack.RoutedPackets.udp;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.conntrack.RoutedPackets;
import sluice.conntrack.Router;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.packet.wire.TcpView;
import sluice.rules.RuleFamily;
import sluice.rules.xtables.IpSets;

/** Clusters, marks by a hash, the SYN proxy, and sets with masks, as rules of iptables. */
class SpreadExtensionsTest {
    private final Router router = new Router(false);
    private final List<Integer> marks = new ArrayList<>();

    @AfterEach
    void shouldBalance() {
        assertThat(router.problems()).isEmpty();
    }

    private Loaded read(String table, String rules, IptablesOptions options) {
        return IptablesText.load(
                router.host.rules().ruleset(),
                RuleFamily.IP,
                "rules",
                "*" + table + "\n" + rules + "\nCOMMIT\n",
                options);
    }

    private void load(String table, String rules) {
        assertThat(read(table, rules, IptablesOptions.strict()).diagnostics()).isEmpty();
        assertThat(router.host.rules().commit()).isEmpty();
        for (NfFamily family : NfFamily.IP)
            router.host.registerHook(
                    family,
                    HookPoint.FORWARD,
                    100,
                    "marks",
                    (skb, _) -> {
                        marks.add(skb.mark());
                        return NfVerdict.ACCEPT;
                    });
    }

    private static String hmark(String rest) {
        return "-A PREROUTING -j HMARK --hmark-mod 8 --hmark-offset 100 --hmark-rnd 0xfeed " + rest;
    }

    @Test
    void shouldMarkBothDirectionsAlike() {
        load("mangle", hmark("--hmark-tuple src,dst,sport,dport,proto"));
        var seen = new TreeSet<Integer>();
        for (int port = 1000; port < 1064; port++) {
            router.lan(udp("192.168.1.2", port, "10.0.0.2", 53, "x"));
            router.wan(udp("10.0.0.2", 53, "192.168.1.2", port, "x"));
            assertThat(marks.getLast()).isEqualTo(marks.get(marks.size() - 2));
            seen.add(marks.getLast());
        }
        assertThat(seen).hasSize(8).first().isEqualTo(100);
        assertThat(seen.last()).isEqualTo(107);
    }

    @Test
    void shouldMarkWhatIsLeftOutAlike() {
        load("mangle", hmark("--hmark-src-prefix 24 --hmark-dst-prefix 24"));
        for (int i = 2; i < 20; i++)
            router.lan(udp("192.168.1." + i, 1000 + i, "10.0.0." + i, 53, "x"));
        assertThat(marks).hasSize(18).allMatch(mark -> mark.equals(marks.getFirst()));
    }

    @Test
    void shouldMarkAnErrorAsWhatItQuotes() {
        load("mangle", hmark("--hmark-tuple src,dst"));
        byte[] asked = udp("192.168.1.2", 1000, "10.0.0.2", 53, "x");
        router.lan(asked);
        router.wan(RoutedPackets.error("10.0.0.77", "192.168.1.2", 3, 3, asked));
        assertThat(marks).hasSize(2);
        assertThat(marks.get(1)).isEqualTo(marks.get(0));
    }

    @Test
    void shouldLeaveWhatIsNotTrackedUnmarkedByConnection() {
        load("raw", hmark("--hmark-tuple ct,src,dst"));
        router.lan(udp("192.168.1.2", 1000, "10.0.0.2", 53, "x"));
        assertThat(marks).as("before tracking").containsExactly(0);
    }

    @Test
    void shouldGiveEachConnectionToOneNode() {
        load(
                "mangle",
                """
                -A PREROUTING -m cluster --cluster-total-nodes 2 --cluster-local-node 1 --cluster-hash-seed 0xdeadbeef -j MARK --set-mark 1
                -A PREROUTING -m cluster --cluster-total-nodes 2 --cluster-local-nodemask 2 --cluster-hash-seed 0xdeadbeef -j MARK --or-mark 2\
                """);
        for (int i = 2; i < 34; i++) {
            router.lan(udp("192.168.1." + i, 1000, "10.0.0.2", 53, "x"));
            router.wan(udp("10.0.0.2", 53, "192.168.1." + i, 1000, "x"));
            assertThat(marks.getLast()).isEqualTo(marks.get(marks.size() - 2));
        }
        assertThat(marks).containsOnly(1, 2).contains(1, 2);
    }

    @Test
    void shouldAnswerSynsInPlaceOfTheServer() {
        router.host.setSysctl("net.netfilter.nf_conntrack_tcp_loose", 0);
        load("raw", "-A PREROUTING -p tcp --dport 80 --syn -j CT --notrack");
        assertThat(
                        IptablesText.load(
                                        router.host.rules().ruleset(),
                                        RuleFamily.IP,
                                        "rules",
                                        """
                                        *filter
                                        -A FORWARD -p tcp --dport 80 -m conntrack --ctstate INVALID,UNTRACKED -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460
                                        -A FORWARD -m conntrack --ctstate INVALID -j DROP
                                        COMMIT
                                        """,
                                        IptablesOptions.strict())
                                .diagnostics())
                .isEmpty();
        assertThat(router.host.rules().commit()).isEmpty();
        router.wan(tcp("10.0.0.2", 4000, "192.168.1.2", 80, TcpView.SYN, 100, 0, ""));
        assertThat(router.toLan).isEmpty();
        assertThat(router.toWan).hasSize(1).allMatch(RoutedPackets::checksumsRight);
        assertThat(router.toWan.getFirst()[33]).isEqualTo((byte) (TcpView.SYN | TcpView.ACK));
    }

    @Test
    void shouldLookOnlyAtTheBitsOfAMask() {
        var sets = new IpSets();
        assertThat(
                        sets.load(
                                """
                                create nets hash:ip family inet netmask 24
                                create odd hash:ip family inet bitmask 0.0.0.1
                                create low hash:ip,mark markmask 0x0f
                                add nets 192.168.1.77
                                add odd 0.0.0.1
                                """,
                                0))
                .isEmpty();
        Loaded loaded =
                read(
                        "mangle",
                        """
                        -A PREROUTING -m set --match-set nets src -j MARK --set-mark 1
                        -A PREROUTING -m set --match-set odd src -j MARK --or-mark 2\
                        """,
                        IptablesOptions.strict().withSets(sets));
        assertThat(loaded.diagnostics()).isEmpty();
        load("filter", "");
        router.lan(udp("192.168.1.2", 1000, "10.0.0.2", 53, "x"));
        router.lan(udp("192.168.1.3", 1000, "10.0.0.2", 53, "x"));
        router.wan(udp("10.0.0.2", 53, "192.168.1.2", 1000, "x"));
        assertThat(marks).containsExactly(1, 3, 0);
    }

    @Test
    void shouldSayWhatIsWrong() {
        wrong("mangle", "-A PREROUTING -j HMARK --hmark-mod 8", "--hmark-tuple is missing");
        wrong("mangle", hmark("--hmark-tuple src,ports"), "unknown 'ports'");
        wrong("mangle", hmark("--hmark-tuple spi,sport"), "exclude each other");
        wrong(
                "mangle",
                "-A PREROUTING -m cluster --cluster-total-nodes 2 --cluster-local-node 3"
                        + " --cluster-hash-seed 1",
                "there are 2 nodes");
        wrong("filter", "-A OUTPUT -p tcp -j SYNPROXY", "");
        assertThat(new IpSets().load("create x hash:mac netmask 8", 0).toString())
                .contains("hash:mac takes no netmask");
    }

    private void wrong(String table, String rule, String text) {
        assertThat(read(table, rule, IptablesOptions.strict()).diagnostics().toString())
                .contains("rules:2:")
                .contains(text);
    }
}
