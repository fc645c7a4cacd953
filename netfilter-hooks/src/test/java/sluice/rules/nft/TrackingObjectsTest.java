package sluice.rules.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sluice.conntrack.RoutedPackets.tcp;
import static sluice.conntrack.RoutedPackets.udp;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.conntrack.Connection;
import sluice.conntrack.Router;
import sluice.packet.wire.TcpView;

/** What nft's objects of connection tracking do to connections. */
class TrackingObjectsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Router router = new Router(false);

    @AfterEach
    void shouldBalance() {
        assertThat(router.problems()).isEmpty();
    }

    private Loaded read(String objects, String rules) {
        String text =
                "table ip t {\n"
                        + objects
                        + "\nchain c { type filter hook prerouting priority 0\n"
                        + rules
                        + "\n}\n}\n";
        return NftText.load(
                router.host.rules().ruleset(),
                NftDevices.of(router.host.rules().host()),
                "rules.nft",
                text,
                NftOptions.strict());
    }

    private void load(String objects, String rules) {
        assertThat(read(objects, rules).errors()).isEmpty();
        assertThat(router.host.rules().commit()).isEmpty();
    }

    private Connection only() {
        return router.host.conntrack().entries().getFirst();
    }

    @Test
    void shouldGiveConnectionsTheirHelper() {
        load(
                "ct helper h { type \"ftp\" protocol tcp; l3proto ip; }",
                "tcp dport 21 ct helper set \"h\"");
        router.lan(tcp("192.168.1.2", 4000, "10.0.0.2", 21, TcpView.SYN, 1, 0, ""));
        router.lan(tcp("192.168.1.2", 4000, "10.0.0.2", 22, TcpView.SYN, 1, 0, ""));
        assertThat(router.host.conntrack().entries())
                .extracting(Connection::helperName)
                .containsExactly("ftp", null);
    }

    @Test
    void shouldKeepTheHelperFromConnectionsOfAnotherProtocol() {
        load("ct helper h { type \"ftp\" protocol tcp; }", "ct helper set \"h\"");
        router.lan(udp("192.168.1.2", 4000, "10.0.0.2", 21, "x"));
        assertThat(only().helperName()).isNull();
    }

    @Test
    void shouldTakeTimesFromThePolicy() {
        load(
                """
                ct timeout o {
                    protocol tcp
                    policy = { syn_sent : 7, established : 1m40s }
                }
                """,
                "tcp dport 80 ct timeout set \"o\"");
        router.lan(tcp("192.168.1.2", 4000, "10.0.0.2", 80, TcpView.SYN, 1, 0, ""));
        assertThat(remaining()).isEqualTo(7);
        router.wan(tcp("10.0.0.2", 80, "192.168.1.2", 4000, TcpView.SYN | TcpView.ACK, 50, 2, ""));
        assertThat(remaining()).as("not stated: the setting").isEqualTo(60);
        router.lan(tcp("192.168.1.2", 4000, "10.0.0.2", 80, TcpView.ACK, 2, 51, ""));
        assertThat(remaining()).isEqualTo(100);
    }

    private long remaining() {
        return (only().remainingNanos(router.world.scheduler().nowNanos()) + SECOND - 1) / SECOND;
    }

    @Test
    void shouldTakeTimesOfUdpFromThePolicy() {
        load(
                "ct timeout o {\nprotocol udp\npolicy = { unreplied : 5, replied : 9 }\n}",
                "ct timeout set \"o\"");
        router.lan(udp("192.168.1.2", 4000, "10.0.0.2", 53, "x"));
        assertThat(remaining()).isEqualTo(5);
        router.wan(tcp("10.0.0.2", 80, "192.168.1.2", 4000, TcpView.SYN, 50, 0, ""));
        assertThat(router.host.conntrack().entries().get(1).remainingNanos(0))
                .as("another protocol keeps its own")
                .isGreaterThan(100 * SECOND);
    }

    @Test
    void shouldExpectWhatARuleAnnounces() {
        load(
                "ct expectation e { protocol tcp; dport 9876; timeout 2m; size 1; l3proto ip; }",
                "tcp dport 81 ct expectation set \"e\" counter");
        router.lan(tcp("192.168.1.2", 4000, "10.0.0.2", 81, TcpView.SYN, 1, 0, ""));
        assertThat(router.host.conntrack().expectations()).hasSize(1);
        router.wan(tcp("10.0.0.2", 81, "192.168.1.2", 4000, TcpView.SYN | TcpView.ACK, 9, 2, ""));
        router.wan(tcp("10.0.0.2", 77, "192.168.1.2", 9876, TcpView.SYN, 9, 0, ""));
        assertThat(router.states).endsWith("RELATED");
        assertThat(router.host.conntrack().entries().get(1).master()).isSameAs(only());
    }

    @Test
    void shouldBreakTheRuleForAConnectionThatIsThere() {
        load(
                "ct expectation e { protocol tcp; dport 9876; timeout 2m; size 1; }",
                "tcp dport 81 ct expectation set \"e\" counter");
        router.lan(tcp("192.168.1.2", 4000, "10.0.0.2", 81, TcpView.SYN, 1, 0, ""));
        router.wan(tcp("10.0.0.2", 81, "192.168.1.2", 4000, TcpView.SYN | TcpView.ACK, 9, 2, ""));
        router.lan(tcp("192.168.1.2", 4000, "10.0.0.2", 81, TcpView.ACK, 2, 10, ""));
        assertThat(router.toWan).hasSize(2);
        String listed = NftWriter.text(router.host.rules().ruleset());
        assertThat(listed).contains("ct expectation set \"e\" counter packets 1 bytes 40\n");
    }

    @Test
    void shouldListTheRulesInForce() {
        load("ct helper h { type \"ftp\" protocol tcp; }", "tcp dport 21 ct helper set \"h\"");
        assertThat(router.host.list("nft list ruleset")).contains("tcp dport 21 ct helper set");
        assertThat(router.host.list("nft  -j list ruleset"))
                .contains("\"type\": \"ftp\", \"protocol\": \"tcp\"")
                .contains("{\"ct helper\": \"h\"}");
        assertThatThrownBy(() -> router.host.list("nft list table t"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseWhatTheKernelHasNot() {
        assertThat(read("ct helper h { type \"sip\" protocol udp; }", "").errors().toString())
                .contains("the helper 'sip' is not emulated");
        assertThat(read("ct helper h { type \"ftp\" protocol udp; }", "").errors().toString())
                .contains("is one of tcp");
        assertThat(
                        read("ct timeout o {\nprotocol udp\npolicy = { close : 5 }\n}", "")
                                .errors()
                                .toString())
                .contains("have no state 'close'");
        assertThat(read("ct expectation e { protocol tcp; dport 1; }", "").errors().toString())
                .contains("timeout of the ct expectation is missing");
        assertThat(read("ct helper h { type \"ftp\" protocol tcp; l3proto ip6; }", "").errors())
                .hasSize(1);
    }
}
