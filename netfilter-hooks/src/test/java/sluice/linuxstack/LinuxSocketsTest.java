package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.linuxstack.TwoHosts.Received;
import sluice.nic.LinkOptions;
import sluice.packet.Octets;
import sluice.packet.wire.TransportChecksums;
import sluice.world.WorldOptions;

/** What sockets of Linux have beyond what all stacks have. */
class LinuxSocketsTest {
    private final TwoHosts hosts =
            new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.delayed(1000));
    private final Received received = new Received();

    @AfterEach
    void shouldBalance() {
        assertThat(hosts.world.ledger().check()).isEmpty();
        assertThat(hosts.world.contracts().all()).isEmpty();
    }

    private LinuxUdpSocket udp(String any) throws SocketRefused {
        return hosts.first.sharedUdp(IpAddress.require(any), 0, received);
    }

    // ---- errors ----------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"10.0.0.2,0.0.0.0", "fd00::2,::"})
    void shouldTellOfErrorsOnlyWhenConnectedIfTheSocketDoesNotAsk(String to, String any)
            throws SocketRefused {
        LinuxUdpSocket socket = udp(any);
        socket.setReceiveErrors(false);
        TwoHosts.send(socket, to, 9, "x");
        hosts.run(100);
        assertThat(received.errors).isEmpty();
        assertThat(socket.connect(IpAddress.require(to), 9)).isEqualTo(SocketStatus.OK);
        TwoHosts.send(socket, to, 9, "x");
        hosts.run(100);
        assertThat(received.errors).extracting(SocketStatus::name).containsExactly("ECONNREFUSED");
    }

    @Test
    void shouldTakeOnlyTheDatagramsOfItsPeerOnceConnected() throws SocketRefused {
        LinuxUdpSocket socket = udp("0.0.0.0");
        socket.connect(IpAddress.require("10.0.0.2"), 7);
        var stranger = hosts.second.sharedUdp(IpAddress.ANY4, 8, new Received());
        var peer = hosts.second.sharedUdp(IpAddress.ANY4, 7, new Received());
        TwoHosts.send(stranger, "10.0.0.1", socket.localPort(), "no");
        TwoHosts.send(peer, "10.0.0.1", socket.localPort(), "yes");
        hosts.run(100);
        assertThat(received.texts).containsExactly("yes");
    }

    @Test
    void shouldRefuseToConnectWhereNoRouteLeads() throws SocketRefused {
        LinuxUdpSocket socket = udp("0.0.0.0");
        assertThat(socket.connect(IpAddress.require("192.0.2.1"), 7).name())
                .isEqualTo("ENETUNREACH");
        assertThat(socket.connect(IpAddress.require("fd00::2"), 7).name())
                .isEqualTo("EAFNOSUPPORT");
        assertThat(socket.connect(IpAddress.require("10.0.0.255"), 7).name()).isEqualTo("EACCES");
    }

    // ---- where a datagram came in ----------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "10.0.0.2, 0.0.0.0, eth0", // of its own address on eth0, by way of lo
        "127.0.0.1, 0.0.0.0, lo",
        "fd00::2, ::, eth0",
        "::1, ::, lo"
    })
    void shouldNameTheDeviceThatHasTheAddressOfWhatItSendsItself(
            String to, String any, String device) throws SocketRefused {
        List<String> heard = new ArrayList<>();
        var own = new LinuxUdpSocket[1];
        own[0] =
                hosts.second.sharedUdp(
                        IpAddress.require(any),
                        7,
                        (_, _, _, _, _, _, _) ->
                                heard.add(own[0].receivedTo() + " " + own[0].receivedOn()));
        TwoHosts.send(own[0], to, 7, "x");
        hosts.run(100);
        assertThat(heard).containsExactly(to + " " + device);
    }

    @Test
    void shouldNameDestinationAndDeviceOfWhatComesFromOutside() throws SocketRefused {
        List<String> heard = new ArrayList<>();
        var own = new LinuxUdpSocket[1];
        own[0] =
                hosts.second.sharedUdp(
                        IpAddress.ANY4,
                        7,
                        (_, _, _, _, _, _, _) ->
                                heard.add(own[0].receivedTo() + " " + own[0].receivedOn()));
        TwoHosts.send(udp("0.0.0.0"), "10.0.0.2", 7, "0123456789".repeat(300)); // in fragments
        hosts.run(100);
        assertThat(heard).containsExactly("10.0.0.2 eth0");
        assertThatThrownBy(own[0]::receivedTo).isInstanceOf(IllegalStateException.class);
    }

    // ---- raw -------------------------------------------------------------------------------

    private static byte[] echoRequest() {
        byte[] echo = new byte[16];
        echo[0] = 8;
        TransportChecksums.fillIcmp(echo, 0, echo.length);
        return echo;
    }

    private List<Integer> icmpTypesHeard(int filter) throws SocketRefused {
        List<Integer> types = new ArrayList<>();
        RawSocket raw =
                hosts.first.raw(
                        IpAddress.ANY4,
                        1,
                        (_, octets, offset, _, _, _, _) -> types.add((int) octets[offset + 20]));
        raw.setIcmpFilter(filter);
        byte[] echo = echoRequest();
        IpAddress self = IpAddress.require("127.0.0.1");
        assertThat(raw.send(echo, 0, echo.length, self, SendOptions.DEFAULT))
                .isEqualTo(SocketStatus.OK);
        hosts.run(100);
        raw.close();
        return types;
    }

    @Test
    void shouldGiveARawSocketWholePacketsBesideTheStack() throws SocketRefused {
        assertThat(icmpTypesHeard(0)).containsExactly(8, 0);
    }

    @Test
    void shouldGiveARawSocketNoTypeThatItFilters() throws SocketRefused {
        assertThat(icmpTypesHeard(1 << 8)).containsExactly(0);
        assertThat(icmpTypesHeard(~1)).containsExactly(0);
    }

    @Test
    void shouldFindAnUnknownProtocolUnreachableUnlessARawSocketTakesIt() throws SocketRefused {
        List<Integer> icmp = new ArrayList<>();
        hosts.first.raw(
                IpAddress.ANY4,
                1,
                (_, octets, offset, _, _, _, _) -> icmp.add(Octets.u16(octets, offset + 20)));
        RawSocket sender = hosts.first.raw(IpAddress.ANY4, 253, received);
        IpAddress to = IpAddress.require("10.0.0.2");
        sender.send(new byte[8], 0, 8, to, SendOptions.DEFAULT);
        hosts.run(100);
        assertThat(icmp).containsExactly(0x0302); // protocol unreachable
        var taker = new Received();
        hosts.second.raw(to, 253, taker);
        sender.send(new byte[8], 0, 8, to, SendOptions.DEFAULT);
        hosts.run(100);
        assertThat(icmp).hasSize(1);
        assertThat(taker.texts).hasSize(1);
    }
}
