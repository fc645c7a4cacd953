package sluice.inet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class Ipv4RouteTablesTest {
    private static final int LO = 1;
    private static final int ETH0 = 2;

    @Test
    void shouldMakeTheWholeSubnetLocalWhenItIsOnLoopback() {
        var tables = new Ipv4RouteTables();
        var address = Ipv4InterfaceAddress.primary(ip("11.22.33.44"), 24, LO);
        tables.addAddress(address, true);
        assertThat(tables.kindOf(ip("11.22.33.99"))).isEqualTo(RouteKind.LOCAL);
        assertThat(tables.kindOf(ip("11.22.34.99"))).isEqualTo(RouteKind.UNICAST);
        tables.removeAddress(address, true);
        assertThat(tables.lookup(ip("11.22.33.99"))).isNull();
        assertThat(tables.local().count() + tables.main().count()).isZero();
    }

    @Test
    void shouldEnterAddressSubnetAndBroadcast() {
        var tables = new Ipv4RouteTables();
        tables.addAddress(Ipv4InterfaceAddress.primary(ip("10.0.0.1"), 24, ETH0), false);
        assertThat(tables.kindOf(ip("10.0.0.1"))).isEqualTo(RouteKind.LOCAL);
        assertThat(tables.kindOf(ip("10.0.0.255"))).isEqualTo(RouteKind.BROADCAST);
        assertThat(tables.kindOf(ip("10.0.0.7"))).isEqualTo(RouteKind.UNICAST);
        assertThat(tables.kindOf(Ipv4Addresses.LIMITED_BROADCAST)).isEqualTo(RouteKind.BROADCAST);
        assertThat(tables.kindOf(ip("224.0.0.251"))).isEqualTo(RouteKind.MULTICAST);
        assertThat(tables.lookup(ip("10.0.0.7")))
                .isEqualTo(Ipv4Route.onLink(ip("10.0.0.0"), 24, ETH0, ip("10.0.0.1")));
        assertThat(tables.lookup(ip("10.0.1.7"))).isNull();
    }

    @Test
    void shouldAskTheLocalTableBeforeLongerPrefixesOfMain() {
        var tables = new Ipv4RouteTables();
        tables.addAddress(Ipv4InterfaceAddress.primary(ip("11.22.33.44"), 24, LO), true);
        tables.main().add(Ipv4Route.onLink(ip("11.22.33.5"), 32, ETH0, 0));
        var found = requireNonNull(tables.lookup(ip("11.22.33.5")));
        assertThat(found.kind()).isEqualTo(RouteKind.LOCAL);
    }

    @Test
    void shouldHaveNoRouteBehindOneThatThrows() {
        var tables = new Ipv4RouteTables();
        tables.main().add(Ipv4Route.via(0, 0, ip("10.0.0.254"), ETH0));
        tables.main().add(Ipv4Route.refusing(ip("10.7.0.0"), 16, RouteKind.THROW));
        assertThat(tables.lookup(ip("10.7.0.1"))).isNull();
        assertThat(tables.lookup(ip("10.8.0.1"))).isNotNull();
    }

    @Test
    void shouldTellTheErrorOfRefusingRoutes() {
        assertThat(RouteKind.BLACKHOLE.refusal()).isEqualTo(SocketError.INVALID_ARGUMENT);
        assertThat(RouteKind.PROHIBIT.refusal()).isEqualTo(SocketError.ACCESS_DENIED);
        assertThat(RouteKind.UNREACHABLE.refusal()).isEqualTo(SocketError.HOST_UNREACHABLE);
        assertThat(RouteKind.UNICAST.refusal()).isNull();
    }

    @Test
    void shouldChooseTheAddressInTheDestinationsSubnet() {
        var addresses =
                List.of(
                        Ipv4InterfaceAddress.primary(ip("127.0.0.1"), 8, LO),
                        Ipv4InterfaceAddress.primary(ip("10.0.0.1"), 24, ETH0),
                        new Ipv4InterfaceAddress(
                                ip("10.0.0.2"),
                                ip("10.0.0.2"),
                                24,
                                ETH0,
                                AddressScope.GLOBAL,
                                true),
                        Ipv4InterfaceAddress.primary(ip("10.0.9.1"), 24, ETH0));
        assertThat(choose(addresses, ETH0, "10.0.9.7")).isEqualTo("10.0.9.1");
        assertThat(choose(addresses, ETH0, "8.8.8.8")).isEqualTo("10.0.0.1");
        assertThat(choose(addresses, 7, "8.8.8.8")).isEqualTo("10.0.0.1");
        assertThat(choose(addresses, LO, "127.0.0.9")).isEqualTo("10.0.0.1");
    }

    @Test
    void shouldPreferScopeThenInterfaceThenPrefixForIpv6() {
        var linkLocal = Ipv6InterfaceAddress.preferred(Ipv6Address.require("fe80::1"), 64, ETH0);
        var global = Ipv6InterfaceAddress.preferred(Ipv6Address.require("2001:db8::1"), 64, ETH0);
        var other = Ipv6InterfaceAddress.preferred(Ipv6Address.require("2001:db8:1::1"), 64, 3);
        var old =
                new Ipv6InterfaceAddress(
                        Ipv6Address.require("2001:db8:2::1"), 64, ETH0, true, false);
        var all = List.of(old, linkLocal, other, global);
        assertThat(choose6(all, "2001:db8::9")).isEqualTo(global);
        assertThat(choose6(all, "2001:db8:2::9")).isEqualTo(global);
        assertThat(choose6(all, "2001:db8:1::9")).isEqualTo(global);
        assertThat(choose6(all, "2001:db8:1::1")).isEqualTo(other);
        assertThat(choose6(all, "fe80::9")).isEqualTo(linkLocal);
        assertThat(choose6(all, "ff02::fb")).isEqualTo(linkLocal);
    }

    private static Ipv6InterfaceAddress choose6(List<Ipv6InterfaceAddress> from, String to) {
        var destination = Ipv6Address.require(to);
        return requireNonNull(
                SourceAddressChoice.ipv6(from, ETH0, destination.high(), destination.low()));
    }

    private static String choose(List<Ipv4InterfaceAddress> from, int device, String to) {
        return Ipv4Addresses.text(
                SourceAddressChoice.ipv4(from, device, ip(to), AddressScope.GLOBAL));
    }

    private static int ip(String text) {
        return Ipv4Addresses.require(text);
    }
}
