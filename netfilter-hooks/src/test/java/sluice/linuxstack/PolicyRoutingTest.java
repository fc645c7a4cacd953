package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.inet.Ipv4Route;
import sluice.inet.RouteKind;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.world.WorldOptions;

class PolicyRoutingTest {
    private static final int FAR = IpAddress.require("203.0.113.9").v4();

    private LinuxHost host;
    private TwoHosts hosts;
    private LinuxUdpSocket socket;

    @BeforeEach
    void open() throws Exception {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        host = hosts.first;
        host.addRoute("default via 10.0.0.254");
        host.addRoute("default via 10.0.0.2 table 100");
        socket = host.sharedUdp(IpAddress.ANY4, 4000, new Received());
    }

    private String via(int mark, int tos) {
        Ipv4Route route = host.fib().route4(IpAddress.require("10.0.0.1").v4(), FAR, 0, mark, tos);
        if (route == null) return "none";
        RouteKind kind = route.kind();
        return kind == RouteKind.UNICAST ? IpAddress.v4(route.gateway()).toString() : kind.name();
    }

    @Test
    void shouldPrintRulesAsIpDoes() {
        host.addRule("fwmark 0x7/0xff lookup 100");
        host.addRule("from 192.0.2.0/24 iif eth0 tos 0x10 table 7");
        host.addRule("not to 10.0.0.9 uidrange 1000-1999 ipproto tcp dport 80 prohibit pref 50");
        assertThat(host.ruleLines())
                .containsExactly(
                        "0:\tfrom all lookup local",
                        "50:\tnot from all to 10.0.0.9 uidrange 1000-1999 ipproto 6 dport 80"
                                + " prohibit",
                        "32764:\tfrom 192.0.2.0/24 tos 0x10 iif eth0 lookup 7",
                        "32765:\tfrom all fwmark 0x7/0xff lookup 100",
                        "32766:\tfrom all lookup main",
                        "32767:\tfrom all lookup default");
        assertThat(host.routeLines()).contains("default via 10.0.0.2 dev eth0 table 100");
    }

    @Test
    void shouldLookInTheTableOfTheFirstRuleThatMatchesAndHasARoute() {
        host.addRule("fwmark 7 lookup 100");
        host.addRule("tos 0x10 lookup 55");
        assertThat(via(7, 0)).isEqualTo("10.0.0.2");
        assertThat(via(0, 0)).isEqualTo("10.0.0.254");
        assertThat(via(0, 0x10)).as("table 55 is empty").isEqualTo("10.0.0.254");
        host.addRoute("throw default table 55");
        assertThat(via(0, 0x10)).isEqualTo("10.0.0.254");
        assertThat(host.removeRule("fwmark 7 lookup 100")).isTrue();
        assertThat(via(7, 0)).isEqualTo("10.0.0.254");
        assertThat(host.removeRule("fwmark 7 lookup 100")).isFalse();
    }

    @Test
    void shouldPrintAndRemoveARouteOfSeveralWays() {
        String words =
                "198.51.100.0/24 nexthop via 10.0.0.7 weight 2 nexthop via 10.0.0.8 dev eth0";
        host.addRoute(words);
        String line =
                "198.51.100.0/24\n\tnexthop via 10.0.0.7 dev eth0 weight 2\n"
                        + "\tnexthop via 10.0.0.8 dev eth0 weight 1";
        assertThat(host.routeLines()).contains(line);
        assertThatThrownBy(() -> host.addRoute(words)).hasMessageContaining("route exists");
        assertThat(host.removeRoute("198.51.100.0/24 nexthop via 10.0.0.7 nexthop via 10.0.0.8"))
                .isFalse();
        assertThat(host.removeRoute(words)).isTrue();
        assertThat(host.routeLines()).doesNotContain(line);
        assertThatThrownBy(() -> host.addRoute("198.51.100.0/24 via 10.0.0.7 weight 2"))
                .hasMessageContaining("weight without nexthop");
    }

    @Test
    void shouldJumpAndSuppress() {
        host.addRule("pref 10 fwmark 1 goto 30");
        host.addRule("pref 20 prohibit");
        host.addRule("pref 30 fwmark 1 lookup main suppress_prefixlength 0");
        host.addRule("pref 40 lookup 100");
        assertThat(via(0, 0)).isEqualTo("PROHIBIT");
        assertThat(via(1, 0)).as("not the default route of main").isEqualTo("10.0.0.2");
    }

    @Test
    void shouldTellASenderOfARuleThatForbids() {
        host.addRule("uidrange 1000-1000 prohibit");
        host.addRule("uidrange 1001-1001 blackhole");
        host.addRule("uidrange 1002-1002 unreachable");
        List<String> told =
                List.of(1000, 1001, 1002).stream()
                        .map(uid -> {
                            socket.setOwner(uid, 0);
                            return TwoHosts.send(socket, "203.0.113.9", 7, "x").name();
                        })
                        .toList();
        assertThat(told).containsExactly("EACCES", "EINVAL", "ENETUNREACH");
    }

    @Test
    void shouldRouteByTheMarkOfTheSocketBeforeAnyHook() {
        host.addRule("fwmark 9 lookup 100");
        var seen = new StringBuilder();
        host.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_OUT,
                0,
                "see",
                (skb, _) -> {
                    seen.append(IpAddress.v4(skb.nextHop4())).append(' ');
                    return NfVerdict.ACCEPT;
                });
        TwoHosts.send(socket, "203.0.113.9", 7, "x");
        socket.setMark(9);
        TwoHosts.send(socket, "203.0.113.9", 7, "x");
        assertThat(seen.toString()).isEqualTo("10.0.0.254 10.0.0.2 ");
    }

    @Test
    void shouldRouteAgainByTheMarkThatAHookSets() {
        host.addRule("fwmark 9 lookup 100");
        host.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_OUT,
                0,
                "mark",
                (skb, _) -> {
                    skb.setMark(9);
                    return NfVerdict.ACCEPT;
                });
        var seen = new StringBuilder();
        host.registerHook(
                NfFamily.IPV4,
                HookPoint.POST_ROUTING,
                0,
                "see",
                (skb, _) -> {
                    seen.append(IpAddress.v4(skb.nextHop4()));
                    return NfVerdict.ACCEPT;
                });
        TwoHosts.send(socket, "203.0.113.9", 7, "x");
        assertThat(seen.toString()).isEqualTo("10.0.0.2");
    }

    @Test
    void shouldSayWhatAddressesAre() {
        int own = IpAddress.require("10.0.0.1").v4();
        int lo = Objects.requireNonNull(host.devices().getFirst()).index();
        assertThat(host.fib().kindOf4(own, 0)).isEqualTo(RouteKind.LOCAL);
        assertThat(host.fib().kindOf4(own, lo)).isEqualTo(RouteKind.UNICAST);
        assertThat(host.fib().kindOf4(IpAddress.require("10.0.0.255").v4(), 0))
                .isEqualTo(RouteKind.BROADCAST);
        assertThat(host.fib().kindOf4(IpAddress.require("224.0.0.1").v4(), 0))
                .isEqualTo(RouteKind.MULTICAST);
        assertThat(host.fib().kindOf4(FAR, 0)).isEqualTo(RouteKind.UNICAST);
        IpAddress six = IpAddress.require("fd00::1");
        assertThat(host.fib().kindOf6(six.high(), six.low(), 0)).isEqualTo(RouteKind.LOCAL);
        assertThat(host.fib().kindOf6(six.high(), six.low() + 1, 0)).isEqualTo(RouteKind.UNICAST);
        IpAddress away = IpAddress.require("2001:db8::1");
        assertThat(host.fib().kindOf6(away.high(), away.low(), 0)).isEqualTo(RouteKind.UNREACHABLE);
    }

    @Test
    void shouldRouteIpv6ByRules() {
        host.addRoute("default via fd00::2 table 6");
        host.addRule("fwmark 6 to 2001:db8::/32 lookup 6");
        assertThat(host.ruleLines6())
                .contains("32765:\tfrom all to 2001:db8::/32 fwmark 0x6 lookup 6");
        IpAddress to = IpAddress.require("2001:db8::1");
        assertThat(host.fib().route6(0, 0, to.high(), to.low(), 0, 6, 0)).isNotNull();
        assertThat(host.fib().route6(0, 0, to.high(), to.low(), 0, 5, 0)).isNull();
    }

    @Test
    void shouldNameWhatIsWrongInARule() {
        for (String wrong :
                List.of(
                        "from 10.0.0.0/8",
                        "fwmark x lookup 1",
                        "iif eth9 lookup 1",
                        "lookup",
                        "from 1.2.3.4 banana lookup 1",
                        "uidrange 5-1 lookup 1",
                        "lookup nowhere")) {
            assertThatThrownBy(() -> host.addRule(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        host.addRule("lookup 9");
        assertThatThrownBy(() -> host.addRule("lookup 9 pref 32765"))
                .hasMessageContaining("exists");
    }
}
