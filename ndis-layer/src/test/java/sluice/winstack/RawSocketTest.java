package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.nic.LinkOptions;
import sluice.packet.Octets;
import sluice.winstack.RawSocket.ReceiveAll;
import sluice.world.WorldOptions;

/** Raw sockets see IP and no frame; what they may send depends on the generation. */
class RawSocketTest {
    private static final IpAddress LOCALHOST = IpAddress.require("127.0.0.1");

    /** Writes down protocol and addresses of what it is given. */
    private static final class Sniffer implements SocketHandler {
        final List<String> seen = new ArrayList<>();

        @Override
        public void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int port) {
            assertThat(octets[offset] & 0xf0).as("begins with its IP header").isEqualTo(0x40);
            assertThat(Octets.u16(octets, offset + 2)).isEqualTo(lengthOctets);
            seen.add(
                    "%d from %s to %s"
                            .formatted(
                                    octets[offset + 9],
                                    IpAddress.v4(Octets.i32(octets, offset + 12)),
                                    IpAddress.v4(Octets.i32(octets, offset + 16))));
        }
    }

    private static TwoHosts hosts(WindowsPreset preset) {
        return new TwoHosts(WorldOptions.DEFAULT, LinkOptions.delayed(1000), null, preset, false);
    }

    private static void exchange(TwoHosts hosts, IpAddress to) throws SocketRefused {
        TwoHosts.Program.echo(to.equals(TwoHosts.B4) ? hosts.b : hosts.a, IpAddress.ANY4, 7);
        TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000).send("hello", to, 7);
        hosts.settle();
    }

    @Test
    void shouldReceiveAllIpOfItsInterfaceAndNothingBelow() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var sniffer = new Sniffer();
            RawSocket raw = hosts.a.process("sniffer").winsock().raw(TwoHosts.A4, 0, sniffer);
            assertThat(raw.receiveAll(ReceiveAll.ON).ok()).isTrue();
            exchange(hosts, TwoHosts.B4); // two ARP frames and two datagrams
            assertThat(sniffer.seen)
                    .containsExactly(
                            "17 from 192.0.2.1 to 192.0.2.2", "17 from 192.0.2.2 to 192.0.2.1");
            sniffer.seen.clear();
            raw.close();
            assertThat(raw.receiveAll(ReceiveAll.ON).name()).isEqualTo("WSAENOTSOCK");
        }
    }

    @Test
    void shouldReceivePacketsForOtherStationsBeforeAnyHook() throws SocketRefused {
        IpAddress third = IpAddress.require("192.0.2.3");
        try (var hosts = new TwoHosts()) {
            var all = new Sniffer();
            var ipLevel = new Sniffer();
            var winsock = hosts.a.process("sniffer").winsock();
            winsock.raw(TwoHosts.A4, 0, all).receiveAll(ReceiveAll.ON);
            winsock.raw(TwoHosts.A4, 0, ipLevel).receiveAll(ReceiveAll.IP_LEVEL);
            var hooked = new ArrayList<String>();
            hosts.a.setFilterHook((octets, at, length, in, out) -> {
                hooked.add("hook");
                return FilterHook.Action.PASS;
            });
            hosts.b.addNeighbour("lan", third, 0x0200_0000_0003L);
            TwoHosts.Program.udp(hosts.b, IpAddress.ANY4, 5000).send("to c", third, 7);
            hosts.settle();
            assertThat(all.seen).containsExactly("17 from 192.0.2.2 to 192.0.2.3");
            assertThat(ipLevel.seen).isEmpty();
            assertThat(hooked).isEmpty();
            assertThat(hosts.ended(WindowsDrop.FRAME_FOR_ANOTHER_STATION)).isEqualTo(1);
        }
    }

    @Test
    void shouldReceiveTrafficOfTheLoopbackThereOnly() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var onLan = new Sniffer();
            var onLoopback = new Sniffer();
            var winsock = hosts.a.process("sniffer").winsock();
            winsock.raw(TwoHosts.A4, 0, onLan).receiveAll(ReceiveAll.ON);
            winsock.raw(LOCALHOST, 0, onLoopback).receiveAll(ReceiveAll.ON);
            exchange(hosts, LOCALHOST);
            assertThat(onLan.seen).isEmpty();
            assertThat(onLoopback.seen).hasSize(2);
            assertThat(winsock.raw(IpAddress.ANY4, 0, onLan).receiveAll(ReceiveAll.ON).name())
                    .isEqualTo("WSAEINVAL");
        }
    }

    @Test
    void shouldReceiveItsProtocolAndAnswerForIt() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var sniffer = new Sniffer();
            hosts.b.process("tool").winsock().raw(IpAddress.ANY4, 200, sniffer);
            RawSocket raw = hosts.a.process("tool").winsock().raw(IpAddress.ANY4, 200, sniffer);
            byte[] octets = {1, 2, 3, 4};
            assertThat(raw.send(octets, 0, 4, TwoHosts.B4, SendOptions.DEFAULT).ok()).isTrue();
            hosts.settle();
            assertThat(sniffer.seen).containsExactly("-56 from 192.0.2.1 to 192.0.2.2");
            assertThat(hosts.ended(WindowsEnd.GIVEN_TO_RAW_SOCKETS)).isEqualTo(1);
        }
    }

    private static byte[] datagram(IpAddress source) {
        byte[] octets = new byte[28];
        octets[0] = 0x45;
        octets[8] = 64;
        octets[9] = 17;
        Octets.put32(octets, 12, source.v4());
        Octets.put32(octets, 16, TwoHosts.B4.v4());
        Octets.put16(octets, 20, 5000);
        Octets.put16(octets, 22, 7);
        Octets.put16(octets, 24, 8);
        return octets;
    }

    @Test
    void shouldSendFromAnotherAddressOnOldSystemsOnly() throws SocketRefused {
        IpAddress other = IpAddress.require("192.0.2.77");
        for (var preset : List.of(WindowsPreset.XP, WindowsPreset.WINDOWS_10)) {
            try (var hosts = hosts(preset)) {
                var server = TwoHosts.Program.udp(hosts.b, IpAddress.ANY4, 7);
                RawSocket raw =
                        hosts.a.process("tool").winsock().raw(IpAddress.ANY4, 255, new Sniffer());
                raw.headerIncluded(true);
                byte[] octets = datagram(other);
                assertThat(raw.send(octets, 0, 28, TwoHosts.B4, SendOptions.DEFAULT).ok()).isTrue();
                hosts.settle();
                boolean old = preset == WindowsPreset.XP;
                assertThat(server.received).hasSize(old ? 1 : 0);
                assertThat(hosts.ended(WindowsDrop.RAW_SOURCE_NOT_OWN)).isEqualTo(old ? 0 : 1);
                octets[9] = 6;
                var tcp = raw.send(octets, 0, 28, TwoHosts.B4, SendOptions.DEFAULT);
                assertThat(tcp.name()).isEqualTo(old ? "OK" : "WSAEACCES");
                hosts.settle();
            }
        }
    }

    @Test
    void shouldRefuseRawSocketsOnTheEmbeddedSystem() {
        try (var hosts = hosts(WindowsPreset.CE)) {
            assertThatThrownBy(() ->
                            hosts.a.process("sniffer").winsock().raw(TwoHosts.A4, 0, new Sniffer()))
                    .isInstanceOf(SocketRefused.class)
                    .hasMessageContaining("WSAESOCKTNOSUPPORT");
        }
    }

    @Test
    void shouldRefuseAHeaderThatIsNone() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            RawSocket raw =
                    hosts.a.process("tool").winsock().raw(IpAddress.ANY4, 255, new Sniffer());
            raw.headerIncluded(true);
            byte[] whole = datagram(TwoHosts.A4);
            for (int length = 0; length < 20; length++) {
                assertThat(raw.send(whole, 0, length, TwoHosts.B4, SendOptions.DEFAULT).name())
                        .isEqualTo("WSAEINVAL");
            }
            whole[0] = 0x4f;
            assertThat(raw.send(whole, 0, 28, TwoHosts.B4, SendOptions.DEFAULT).name())
                    .isEqualTo("WSAEINVAL");
        }
    }
}
