package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketRefused;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.winstack.PacketFilterInterface.Action;

/** Static filters by address, protocol and port, in and out, with a default either way. */
class PacketFilterTest {
    private static final int ALL = 0xffff_ffff;
    private static final IpFilter TO_PORT_7 = IpFilter.ofProtocol(IpProtocols.UDP).toPorts(7, 7);

    private static TwoHosts.Program ask(TwoHosts hosts) throws SocketRefused {
        TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
        TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 8);
        var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
        client.send("seven", TwoHosts.B4, 7);
        hosts.settle();
        client.send("eight", TwoHosts.B4, 8);
        hosts.settle();
        return client;
    }

    @Test
    void shouldDropWhatMatchesWhereTheRestGoesOn() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var filters = hosts.a.packetFilters();
            long set = filters.createInterface(Action.FORWARD, Action.FORWARD);
            filters.addFilters(set, List.of(), List.of(TO_PORT_7));
            assertThat(ask(hosts).received).as("not bound yet").hasSize(2);
        }
        try (var hosts = new TwoHosts()) {
            var filters = hosts.a.packetFilters();
            long set = filters.createInterface(Action.FORWARD, Action.FORWARD);
            filters.bind(set, "lan");
            filters.addFilters(set, List.of(), List.of(TO_PORT_7));
            assertThat(ask(hosts).received).containsExactly("eight from 192.0.2.2 8");
            assertThat(hosts.ended(WindowsDrop.PACKET_FILTER_OUT)).isEqualTo(1);
            assertThat(filters.stats(set)).isEqualTo(new PacketFilterInterface.Stats(0, 1, 2));
            assertThat(filters.deleteInterface(set)).isTrue();
            assertThat(filters.deleteInterface(set)).isFalse();
        }
    }

    @Test
    void shouldLetOnWhatMatchesWhereTheRestIsDropped() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var filters = hosts.b.packetFilters();
            long set = filters.createInterface(Action.DROP, Action.FORWARD);
            filters.bind(set, "lan");
            filters.addFilters(set, List.of(TO_PORT_7.from(TwoHosts.A4.v4(), ALL)), List.of());
            assertThat(ask(hosts).received).containsExactly("seven from 192.0.2.2 7");
            assertThat(hosts.ended(WindowsDrop.PACKET_FILTER_IN)).isEqualTo(1);
            filters.unbind(set);
            assertThatThrownBy(() -> filters.bind(set, "nowhere"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldNotBeAskedWhereTheHookHasSettledIt() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var filters = hosts.a.packetFilters();
            long set = filters.createInterface(Action.DROP, Action.DROP);
            filters.bind(set, "lan");
            hosts.a.setFilterHook((octets, at, n, in, out) -> FilterHook.Action.FORWARD);
            assertThat(ask(hosts).received).hasSize(2);
        }
        try (var hosts = new TwoHosts()) {
            var filters = hosts.a.packetFilters();
            long set = filters.createInterface(Action.DROP, Action.DROP);
            filters.bind(set, "lan");
            hosts.a.setFilterHook((octets, at, n, in, out) -> FilterHook.Action.PASS);
            assertThat(ask(hosts).received).isEmpty();
        }
    }

    @Test
    void shouldDropFragmentsWhenToldTo() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            ask(hosts);
            hosts.b.packetFilters().dropFragments(true);
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5001);
            client.send("x".repeat(4000), TwoHosts.B4, 7);
            client.send("short", TwoHosts.B4, 7);
            hosts.settle();
            assertThat(client.received).containsExactly("short from 192.0.2.2 7");
            assertThat(hosts.ended(WindowsDrop.PACKET_FILTER_IN)).isEqualTo(3);
        }
    }

    private static byte[] packet(int protocol, int first, int second, int flags) {
        byte[] octets = new byte[40];
        octets[0] = 0x45;
        Octets.put16(octets, 2, 40);
        octets[9] = (byte) protocol;
        Octets.put32(octets, 12, TwoHosts.A4.v4());
        Octets.put32(octets, 16, TwoHosts.B4.v4());
        if (protocol == IpProtocols.ICMP) {
            octets[20] = (byte) first;
            octets[21] = (byte) second;
        } else {
            Octets.put16(octets, 20, first);
            Octets.put16(octets, 22, second);
            octets[33] = (byte) flags;
        }
        Octets.put16(
                octets,
                10,
                sluice.packet.Checksums.finish(sluice.packet.Checksums.sum(octets, 0, 20)));
        return octets;
    }

    @Test
    void shouldMatchByEachFieldAtItsBounds() {
        try (var hosts = new TwoHosts()) {
            var filters = hosts.a.packetFilters();
            IpFilter range = IpFilter.ofProtocol(IpProtocols.TCP).fromPorts(10, 20);
            for (int port : new int[] {9, 10, 20, 21}) {
                boolean inside = port >= 10 && port <= 20;
                assertThat(answer(filters, range, packet(6, port, 80, 0x10))).isEqualTo(inside);
                assertThat(answer(filters, range, packet(17, port, 80, 0))).isFalse();
            }
            IpFilter net = IpFilter.ofProtocol(0).to(IpAddress.require("192.0.2.0").v4(), -256);
            assertThat(answer(filters, net, packet(17, 1, 1, 0))).isTrue();
            IpFilter other = IpFilter.ofProtocol(0).to(IpAddress.require("192.0.3.0").v4(), -256);
            assertThat(answer(filters, other, packet(17, 1, 1, 0))).isFalse();
            IpFilter echo = IpFilter.ofProtocol(IpProtocols.ICMP).fromPorts(8, 8);
            assertThat(answer(filters, echo, packet(1, 8, 0, 0))).isTrue();
            assertThat(answer(filters, echo, packet(1, 0, 0, 0))).isFalse();
            IpFilter standing = IpFilter.ofProtocol(IpProtocols.TCP).established();
            assertThat(answer(filters, standing, packet(6, 1, 2, 0x02))).as("SYN").isFalse();
            assertThat(answer(filters, standing, packet(6, 1, 2, 0x12))).as("SYN ACK").isTrue();
            assertThat(answer(filters, standing, packet(6, 1, 2, 0x10))).as("ACK").isTrue();
        }
    }

    private static boolean answer(PacketFilterInterface filters, IpFilter one, byte[] packet) {
        long set = filters.createInterface(Action.FORWARD, Action.FORWARD);
        filters.addFilters(set, List.of(one), List.of());
        boolean drops = filters.testPacket(set, packet, true) == Action.DROP;
        filters.removeFilters(set, List.of(one), List.of());
        assertThat(filters.testPacket(set, packet, true)).isEqualTo(Action.FORWARD);
        filters.deleteInterface(set);
        return drops;
    }

    @Test
    void shouldAnswerForAnyOctets() {
        try (var hosts = new TwoHosts()) {
            var filters = hosts.a.packetFilters();
            long set = filters.createInterface(Action.FORWARD, Action.FORWARD);
            filters.addFilters(set, List.of(TO_PORT_7.established()), List.of());
            byte[] whole = packet(17, 1, 7, 0);
            for (int length = 0; length < whole.length; length++) {
                byte[] part = java.util.Arrays.copyOf(whole, length);
                assertThat(filters.testPacket(set, part, true)).isEqualTo(Action.DROP);
            }
        }
    }

    @Test
    void shouldDropOnTheWayThrough() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.b.setForwarding(true);
            hosts.a.addRoute(IpAddress.require("198.51.100.0"), 24, TwoHosts.B4, "lan");
            hosts.b.addRoute(IpAddress.require("198.51.100.0"), 24, IpAddress.ANY4, "lan");
            var filters = hosts.b.packetFilters();
            long set = filters.createInterface(Action.FORWARD, Action.FORWARD);
            filters.bind(set, "lan");
            filters.addFilters(set, List.of(), List.of(TO_PORT_7));
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            client.send("x", IpAddress.require("198.51.100.1"), 7, SendOptions.DEFAULT);
            hosts.settle();
            assertThat(hosts.ended(WindowsDrop.PACKET_FILTER_FORWARD)).isEqualTo(1);
        }
    }
}
