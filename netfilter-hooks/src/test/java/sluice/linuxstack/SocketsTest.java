package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.PacketType;
import sluice.nic.LinkOptions;
import sluice.packet.Octets;
import sluice.packet.wire.TransportChecksums;
import sluice.world.WorldOptions;

class SocketsTest {
    private final TwoHosts hosts =
            new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.delayed(1000));
    private final Received received = new Received();

    @AfterEach
    void shouldBalance() {
        assertThat(hosts.world.ledger().check()).isEmpty();
        assertThat(hosts.world.contracts().all()).isEmpty();
    }

    private void run(long millis) {
        hosts.world.runUntil(hosts.world.scheduler().nowNanos() + millis * 1_000_000L);
    }

    private UdpSocket udp(String any) throws SocketRefused {
        return hosts.first.sockets().udp(IpAddress.require(any), 0, received);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.2,0.0.0.0", "fd00::2,::", "127.0.0.1,0.0.0.0", "::1,::"})
    void shouldTellOfAClosedPort(String to, String any) throws SocketRefused {
        TwoHosts.send(udp(any), to, 9, "x");
        run(100);
        assertThat(received.errors).extracting(SocketStatus::name).containsExactly("ECONNREFUSED");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.2,0.0.0.0", "fd00::2,::"})
    void shouldSplitAndJoinALongDatagram(String to, String any) throws SocketRefused {
        TwoHosts.echo(hosts.second, IpAddress.require(any), 7);
        String text = "0123456789".repeat(900);
        TwoHosts.send(udp(any), to, 7, text);
        run(100);
        assertThat(received.texts).containsExactly(text);
    }

    @Test
    void shouldRefuseALongDatagramThatMustNotBeSplit() throws SocketRefused {
        byte[] octets = new byte[1473];
        SocketStatus status =
                udp("0.0.0.0")
                        .send(
                                octets,
                                0,
                                octets.length,
                                IpAddress.require("10.0.0.2"),
                                7,
                                new SendOptions(-1, -1, true, false));
        assertThat(status.name()).isEqualTo("EMSGSIZE");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.9,0.0.0.0", "fd00::9,::"})
    void shouldTellThatANeighbourDoesNotAnswer(String to, String any) throws SocketRefused {
        TwoHosts.send(udp(any), to, 7, "x");
        run(5000);
        assertThat(received.errors).extracting(SocketStatus::name).containsExactly("EHOSTUNREACH");
    }

    @Test
    void shouldRefuseWhatHasNoRouteOrNoLeave() throws SocketRefused {
        UdpSocket socket = udp("0.0.0.0");
        assertThat(TwoHosts.send(socket, "192.0.2.1", 7, "x").name()).isEqualTo("ENETUNREACH");
        assertThat(TwoHosts.send(socket, "10.0.0.255", 7, "x").name()).isEqualTo("EACCES");
        hosts.first.addRoute("unreachable 198.51.100.0/24");
        assertThat(TwoHosts.send(socket, "198.51.100.1", 7, "x").name()).isEqualTo("EHOSTUNREACH");
    }

    @Test
    void shouldRefuseAPortThatIsTakenAndAnAddressOfOthers() throws SocketRefused {
        hosts.first.sockets().udp(IpAddress.ANY4, 7, received);
        assertThatThrownBy(() -> hosts.first.sockets().udp(IpAddress.ANY4, 7, received))
                .isInstanceOf(SocketRefused.class)
                .hasMessageContaining("EADDRINUSE");
        IpAddress other = IpAddress.require("10.0.0.2");
        assertThatThrownBy(() -> hosts.first.sockets().udp(other, 8, received))
                .hasMessageContaining("EADDRNOTAVAIL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "127.0.0.1"})
    void shouldPing(String to) throws SocketRefused {
        byte[] echo = new byte[16];
        echo[0] = 8;
        Octets.put16(echo, 4, 77);
        TransportChecksums.fillIcmp(echo, 0, echo.length);
        hosts.first
                .sockets()
                .ping(IpAddress.ANY4, 77, received)
                .send(echo, 0, echo.length, IpAddress.require(to), SendOptions.DEFAULT);
        run(100);
        assertThat(received.texts).hasSize(1);
        assertThat(received.texts.getFirst().charAt(0)).isEqualTo((char) 0);
    }

    @Test
    void shouldPingOverIpv6() throws SocketRefused {
        byte[] echo = new byte[16];
        echo[0] = (byte) 128;
        Octets.put16(echo, 4, 77);
        hosts.first
                .sockets()
                .ping(IpAddress.ANY6, 77, received)
                .send(echo, 0, echo.length, IpAddress.require("fd00::2"), SendOptions.DEFAULT);
        run(100);
        assertThat(received.texts).hasSize(1);
    }

    @Test
    void shouldDropWhatDoesNotFitIntoAReceiveBuffer() throws SocketRefused {
        hosts.second.setSysctl("net.core.rmem_default", 2304);
        UdpSocket reader = hosts.second.sockets().udp(IpAddress.ANY4, 7, received);
        UdpSocket socket = udp("0.0.0.0");
        for (int i = 0; i < 40; i++) TwoHosts.send(socket, "10.0.0.2", 7, "x");
        run(100);
        assertThat(received.texts.size()).isBetween(1, 39);
        assertThat(reader.localPort()).isEqualTo(7);
    }

    @Test
    void shouldSayAgainWhenTheSendBufferIsFullAndWritableLater() throws SocketRefused {
        hosts.first.setSysctl("net.core.wmem_default", 4608);
        hosts.first.addNeighbour("eth0", "10.0.0.2", "02:00:00:00:00:02");
        UdpSocket socket = udp("0.0.0.0");
        List<String> results = new ArrayList<>();
        for (int i = 0; i < 9; i++) results.add(TwoHosts.send(socket, "10.0.0.2", 9, "x").name());
        assertThat(results).contains("OK", "EAGAIN");
        run(100);
        assertThat(received.writable).isEqualTo(1);
        assertThat(TwoHosts.send(socket, "10.0.0.2", 9, "x")).isEqualTo(SocketStatus.OK);
        run(100);
    }

    @Test
    void shouldShowTapsReceivedFramesFirstAndSentOnesLast() throws SocketRefused {
        List<PacketType> seen = new ArrayList<>();
        hosts.first.registerTap((_, type, _, _, _, _, _) -> seen.add(type));
        TwoHosts.send(udp("0.0.0.0"), "10.0.0.2", 9, "x");
        run(100);
        assertThat(seen)
                .containsExactly(
                        PacketType.OUTGOING, // ARP request
                        PacketType.HOST,
                        PacketType.OUTGOING, // the datagram
                        PacketType.HOST); // port unreachable
    }

    @Test
    void shouldRejectConfigurationThatNamesNothing() {
        assertThatThrownBy(() -> hosts.first.setSysctl("net.ipv4.nonsense", 1))
                .hasMessageContaining("unknown sysctl");
        assertThatThrownBy(() -> hosts.first.setSysctl("net.ipv4.ip_forward", 2))
                .hasMessageContaining("0 to 1");
        assertThatThrownBy(() -> hosts.first.addRoute("10.9.0.0/16 via"))
                .hasMessageContaining("ends too early");
        assertThatThrownBy(() -> hosts.first.addRoute("10.9.0.0/16"))
                .hasMessageContaining("neither via nor dev");
    }
}
