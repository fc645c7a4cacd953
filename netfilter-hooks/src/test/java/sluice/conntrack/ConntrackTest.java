package sluice.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.conntrack.RoutedPackets.echo;
import static sluice.conntrack.RoutedPackets.error;
import static sluice.conntrack.RoutedPackets.tcp;
import static sluice.conntrack.RoutedPackets.udp;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

class ConntrackTest {
    private static final String CLIENT = "192.168.1.2";
    private static final String SERVER = "10.0.0.2";
    private static final int SYN = TcpView.SYN;
    private static final int ACK = TcpView.ACK;
    private static final int RST = TcpView.RST;
    private static final int FIN = TcpView.FIN;

    private final Router router = new Router();

    @AfterEach
    void shouldBalance() {
        assertThat(router.problems()).isEmpty();
    }

    private void query() {
        router.lan(udp(CLIENT, 1111, SERVER, 53, "hello"));
    }

    private void answer() {
        router.wan(udp(SERVER, 53, CLIENT, 1111, "hello"));
    }

    private void client(int flags, int seq, int ack, String text) {
        router.lan(tcp(CLIENT, 2222, SERVER, 80, flags, seq, ack, text));
    }

    private void server(int flags, int seq, int ack, String text) {
        router.wan(tcp(SERVER, 80, CLIENT, 2222, flags, seq, ack, text));
    }

    private void connect() {
        client(SYN, 100, 0, "");
        server(SYN | ACK, 500, 101, "");
        client(ACK, 101, 501, "");
    }

    @Test
    void shouldTrackNothingUntilSomebodyAsks() {
        var plain = new Router(false);
        plain.lan(udp(CLIENT, 1111, SERVER, 53, "hello"));
        assertThat(plain.states).containsExactly("INVALID");
        assertThat(plain.entries()).isEmpty();
    }

    @Test
    void shouldCountBothWaysAndAssureOnlyAStream() {
        query();
        assertThat(router.entries())
                .containsExactly(
                        "ipv4 udp src=192.168.1.2 dst=10.0.0.2 sport=1111 dport=53 packets=1"
                                + " bytes=33 [UNREPLIED] src=10.0.0.2 dst=192.168.1.2 sport=53"
                                + " dport=1111 packets=0 bytes=0 mark=0");
        answer();
        query();
        answer();
        assertThat(router.states)
                .containsExactly("NEW", "ESTABLISHED_REPLY", "ESTABLISHED", "ESTABLISHED_REPLY");
        assertThat(router.entries().getFirst()).doesNotContain("UNREPLIED", "ASSURED");
        router.run(2000);
        query();
        assertThat(router.entries().getFirst()).contains("[ASSURED]", "packets=3");
    }

    @Test
    void shouldForgetWhatIsOver() {
        query();
        router.run(29_000);
        assertThat(router.host.conntrack().count()).isEqualTo(1);
        router.run(1_000);
        assertThat(router.host.conntrack().count()).isZero();
        query();
        assertThat(router.states).containsExactly("NEW", "NEW");
    }

    @Test
    void shouldFollowATcpConnectionToItsEnd() {
        connect();
        assertThat(router.entries().getFirst()).contains("ESTABLISHED", "[ASSURED]");
        client(FIN | ACK, 101, 501, "");
        assertThat(router.entries().getFirst()).contains("FIN_WAIT");
        server(ACK, 501, 102, "");
        assertThat(router.entries().getFirst()).contains("CLOSE_WAIT");
        server(FIN | ACK, 501, 102, "");
        assertThat(router.entries().getFirst()).contains("LAST_ACK");
        client(ACK, 102, 502, "");
        assertThat(router.entries().getFirst()).contains("TIME_WAIT");
        client(SYN, 9000, 0, "");
        assertThat(router.states).endsWith("NEW");
        assertThat(router.entries()).hasSize(1);
        assertThat(router.entries().getFirst()).contains("SYN_SENT", "[UNREPLIED]");
    }

    @Test
    void shouldDeleteAnEntryThatIsRefusedAndCloseOneThatIsReset() {
        client(SYN, 100, 0, "");
        server(RST | ACK, 0, 101, "");
        assertThat(router.entries()).isEmpty();
        connect();
        server(RST | ACK, 501, 101, "");
        assertThat(router.entries().getFirst()).contains("CLOSE", "[ASSURED]");
        router.run(10_000);
        assertThat(router.entries()).isEmpty();
    }

    @Test
    void shouldPickUpInTheMiddleOnlyIfItIsLoose() {
        client(ACK, 5000, 7000, "data");
        server(ACK, 7000, 5004, "");
        assertThat(router.states).containsExactly("NEW", "ESTABLISHED_REPLY");
        router.host.conntrack().flush();
        router.host.setSysctl("net.netfilter.nf_conntrack_tcp_loose", 0);
        client(ACK, 5000, 7000, "data");
        assertThat(router.states).endsWith("INVALID");
        assertThat(router.entries()).isEmpty();
    }

    @Test
    void shouldFindJunkInvalidAndForwardIt() {
        client(SYN | FIN, 1, 0, "");
        client(SYN | RST, 1, 0, "");
        client(0, 1, 0, "");
        client(FIN | TcpView.PSH | TcpView.URG, 1, 0, "");
        server(SYN | ACK, 1, 1, "");
        byte[] wrong = udp(CLIENT, 1111, SERVER, 53, "hello");
        Octets.put16(wrong, 26, 0x1111);
        router.lan(wrong);
        assertThat(router.states).hasSize(6).containsOnly("INVALID");
        assertThat(router.toWan).hasSize(5);
        assertThat(router.toLan).hasSize(1);
        assertThat(router.entries()).isEmpty();
        assertThat(router.host.conntrack().stats().invalid()).isEqualTo(6);
    }

    @Test
    void shouldFindSegmentsOutsideOfTheWindowInvalid() {
        connect();
        client(ACK, 101 + 2_000_000, 501, "far");
        client(ACK, 101, 501 + 2_000_000, "ack of the unseen");
        client(ACK, 101, 501, "near");
        assertThat(router.states).endsWith("ESTABLISHED", "INVALID", "INVALID", "ESTABLISHED");
        router.host.setSysctl("net.netfilter.nf_conntrack_tcp_be_liberal", 1);
        client(ACK, 101 + 2_000_000, 501, "far");
        assertThat(router.states).endsWith("ESTABLISHED");
    }

    @Test
    void shouldRelateErrorsWhoeverSendsThem() {
        byte[] query = udp(CLIENT, 1111, SERVER, 53, "hello");
        router.lan(query);
        router.wan(error("10.0.0.77", CLIENT, 3, 1, query));
        router.wan(error("10.0.0.77", CLIENT, 3, 1, udp(CLIENT, 1112, SERVER, 53, "hello")));
        router.wan(error("10.0.0.77", "192.168.1.3", 3, 1, query));
        assertThat(router.states).containsExactly("NEW", "RELATED_REPLY", "INVALID", "INVALID");
        assertThat(router.entries().getFirst()).contains("[UNREPLIED]", "packets=0");
    }

    @Test
    void shouldTrackPingsByTheirIdentifier() {
        router.lan(echo(CLIENT, SERVER, 8, 77));
        router.wan(echo(SERVER, CLIENT, 0, 77));
        router.wan(echo(SERVER, CLIENT, 0, 78));
        assertThat(router.states).containsExactly("NEW", "ESTABLISHED_REPLY", "INVALID");
        assertThat(router.entries())
                .containsExactly(
                        "ipv4 icmp src=192.168.1.2 dst=10.0.0.2 type=8 code=0 id=77 packets=1"
                                + " bytes=36 src=10.0.0.2 dst=192.168.1.2 type=0 code=0 id=77"
                                + " packets=1 bytes=36 mark=0");
    }

    @Test
    void shouldTrackIpv6() {
        router.lan(udp("fd01::2", 1111, "fd02::2", 53, "hello"));
        router.wan(udp("fd02::2", 53, "fd01::2", 1111, "hello"));
        router.lan(echo("fd01::2", "fd02::2", 128, 5));
        router.wan(
                error("fd02::77", "fd01::2", 1, 3, udp("fd01::2", 1111, "fd02::2", 53, "hello")));
        assertThat(router.states)
                .containsExactly("NEW", "ESTABLISHED_REPLY", "NEW", "RELATED_REPLY");
        assertThat(router.entries()).hasSize(2);
    }

    @Test
    void shouldDropWhatDoesNotFitUnlessSomethingUnassuredGoes() {
        router.host.setSysctl("net.netfilter.nf_conntrack_max", 3);
        for (int port = 1; port <= 50; port++) {
            router.lan(udp(CLIENT, port, SERVER, 53, "x"));
            assertThat(router.host.conntrack().count()).isLessThanOrEqualTo(3);
        }
        ConntrackStats stats = router.host.conntrack().stats();
        assertThat(stats.drop() + stats.earlyDrop()).isGreaterThanOrEqualTo(47);
        assertThat(router.toWan).hasSize((int) (50 - stats.drop()));
    }

    @Test
    void shouldKeepZonesApart() {
        var zone = new Template(Zone.of(5));
        router.host.registerHook(
                sluice.netfilter.NfFamily.IPV4,
                sluice.netfilter.HookPoint.PRE_ROUTING,
                -300,
                "zone",
                (skb, _) -> {
                    if (skb.packet().lengthOctets() == 33)
                        skb.setTracked(zone, sluice.netfilter.CtInfo.NEW);
                    return sluice.netfilter.NfVerdict.ACCEPT;
                });
        query();
        router.lan(udp(CLIENT, 1111, SERVER, 53, "longer"));
        assertThat(router.states).containsExactly("NEW", "NEW");
        assertThat(router.entries()).hasSize(2);
        assertThat(router.entries().getFirst()).contains("zone=5");
    }

    @Test
    void shouldNotConfirmWhatIsDropped() {
        var drop =
                router.host.registerHook(
                        sluice.netfilter.NfFamily.IPV4,
                        sluice.netfilter.HookPoint.POST_ROUTING,
                        0,
                        "drop",
                        (_, _) -> sluice.netfilter.NfVerdict.DROP);
        query();
        drop.unregister();
        query();
        assertThat(router.states).containsExactly("NEW", "NEW");
    }
}
