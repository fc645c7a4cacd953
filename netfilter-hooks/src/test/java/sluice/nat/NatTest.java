package sluice.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.conntrack.RoutedPackets.echo;
import static sluice.conntrack.RoutedPackets.error;
import static sluice.conntrack.RoutedPackets.tcp;
import static sluice.conntrack.RoutedPackets.udp;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.conntrack.RoutedPackets;
import sluice.conntrack.Router;
import sluice.edge.IpAddress;
import sluice.nat.NatRange.Flag;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.packet.wire.TcpView;

class NatTest {
    private static final String CLIENT = "192.168.1.2";
    private static final String SERVER = "10.0.0.2";

    private final Router router = new Router();
    private final Nat nat = router.host.nat();

    @AfterEach
    void shouldBalance() {
        assertThat(router.problems()).isEmpty();
        List<byte[]> all = new ArrayList<>(router.toLan);
        all.addAll(router.toWan);
        assertThat(all).allMatch(RoutedPackets::checksumsRight);
    }

    private void chain(HookPoint point, NfHook hook) {
        for (NfFamily family : NfFamily.IP)
            nat.registerChain(family, point, Nat.manip(point) == Manip.DST ? -100 : 100, "t", hook);
    }

    private void masquerade(NatRange range) {
        chain(
                HookPoint.POST_ROUTING,
                (skb, state) ->
                        "wan".equals(String.valueOf(state.out() == null ? "" : state.out().name()))
                                ? nat.masquerade(skb, state, range)
                                : NfVerdict.ACCEPT);
    }

    private void map(HookPoint point, NatRange range) {
        chain(point, (skb, state) -> nat.setup(skb, state, range, Nat.manip(point)));
    }

    private static int v4(String address) {
        return IpAddress.require(address).v4();
    }

    private List<String> lan() {
        return router.toLan.stream().map(RoutedPackets::flow).toList();
    }

    private List<String> wan() {
        return router.toWan.stream().map(RoutedPackets::flow).toList();
    }

    @Test
    void shouldMasqueradeAndBringAnswersBack() {
        masquerade(NatRange.NONE);
        router.lan(udp(CLIENT, 1111, SERVER, 53, "hello"));
        router.wan(udp(SERVER, 53, "10.0.0.1", 1111, "answer"));
        assertThat(wan()).containsExactly("10.0.0.1:1111 > 10.0.0.2:53");
        assertThat(lan()).containsExactly("10.0.0.2:53 > 192.168.1.2:1111");
        assertThat(router.entries().getFirst())
                .contains("src=10.0.0.2 dst=10.0.0.1 sport=53 dport=1111");
    }

    @Test
    void shouldDrawAnotherPortOnlyIfTheOwnIsTaken() {
        masquerade(NatRange.NONE);
        router.lan(udp(CLIENT, 1111, SERVER, 53, "a"));
        router.lan(udp("192.168.1.3", 1111, SERVER, 53, "b"));
        router.lan(udp("192.168.1.3", 100, SERVER, 53, "c"));
        router.lan(udp(CLIENT, 100, SERVER, 53, "d"));
        assertThat(wan().get(0)).isEqualTo("10.0.0.1:1111 > 10.0.0.2:53");
        assertThat(port(wan().get(1))).isNotEqualTo(1111).isGreaterThanOrEqualTo(1024);
        assertThat(port(wan().get(2))).isEqualTo(100);
        assertThat(port(wan().get(3))).isNotEqualTo(100).isBetween(1, 511);
    }

    private static int port(String flow) {
        return Integer.parseInt(flow.substring(flow.indexOf(':') + 1, flow.indexOf(' ')));
    }

    @Test
    void shouldDropWhatFindsNoFreePort() {
        map(HookPoint.POST_ROUTING, NatRange.ipv4(v4("10.0.0.1"), v4("10.0.0.1")).withPorts(5, 5));
        router.lan(udp(CLIENT, 1111, SERVER, 53, "a"));
        router.lan(udp("192.168.1.3", 1111, SERVER, 53, "b"));
        assertThat(wan()).containsExactly("10.0.0.1:5 > 10.0.0.2:53");
        assertThat(router.entries()).hasSize(1);
    }

    @Test
    void shouldTranslateDestinationsAndOnlyAskAboutFirstPackets() {
        List<String> asked = new ArrayList<>();
        var to = NatRange.ipv4(v4(SERVER), v4(SERVER)).withPorts(8080, 8080);
        chain(
                HookPoint.PRE_ROUTING,
                (skb, state) -> {
                    asked.add("pre");
                    return nat.setup(skb, state, to, Manip.DST);
                });
        chain(
                HookPoint.POST_ROUTING,
                (_, _) -> {
                    asked.add("post");
                    return NfVerdict.ACCEPT;
                });
        int syn = TcpView.SYN;
        int ack = TcpView.ACK;
        router.lan(tcp(CLIENT, 2222, "192.168.1.1", 80, syn, 1, 0, ""));
        router.wan(tcp(SERVER, 8080, CLIENT, 2222, syn | ack, 5, 2, ""));
        router.lan(tcp(CLIENT, 2222, "192.168.1.1", 80, ack, 2, 6, "hi"));
        assertThat(wan())
                .containsExactly(
                        "192.168.1.2:2222 > 10.0.0.2:8080", "192.168.1.2:2222 > 10.0.0.2:8080");
        assertThat(lan()).containsExactly("192.168.1.1:80 > 192.168.1.2:2222");
        assertThat(asked).containsExactly("pre", "post");
    }

    @Test
    void shouldNotAskASecondChainOnceTheFirstMadeAMapping() {
        List<String> asked = new ArrayList<>();
        nat.registerChain(
                NfFamily.IPV4,
                HookPoint.PRE_ROUTING,
                0,
                "late",
                (_, _) -> {
                    asked.add("late");
                    return NfVerdict.ACCEPT;
                });
        var first =
                nat.registerChain(
                        NfFamily.IPV4,
                        HookPoint.PRE_ROUTING,
                        -200,
                        "early",
                        (skb, state) -> {
                            asked.add("early");
                            return nat.setup(
                                    skb, state, NatRange.ipv4(v4(SERVER), v4(SERVER)), Manip.DST);
                        });
        router.lan(udp(CLIENT, 1, "192.168.1.1", 9, "x"));
        first.unregister();
        router.lan(udp(CLIENT, 2, SERVER, 9, "x"));
        assertThat(asked).containsExactly("early", "late");
    }

    @Test
    void shouldTranslateErrorsOutsideAndInside() {
        masquerade(NatRange.NONE);
        router.lan(udp(CLIENT, 1111, SERVER, 53, "hello"));
        router.lan(udp("192.168.1.3", 1111, SERVER, 53, "hello"));
        byte[] sent = router.toWan.get(1);
        router.wan(error("10.0.0.77", "10.0.0.1", 3, 1, sent));
        byte[] got = router.toLan.getFirst();
        assertThat(RoutedPackets.flow(got)).startsWith("10.0.0.77 > 192.168.1.3");
        byte[] inside = java.util.Arrays.copyOfRange(got, 28, got.length);
        assertThat(RoutedPackets.flow(inside)).isEqualTo("192.168.1.3:1111 > 10.0.0.2:53");
        assertThat(RoutedPackets.checksumsRight(inside)).isTrue();
    }

    @Test
    void shouldTranslatePingsByTheirIdentifier() {
        masquerade(NatRange.NONE);
        router.lan(echo(CLIENT, SERVER, 8, 7));
        router.lan(echo("192.168.1.3", SERVER, 8, 7));
        String second = wan().get(1);
        int id = Integer.parseInt(second.substring(second.lastIndexOf(' ') + 1));
        assertThat(id).isNotEqualTo(7);
        router.wan(echo(SERVER, "10.0.0.1", 0, id));
        assertThat(lan()).containsExactly("10.0.0.2 > 192.168.1.3 id 7");
    }

    @Test
    void shouldMapANetworkOntoAnother() {
        int from = v4("10.0.0.0");
        chain(
                HookPoint.PRE_ROUTING,
                (skb, state) ->
                        nat.setup(
                                skb,
                                state,
                                NatRange.ipv4(from, from | 255).withFlag(Flag.NETMAP),
                                Manip.DST));
        router.lan(udp(CLIENT, 1, "172.16.5.77", 9, "x"));
        assertThat(wan()).containsExactly("192.168.1.2:1 > 10.0.0.77:9");
    }

    @Test
    void shouldRedirectToTheDeviceItCameInOn() {
        chain(
                HookPoint.PRE_ROUTING,
                (skb, state) -> nat.redirect(skb, state, NatRange.NONE.withPorts(7, 7)));
        router.lan(udp(CLIENT, 1111, SERVER, 53, "x"));
        assertThat(router.entries().getFirst())
                .contains("src=192.168.1.1 dst=192.168.1.2 sport=7 dport=1111");
        assertThat(lan()).hasSize(1); // port unreachable, from the address that was asked
        assertThat(lan().getFirst()).startsWith("10.0.0.2 > 192.168.1.2");
    }

    @Test
    void shouldForgetWhatIsMasqueradedForADeviceThatGoesDown() {
        masquerade(NatRange.NONE);
        router.lan(udp(CLIENT, 1111, SERVER, 53, "x"));
        router.host.setUp("wan", false);
        assertThat(router.entries()).isEmpty();
    }

    @Test
    void shouldTranslateIpv6() {
        masquerade(NatRange.NONE);
        router.lan(udp("fd01::2", 1111, "fd02::2", 53, "hello"));
        router.wan(udp("fd02::2", 53, "fd02::1", 1111, "answer"));
        router.wan(error("fd02::77", "fd02::1", 1, 3, router.toWan.getFirst()));
        assertThat(wan()).containsExactly("fd02::1:1111 > fd02::2:53");
        assertThat(lan().getFirst()).isEqualTo("fd02::2:53 > fd01::2:1111");
        assertThat(lan().get(1)).startsWith("fd02::77 > fd01::2");
    }

    @Test
    void shouldRouteALocalPacketAgainWhenItsDestinationIsTranslated() throws Exception {
        var to = NatRange.ipv4(v4("192.168.1.9"), v4("192.168.1.9"));
        map(HookPoint.LOCAL_OUT, to);
        var socket = router.host.sharedUdp(IpAddress.ANY4, 4000, (_, _, _, _, _, _, _) -> {});
        byte[] text = {1};
        socket.send(
                text,
                0,
                1,
                IpAddress.require(SERVER),
                9,
                sluice.edge.SocketEdge.SendOptions.DEFAULT);
        router.run(1);
        assertThat(lan()).containsExactly("10.0.0.1:4000 > 192.168.1.9:9");
        assertThat(wan()).isEmpty();
    }

    @Test
    void shouldLetAClientReachItsOwnNetworkThroughTheOutside() {
        router.host.setSysctl("net.ipv4.conf.all.send_redirects", 0);
        router.host.setSysctl("net.ipv4.conf.lan.send_redirects", 0);
        map(HookPoint.PRE_ROUTING, NatRange.ipv4(v4("192.168.1.9"), v4("192.168.1.9")));
        map(HookPoint.POST_ROUTING, NatRange.ipv4(v4("192.168.1.1"), v4("192.168.1.1")));
        router.lan(udp(CLIENT, 1111, "10.0.0.1", 80, "x"));
        router.lan(udp("192.168.1.9", 80, "192.168.1.1", 1111, "y"));
        assertThat(lan())
                .containsExactly(
                        "192.168.1.1:1111 > 192.168.1.9:80", "10.0.0.1:80 > 192.168.1.2:1111");
    }

    /** A redirect about a flow that is still being set up would lead around the translation. */
    @Test
    void shouldNotRedirectAClientAroundTheTranslation() {
        map(HookPoint.PRE_ROUTING, NatRange.ipv4(v4("192.168.1.9"), v4("192.168.1.9")));
        router.lan(udp(CLIENT, 1111, "10.0.0.1", 80, "x"));
        assertThat(lan()).containsExactly("192.168.1.2:1111 > 192.168.1.9:80");
    }

    /** Errors that this host makes belong to the connection, and are translated with it. */
    @Test
    void shouldTranslateItsOwnErrors() {
        map(HookPoint.PRE_ROUTING, NatRange.ipv4(v4("172.16.0.9"), v4("172.16.0.9")));
        router.host.addRoute("unreachable 172.16.0.0/16");
        router.lan(udp(CLIENT, 1111, SERVER, 80, "x"));
        byte[] got = router.toLan.getFirst();
        assertThat(RoutedPackets.flow(got)).startsWith("10.0.0.2 > 192.168.1.2");
        byte[] inside = java.util.Arrays.copyOfRange(got, 28, got.length);
        assertThat(RoutedPackets.flow(inside)).isEqualTo("192.168.1.2:1111 > 10.0.0.2:80");
    }
}
