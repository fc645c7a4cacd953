package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketRefused;
import sluice.inet.InetDrop;
import sluice.nic.LinkOptions;
import sluice.nic.NicDrop;
import sluice.nic.NicOptions;
import sluice.trace.Crossed;
import sluice.trace.Step;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

class WindowsHostTest {
    @Test
    void shouldEchoDatagramBetweenTwoHosts() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var server = TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            assertThat(client.send("hello", TwoHosts.B4, 7).ok()).isTrue();
            hosts.settle();
            assertThat(server.received).containsExactly("hello from 192.0.2.1 5000");
            assertThat(client.received).containsExactly("hello from 192.0.2.2 7");
            assertThat(hosts.a.adapter("lan").underWay()).isZero();
        }
    }

    @Test
    void shouldEchoOverIpv6() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY6, 7);
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY6, 5000);
            assertThat(client.send("hello", TwoHosts.B6, 7).ok()).isTrue();
            hosts.settle();
            assertThat(client.received).containsExactly("hello from 2001:db8::2 7");
        }
    }

    @Test
    void shouldEchoLongDatagramInFragments() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            String text = "x".repeat(6000);
            for (boolean v6 : new boolean[] {false, true}) {
                IpAddress any = v6 ? IpAddress.ANY6 : IpAddress.ANY4;
                TwoHosts.Program.echo(hosts.b, any, 7);
                var client = TwoHosts.Program.udp(hosts.a, any, 5000);
                // Windows keeps one packet per unresolved neighbour, so it is asked for first.
                client.send("first", v6 ? TwoHosts.B6 : TwoHosts.B4, 7);
                hosts.settle();
                client.send(text, v6 ? TwoHosts.B6 : TwoHosts.B4, 7);
                hosts.settle();
                assertThat(client.received).hasSize(2);
                assertThat(client.received.get(1)).startsWith(text + " from");
            }
            assertThat(hosts.ended(WindowsEnd.FRAGMENTED)).isEqualTo(2);
            assertThat(hosts.ended(WindowsEnd.FRAGMENTED6)).isEqualTo(2);
        }
    }

    @Test
    void shouldReportClosedPortToSender() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var v4 = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            var v6 = TwoHosts.Program.udp(hosts.a, IpAddress.ANY6, 5000);
            v4.send("anyone?", TwoHosts.B4, 9);
            v6.send("anyone?", TwoHosts.B6, 9);
            hosts.settle();
            assertThat(v4.errors).containsExactly("WSAECONNRESET 192.0.2.2");
            assertThat(v6.errors).containsExactly("WSAECONNRESET 2001:db8::2");
            assertThat(hosts.ended(WindowsDrop.UDP_PORT_CLOSED)).isEqualTo(1);
            assertThat(hosts.ended(WindowsDrop.UDP6_PORT_CLOSED)).isEqualTo(1);
        }
    }

    @Test
    void shouldAnswerPing() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var program = new TwoHosts.Program();
            byte[] request = {8, 0, 0, 0, 0x12, 0x34, 0, 1, 'p', 'i', 'n', 'g'};
            try (var ping = hosts.a.sockets().ping(IpAddress.ANY4, 0x1234, program)) {
                ping.send(request, 0, request.length, TwoHosts.B4, SendOptions.DEFAULT);
                hosts.settle();
            }
            byte[] request6 = {(byte) 128, 0, 0, 0, 0x12, 0x34, 0, 1, 'p', 'i', 'n', 'g'};
            try (var ping = hosts.a.sockets().ping(IpAddress.ANY6, 0x1234, program)) {
                ping.send(request6, 0, request6.length, TwoHosts.B6, SendOptions.DEFAULT);
                hosts.settle();
            }
            assertThat(program.received).hasSize(2);
            assertThat(hosts.ended(WindowsEnd.ECHO_ANSWERED)).isEqualTo(1);
            assertThat(hosts.ended(WindowsEnd.ECHO6_ANSWERED)).isEqualTo(1);
        }
    }

    @Test
    void shouldTurnOwnAddressesRoundAboveNdis() throws SocketRefused {
        List<Step> steps = new ArrayList<>();
        try (var hosts =
                new TwoHosts(WorldOptions.DEFAULT, LinkOptions.delayed(1000), steps::add)) {
            TwoHosts.Program.echo(hosts.a, IpAddress.ANY4, 7);
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            client.send("self", TwoHosts.A4, 7);
            client.send("loop", IpAddress.require("127.0.0.1"), 7);
            hosts.settle();
            assertThat(client.received)
                    .containsExactly("self from 192.0.2.1 7", "loop from 127.0.0.1 7");
            assertThat(steps)
                    .filteredOn(step -> step instanceof Crossed)
                    .noneMatch(step -> step.place().contains("ndis"));
        }
    }

    @Test
    void shouldRefuseBroadcastWithoutOptionAndSendItWith() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var server = TwoHosts.Program.udp(hosts.b, IpAddress.ANY4, 7);
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            IpAddress all = IpAddress.require("192.0.2.255");
            assertThat(client.send("all", all, 7).name()).isEqualTo("WSAEACCES");
            var options = new SendOptions(-1, -1, false, true);
            assertThat(client.send("all", all, 7, options).ok()).isTrue();
            hosts.settle();
            assertThat(server.received).containsExactly("all from 192.0.2.1 5000");
        }
    }

    @Test
    void shouldTellThatThereIsNoRoute() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            assertThat(client.send("x", IpAddress.require("198.51.100.1"), 7).name())
                    .isEqualTo("WSAENETUNREACH");
            hosts.settle();
            assertThat(hosts.ended(WindowsDrop.NO_ROUTE)).isEqualTo(1);
        }
    }

    @Test
    void shouldGiveUpNeighbourThatDoesNotAnswer() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            client.send("x", IpAddress.require("192.0.2.99"), 7);
            client.send("y", IpAddress.require("192.0.2.99"), 7);
            hosts.settle();
            assertThat(hosts.ended(WindowsDrop.NEIGHBOUR_UNREACHABLE)).isEqualTo(1);
            assertThat(hosts.ended(WindowsDrop.NEIGHBOUR_QUEUE_FULL)).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseTakenPortAndForeignAddress() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 53);
            assertThatThrownBy(() -> TwoHosts.Program.udp(hosts.a, TwoHosts.A4, 53))
                    .isInstanceOf(SocketRefused.class)
                    .hasMessageContaining("WSAEADDRINUSE");
            assertThatThrownBy(() -> TwoHosts.Program.udp(hosts.a, TwoHosts.B4, 54))
                    .isInstanceOf(SocketRefused.class)
                    .hasMessageContaining("WSAEADDRNOTAVAIL");
        }
    }

    @Test
    void shouldAskTdiFiltersWithProcessName() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            List<String> asked = new ArrayList<>();
            hosts.a.addTdiFilter(
                    "firewall",
                    request -> {
                        asked.add(request.kind() + " " + request.process());
                        return !request.process().equals("bad.exe") || request.remotePort() == 0;
                    });
            var good = new TwoHosts.Program();
            good.udp = hosts.a.sockets("good.exe").udp(IpAddress.ANY4, 1, good);
            var bad = new TwoHosts.Program();
            bad.udp = hosts.a.sockets("bad.exe").udp(IpAddress.ANY4, 2, bad);
            assertThat(good.send("x", TwoHosts.B4, 7).ok()).isTrue();
            assertThat(bad.send("x", TwoHosts.B4, 7).name()).isEqualTo("WSAEACCES");
            hosts.settle();
            assertThat(good.received).hasSize(1);
            assertThat(asked)
                    .containsExactly(
                            "OPEN_ADDRESS good.exe",
                            "OPEN_ADDRESS bad.exe",
                            "SEND_DATAGRAM good.exe",
                            "SEND_DATAGRAM bad.exe",
                            "RECEIVE_DATAGRAM good.exe");
            assertThat(hosts.ended(WindowsDrop.TDI_SEND_DENIED)).isEqualTo(1);
            assertThat(hosts.a.removeTdiFilter("firewall")).isTrue();
            assertThat(hosts.a.removeTdiFilter("firewall")).isFalse();
            assertThat(bad.send("x", TwoHosts.B4, 7).ok()).isTrue();
        }
    }

    @Test
    void shouldAllowOneFilterHookAndObeyIt() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var server = TwoHosts.Program.udp(hosts.b, IpAddress.ANY4, 7);
            FilterHook deaf =
                    (octets, offset, length, in, out) ->
                            in == FilterHook.NO_INTERFACE
                                    ? FilterHook.Action.PASS
                                    : FilterHook.Action.DROP;
            assertThat(hosts.b.setFilterHook(deaf)).isTrue();
            assertThat(hosts.b.setFilterHook((o, at, n, in, out) -> FilterHook.Action.FORWARD))
                    .isFalse();
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            client.send("x", TwoHosts.B4, 7);
            hosts.settle();
            assertThat(server.received).isEmpty();
            assertThat(hosts.ended(WindowsDrop.FILTER_HOOK_IN)).isEqualTo(1);
        }
    }

    @Test
    void shouldForwardAsRouterAndSayWhenTimeRunsOut() throws SocketRefused {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            var left = world.addHost("left", HostOptions.DEFAULT);
            var router = world.addHost("router", HostOptions.DEFAULT);
            var right = world.addHost("right", HostOptions.DEFAULT);
            var l = left.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
            var rl = router.addNic("left", NicOptions.ethernet(0x0200_0000_0011L));
            var rr = router.addNic("right", NicOptions.ethernet(0x0200_0000_0012L));
            var r = right.addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
            world.connect("one", LinkOptions.PERFECT, l, rl);
            world.connect("two", LinkOptions.PERFECT, r, rr);
            var hostL = WindowsHost.on(left, WindowsPreset.XP);
            var hostR = WindowsHost.on(right, WindowsPreset.XP);
            var between = WindowsHost.on(router, WindowsPreset.XP);
            between.setForwarding(true);
            hostL.addAddress("lan", IpAddress.require("10.0.1.2"), 24);
            hostR.addAddress("lan", IpAddress.require("10.0.2.2"), 24);
            between.addAddress("left", IpAddress.require("10.0.1.1"), 24);
            between.addAddress("right", IpAddress.require("10.0.2.1"), 24);
            hostL.addRoute(IpAddress.ANY4, 0, IpAddress.require("10.0.1.1"), "lan");
            hostR.addRoute(IpAddress.ANY4, 0, IpAddress.require("10.0.2.1"), "lan");
            TwoHosts.Program.echo(hostR, IpAddress.ANY4, 7);
            var client = TwoHosts.Program.udp(hostL, IpAddress.ANY4, 5000);
            IpAddress far = IpAddress.require("10.0.2.2");
            client.send("through", far, 7);
            world.runToQuiescence();
            client.send("short", far, 7, new SendOptions(1, -1, false, false));
            world.runToQuiescence(); // the neighbour table keeps one packet only
            client.send("nowhere", IpAddress.require("10.9.9.9"), 7);
            world.runToQuiescence();
            assertThat(client.received).containsExactly("through from 10.0.2.2 7");
            assertThat(client.errors)
                    .containsExactly("WSAENETRESET 10.0.2.2", "WSAENETUNREACH 10.9.9.9");
            assertThat(world.ledger().check()).isEmpty();
            assertThat(world.ledger().alive()).isEmpty();
        }
    }

    @Test
    void shouldResetSegmentWithoutConnection() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var program = new TwoHosts.Program();
            byte[] syn = new byte[20];
            syn[1] = 80;
            syn[3] = 81;
            syn[12] = 0x50;
            syn[13] = 2;
            sluice.packet.wire.TransportChecksums.fillTcp4(
                    syn, 0, 20, TwoHosts.A4.v4(), TwoHosts.B4.v4());
            try (var tcp =
                    hosts.a.sockets().tcpSegments(TwoHosts.A4, 80, TwoHosts.B4, 81, program)) {
                tcp.send(syn, 0, syn.length, SendOptions.DEFAULT);
                hosts.settle();
            }
            assertThat(program.received).hasSize(1);
            assertThat(hosts.ended(WindowsDrop.TCP_NO_CONNECTION)).isEqualTo(1);
        }
    }

    @Test
    void shouldEndEveryDamagedFrameUnderOneReason() {
        try (var hosts = new TwoHosts()) {
            var nic = hosts.a.host().nics().getFirst();
            byte[] frame = new byte[60];
            sluice.packet.Octets.put48(frame, 0, TwoHosts.MAC_A);
            sluice.packet.Octets.put16(frame, 12, 0x0800);
            for (int length = 0; length <= frame.length; length++) nic.inject(frame, 0, length);
            sluice.packet.Octets.put16(frame, 12, 0x86dd);
            for (int length = 14; length <= frame.length; length++) nic.inject(frame, 0, length);
            sluice.packet.Octets.put16(frame, 12, 0x0806);
            for (int length = 14; length <= frame.length; length++) nic.inject(frame, 0, length);
            sluice.packet.Octets.put16(frame, 12, 0x88cc);
            nic.inject(frame, 0, frame.length);
            hosts.settle();
            assertThat(hosts.ended(NicDrop.RUNT)).isEqualTo(14);
            assertThat(hosts.ended(InetDrop.IPV4_HEADER_TRUNCATED)).isEqualTo(20);
            assertThat(hosts.ended(sluice.ndis.NdisDrop.NOT_ACCEPTED)).isEqualTo(1);
        }
    }
}
