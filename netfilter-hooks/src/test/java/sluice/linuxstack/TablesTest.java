package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.linuxstack.TwoHosts.Received;
import sluice.nic.LinkOptions;
import sluice.world.WorldOptions;

/** Routes and neighbours as {@code ip} prints them, and what changes them. */
class TablesTest {
    private final TwoHosts hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
    private final LinuxHost host = hosts.first;

    @Test
    void shouldListTheRoutesThatAddressesMake() {
        assertThat(host.routeLines())
                .containsExactlyInAnyOrder(
                        "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1",
                        "local 10.0.0.1 dev eth0 table local proto kernel scope host src 10.0.0.1",
                        "broadcast 10.0.0.255 dev eth0 table local proto kernel scope link src"
                                + " 10.0.0.1",
                        "local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1",
                        "local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1",
                        "broadcast 127.255.255.255 dev lo table local proto kernel scope link src"
                                + " 127.0.0.1");
    }

    @Test
    void shouldListTheRoutesThatAreWrittenByHand() {
        List<String> words =
                List.of(
                        "default via 10.0.0.254 dev eth0",
                        "10.7.0.0/16 dev eth0 scope link metric 20",
                        "10.8.0.9 via 10.0.0.7 dev eth0",
                        "blackhole 10.9.0.0/16");
        words.forEach(host::addRoute);
        assertThat(host.routeLines()).containsAll(words);
    }

    @Test
    void shouldLoseRoutesWithTheDeviceAndHaveThoseOfItsAddressesAgain() {
        List<String> before = host.routeLines();
        host.addRoute("default via 10.0.0.254");
        host.setUp("eth0", false);
        assertThat(host.routeLines())
                .filteredOn(line -> line.contains("eth0"))
                .containsExactly(
                        "local 10.0.0.1 dev eth0 table local proto kernel scope host src 10.0.0.1");
        host.setUp("eth0", true);
        assertThat(host.routeLines()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void shouldRouteToAPeerAndToNobodyElse() {
        host.addAddress("eth0", "10.9.9.1 peer 10.9.9.2/32");
        assertThat(host.routeLines())
                .filteredOn(line -> line.contains("10.9.9"))
                .containsExactlyInAnyOrder(
                        "10.9.9.2 dev eth0 proto kernel scope link src 10.9.9.1",
                        "local 10.9.9.1 dev eth0 table local proto kernel scope host src 10.9.9.1");
        assertThatThrownBy(() -> host.addAddress("eth0", "fd00::7 peer fd00::8/128"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKeepToTheMtuOfARoute() throws Exception {
        host.addRoute("10.0.0.2 dev eth0 mtu lock 600");
        var socket = host.sharedUdp(IpAddress.ANY4, 0, new Received());
        var peer = new Received();
        hosts.second.sharedUdp(IpAddress.ANY4, 7, peer);
        IpAddress to = IpAddress.require("10.0.0.2");
        var whole = new SendOptions(-1, -1, true, false);
        assertThat(socket.send(new byte[573], 0, 573, to, 7, whole).name()).isEqualTo("EMSGSIZE");
        assertThat(socket.send(new byte[572], 0, 572, to, 7, whole).ok()).isTrue();
        int[] longest = new int[1];
        host.registerTap((_, _, _, _, _, length, _) -> longest[0] = Math.max(longest[0], length));
        assertThat(socket.send(new byte[1400], 0, 1400, to, 7, SendOptions.DEFAULT).ok()).isTrue();
        hosts.run(100);
        assertThat(peer.texts).extracting(String::length).containsExactly(572, 1400);
        assertThat(longest[0]).isBetween(14 + 593, 14 + 600);
    }

    @Test
    void shouldListNeighboursWithTheirStates() throws Exception {
        host.addNeighbour("eth0", "10.0.0.7", "02:00:00:00:00:07");
        var socket = host.sharedUdp(IpAddress.ANY4, 0, new Received());
        TwoHosts.send(socket, "10.0.0.2", 7, "x");
        TwoHosts.send(socket, "10.0.0.9", 7, "x");
        hosts.run(10);
        assertThat(host.neighbourLines())
                .containsExactly(
                        "10.0.0.7 dev eth0 lladdr 02:00:00:00:00:07 PERMANENT",
                        "10.0.0.2 dev eth0 lladdr 02:00:00:00:00:02 REACHABLE",
                        "10.0.0.9 dev eth0 INCOMPLETE");
        hosts.run(5000);
        assertThat(host.neighbourLines()).last().isEqualTo("10.0.0.9 dev eth0 FAILED");
        host.setUp("eth0", false);
        assertThat(host.neighbourLines()).isEmpty();
    }
}
