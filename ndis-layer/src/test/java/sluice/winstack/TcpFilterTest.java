package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.tdi.TdiRequest;
import sluice.tdi.TdiRequest.Kind;

/** What a TDI filter sees and stops of TCP. */
class TcpFilterTest {
    private static final int PORT = 80;

    /** Sends {@code hello} once connected, and writes down what it is told. */
    private static final class Talker implements TcpSocketHandler {
        final List<String> told = new ArrayList<>();
        @Nullable TcpSocket socket;
        private final byte[] room = new byte[100];

        @Override
        public void connected(TcpSocket own) {
            socket = own;
            told.add("connected, took " + own.send(new byte[5], 0, 5));
        }

        @Override
        public void readable(TcpSocket own) {
            told.add("received " + own.receive(room, 0, room.length));
        }

        @Override
        public void ended(TcpSocket own, SocketStatus status) {
            told.add("ended " + status.name());
        }
    }

    private final Talker client = new Talker();
    private final Talker server = new Talker();
    private final List<String> asked = new ArrayList<>();

    private void connect(TwoHosts hosts, boolean onClient, Set<Kind> denied) throws SocketRefused {
        (onClient ? hosts.a : hosts.b)
                .addTdiFilter(
                        "watch", request -> note(request) && !denied.contains(request.kind()));
        hosts.b
                .sockets()
                .tcpListen(
                        IpAddress.ANY4,
                        PORT,
                        5,
                        TcpSettings.DEFAULT,
                        listening -> listening.accept(server));
        hosts.a
                .sockets()
                .tcpConnect(IpAddress.ANY4, 4000, TwoHosts.B4, PORT, TcpSettings.DEFAULT, client);
        hosts.world.runUntil(30_000_000_000L);
    }

    private boolean note(TdiRequest request) {
        assertThat(request.protocol()).isEqualTo(6);
        asked.add(
                "%s %d > %d %d"
                        .formatted(
                                request.kind(),
                                request.localPort(),
                                request.remotePort(),
                                request.lengthOctets()));
        return true;
    }

    @Test
    void shouldAskAboutAllThatAProgramDoes() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            connect(hosts, true, Set.of());
            assertThat(asked)
                    .containsExactly(
                            "OPEN_ADDRESS 4000 > 0 0",
                            "CONNECT 4000 > 80 0",
                            "SEND 4000 > 80 5",
                            "RECEIVE 4000 > 80 5",
                            "RECEIVE 4000 > 80 5");
            assertThat(client.told).containsExactly("connected, took 5", "received 5");
        }
    }

    @Test
    void shouldAskAboutAConnectionThatComes() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            connect(hosts, false, Set.of());
            assertThat(asked).startsWith("OPEN_ADDRESS 80 > 0 0", "EVENT_CONNECT 80 > 4000 0");
        }
    }

    @Test
    void shouldNotConnectWhereAFilterDeniesIt() {
        try (var hosts = new TwoHosts()) {
            assertThatThrownBy(() -> connect(hosts, true, EnumSet.of(Kind.CONNECT)))
                    .isInstanceOf(SocketRefused.class)
                    .hasMessageContaining("WSAEACCES");
            assertThat(hosts.a.host().world().ledger().alive()).isEmpty();
        }
    }

    @Test
    void shouldResetWhomAFilterDoesNotAccept() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            connect(hosts, false, EnumSet.of(Kind.EVENT_CONNECT));
            assertThat(client.told).containsExactly("ended WSAECONNREFUSED");
            assertThat(server.told).isEmpty();
            assertThat(hosts.ended(WindowsDrop.TDI_CONNECTION_DENIED)).isPositive();
        }
    }

    @Test
    void shouldTakeNothingFromAProgramThatMayNotSend() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            connect(hosts, true, EnumSet.of(Kind.SEND));
            assertThat(client.told).startsWith("connected, took 0");
            assertThat(server.told).containsExactly("connected, took 5");
        }
    }

    @Test
    void shouldKeepFromAProgramWhatItMayNotReceive() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            connect(hosts, true, EnumSet.of(Kind.RECEIVE));
            assertThat(client.told).containsExactly("connected, took 5");
            TcpSocket own = java.util.Objects.requireNonNull(client.socket);
            assertThat(own.receivableOctets()).isEqualTo(5);
            assertThat(own.receive(new byte[10], 0, 10)).isZero();
        }
    }
}
