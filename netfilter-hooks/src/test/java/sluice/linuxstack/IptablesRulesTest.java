package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.linuxstack.TwoHosts.Received;
import sluice.nic.LinkOptions;
import sluice.rules.RuleFamily;
import sluice.rules.iptables.IptablesOptions;
import sluice.rules.iptables.IptablesText;
import sluice.rules.iptables.Loaded;
import sluice.rules.xtables.IpSets;
import sluice.world.WorldOptions;

/** Rules of iptables on a host, and datagrams that meet them. */
class IptablesRulesTest {
    private final Received received = new Received();
    private final List<String> logged = new ArrayList<>();
    private IptablesOptions options = IptablesOptions.strict();
    private TwoHosts hosts;
    private LinuxUdpSocket socket;

    @BeforeEach
    void open() throws Exception {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        hosts.second.sockets().udp(IpAddress.ANY4, 7, received);
        socket = hosts.first.sharedUdp(IpAddress.ANY4, 4000, new Received());
    }

    private void input(String... rules) {
        StringBuilder text = new StringBuilder("*filter\n:INPUT ACCEPT [0:0]\n");
        for (String rule : rules) text.append("-A INPUT ").append(rule).append('\n');
        Loaded loaded =
                IptablesText.load(
                        hosts.second.rules().ruleset(),
                        RuleFamily.IP,
                        "rules",
                        text + "COMMIT\n",
                        options);
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(hosts.second.rules().commit()).isEmpty();
    }

    private void send(String text) {
        TwoHosts.send(socket, "10.0.0.2", 7, text);
        hosts.run(10);
        assertThat(hosts.world.ledger().check()).isEmpty();
    }

    /** How many of so many datagrams arrive, a number of milliseconds apart. */
    private int arrive(int count, int apartMillis) {
        int before = received.texts.size();
        for (int i = 0; i < count; i++) {
            send("x");
            hosts.run(apartMillis);
        }
        return received.texts.size() - before;
    }

    @Test
    void shouldLetTheBurstOfALimitPassAndThenItsRate() {
        input("-p udp -m limit --limit 1/sec --limit-burst 3 -j ACCEPT", "-p udp -j DROP");
        assertThat(arrive(10, 1)).isEqualTo(3);
        // A tenth of a second has gone by: the first of these comes too soon.
        assertThat(arrive(5, 1100)).isEqualTo(4);
    }

    @Test
    void shouldKeepABucketForEachKeyOfAHashlimit() {
        input(
                "-m hashlimit --hashlimit-above 1/sec --hashlimit-burst 2 --hashlimit-mode"
                        + " srcip,srcport --hashlimit-name h -j DROP");
        assertThat(arrive(10, 1)).isEqualTo(2);
    }

    @Test
    void shouldRememberWhoCameOfLate() {
        input(
                "-p udp -m recent --update --seconds 2 --hitcount 3 --name l --rsource -j DROP",
                "-p udp -m recent --set --name l --rsource");
        assertThat(arrive(5, 1)).isEqualTo(3);
        hosts.run(3_000);
        assertThat(arrive(1, 1)).isEqualTo(1);
    }

    @Test
    void shouldForgetWhatIsRemovedFromARecentList() {
        input(
                "-m length --length 29 -m recent --remove --name l --rsource -j ACCEPT",
                "-m recent --rcheck --name l --rsource -j DROP",
                "-m recent --set --name l --rsource");
        send("xx");
        send("xx");
        send("x");
        send("xx");
        assertThat(received.texts).containsExactly("xx", "x", "xx");
    }

    @Test
    void shouldTakeEachThirdPacket() {
        input("-m statistic --mode nth --every 3 --packet 1 -j DROP");
        for (String each : List.of("a", "b", "c", "d", "e", "f")) send(each);
        assertThat(received.texts).containsExactly("a", "c", "d", "f");
    }

    @Test
    void shouldDropWhatTheQuotaHasNoRoomFor() {
        input("-m quota --quota 60 -j ACCEPT", "-j DROP");
        assertThat(arrive(5, 1)).isEqualTo(2);
    }

    @Test
    void shouldFindTextAndNumbersInThePacket() {
        input(
                "-m string --algo bm --string secret -j DROP",
                "-m u32 --u32 \"0>>22&0x3C@0&0xFFFF=7 && 28&0xFF000000=0x41000000:0x42000000\" -j"
                        + " DROP");
        for (String each : List.of("a secret", "secre", "AAAA", "BBBB", "CCCC", "A")) send(each);
        assertThat(received.texts).containsExactly("secre", "CCCC", "A");
    }

    @Test
    void shouldLookPacketsUpInSets() {
        var sets = new IpSets();
        String text =
                """
                create nets hash:net,port family inet
                add nets 10.0.0.0/8,udp:7
                add nets 10.0.0.1/32,udp:7 nomatch
                create both list:set
                add both nets
                """;
        assertThat(sets.load(text, 0)).isEmpty();
        options = options.withSets(sets);
        input("-m set --match-set both src,dst -j DROP");
        send("a");
        assertThat(received.texts).hasSize(1);
        input("-m set ! --match-set nets src,dst -j DROP");
        send("b");
        assertThat(received.texts).hasSize(1);
    }

    @Test
    void shouldPutTheSenderIntoASet() {
        var sets = new IpSets();
        assertThat(sets.load("create seen hash:ip timeout 5\n", 0)).isEmpty();
        options = options.withSets(sets);
        input("-m set --match-set seen src -j DROP", "-j SET --add-set seen src");
        assertThat(arrive(3, 1)).isEqualTo(1);
        hosts.run(6_000);
        assertThat(arrive(1, 1)).isEqualTo(1);
    }

    @Test
    void shouldLogAsTheKernelDoes() {
        hosts.second.logTo(logged::add);
        input("-p udp -j LOG --log-prefix \"in: \"");
        send("x");
        assertThat(logged).hasSize(1);
        assertThat(logged.getFirst())
                .startsWith("in: IN=eth0 OUT= MAC=")
                .contains(":08:00 SRC=10.0.0.1 DST=10.0.0.2 LEN=29 TOS=0x00 PREC=0x00 TTL=64 ID=")
                .endsWith("PROTO=UDP SPT=4000 DPT=7 LEN=9 ");
    }
}
