package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen.Form;

/** Layered providers and replaced libraries: order, entries, processes, connections. */
class LspChainTest {
    private static final int PORT = 7;
    private final List<String> calls = new ArrayList<>();

    /** Notes each socket that is opened through it. */
    private LayeredProvider noting(String name) {
        return (below, process) ->
                new ForwardingProvider(below) {
                    @Override
                    public UdpSocket udp(IpAddress local, int port, SocketHandler handler)
                            throws SocketRefused {
                        calls.add(name + " udp of " + process.name());
                        return below().udp(local, port, handler);
                    }

                    @Override
                    public RawSocket raw(IpAddress local, int protocol, SocketHandler handler)
                            throws SocketRefused {
                        calls.add(name + " raw of " + process.name());
                        return below().raw(local, protocol, handler);
                    }
                };
    }

    private void open(WindowsHost host, String process) throws SocketRefused {
        host.sockets(process).udp(IpAddress.ANY4, 0, new TwoHosts.Program()).close();
    }

    @Test
    void shouldCallProvidersFromTheTopOfTheChain() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            WinsockCatalogue catalogue = hosts.a.winsockCatalogue();
            catalogue.install("first", noting("first"));
            catalogue.install("second", noting("second"));
            open(hosts.a, "browser");
            assertThat(calls).containsExactly("second udp of browser", "first udp of browser");
            calls.clear();
            assertThat(catalogue.move("first", 0)).isTrue();
            open(hosts.a, "mail");
            assertThat(calls).containsExactly("first udp of mail", "second udp of mail");
            calls.clear();
            assertThat(catalogue.remove("first")).isTrue();
            assertThat(catalogue.remove("first")).isFalse();
            open(hosts.a, "browser");
            assertThat(calls).containsExactly("second udp of browser");
            assertThatThrownBy(() -> catalogue.install("second", noting("again")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldStandOverTheEntriesItWasChainedOverOnly() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.a.winsockCatalogue().install("udp", noting("udp"), WinsockProtocol.UDP);
            var winsock = hosts.a.process("tool").winsock();
            winsock.raw(IpAddress.ANY4, 1, new TwoHosts.Program()).close();
            assertThat(calls).isEmpty();
            hosts.a.winsockCatalogue().install("raw", noting("raw"), WinsockProtocol.RAW);
            winsock.raw(IpAddress.ANY4, 1, new TwoHosts.Program()).close();
            assertThat(calls).containsExactly("raw raw of tool");
        }
    }

    @Test
    void shouldLoadTheReplacedLibraryAboveTheChain() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.a.winsockCatalogue().install("lsp", noting("lsp"));
            hosts.a
                    .winsockCatalogue()
                    .replaceDll("ws2_32", (dll, in) -> noting("shim").startup(dll, in));
            open(hosts.a, "browser");
            assertThat(calls).containsExactly("shim udp of browser", "lsp udp of browser");
            calls.clear();
            hosts.a
                    .process("browser")
                    .originalDll()
                    .udp(IpAddress.ANY4, 0, new TwoHosts.Program())
                    .close();
            assertThat(calls).containsExactly("lsp udp of browser");
            assertThat(hosts.a.winsockCatalogue().restoreDll("ws2_32")).isTrue();
            calls.clear();
            open(hosts.a, "browser");
            assertThat(calls).containsExactly("lsp udp of browser");
        }
    }

    /** Sends a greeting once connected, and gathers what comes. */
    static final class Peer implements TcpSocketHandler {
        final StringBuilder heard = new StringBuilder();
        final List<String> told = new ArrayList<>();
        final String greeting;
        @Nullable TcpSocket socket;

        Peer(String greeting) {
            this.greeting = greeting;
        }

        @Override
        public void connected(TcpSocket own) {
            socket = own;
            byte[] octets = TwoHosts.text(greeting);
            told.add("sent " + own.send(octets, 0, octets.length));
        }

        @Override
        public void readable(TcpSocket own) {
            byte[] room = new byte[100];
            int taken = own.receive(room, 0, room.length);
            for (int i = 0; i < taken; i++) heard.append((char) room[i]);
        }

        @Override
        public void ended(TcpSocket own, SocketStatus status) {
            told.add("ended " + status.name());
        }
    }

    static void connect(TwoHosts hosts, Peer client, Peer server) throws SocketRefused {
        hosts.b
                .sockets()
                .tcpListen(
                        IpAddress.ANY4,
                        80,
                        5,
                        TcpSettings.DEFAULT,
                        listening -> listening.accept(server));
        hosts.a
                .sockets("browser")
                .tcpConnect(IpAddress.ANY4, 4000, TwoHosts.B4, 80, TcpSettings.DEFAULT, client);
        hosts.world.runUntil(hosts.world.scheduler().nowNanos() + 30_000_000_000L);
    }

    @Test
    void shouldChangeAConnectionsOctetsBothWays() throws SocketRefused {
        for (var at : List.of(InterceptionPoint.LSP, InterceptionPoint.TDI)) {
            try (var hosts = new TwoHosts()) {
                List<String> seen = new ArrayList<>();
                PointFilter upper =
                        thing -> {
                            seen.add(
                                    thing.direction()
                                            + " "
                                            + thing.form()
                                            + " by "
                                            + thing.process());
                            if (thing.form() != Form.STREAM) return Decision.PASS;
                            byte[] own = thing.writable();
                            for (int i = 0; i < thing.lengthOctets(); i++)
                                own[thing.offset() + i] =
                                        (byte) Character.toUpperCase(own[thing.offset() + i]);
                            return Decision.CHANGED;
                        };
                hosts.a.install(at, "", "upper", upper);
                var client = new Peer("hello");
                var server = new Peer("world");
                connect(hosts, client, server);
                assertThat(server.heard).hasToString("HELLO");
                assertThat(client.heard).hasToString("WORLD");
                assertThat(seen).contains("OUT STREAM by browser", "IN STREAM by browser");
            }
        }
    }

    @Test
    void shouldSeeWhatAListenerAccepts() throws SocketRefused {
        for (var at : List.of(InterceptionPoint.LSP, InterceptionPoint.TDI)) {
            try (var hosts = new TwoHosts()) {
                List<String> seen = new ArrayList<>();
                hosts.b.install(
                        at,
                        "",
                        "watch",
                        thing -> {
                            if (thing.sourcePort() == 4000 || thing.destinationPort() == 4000)
                                seen.add(thing.direction() + " " + thing.form());
                            return Decision.PASS;
                        });
                var client = new Peer("hello");
                var server = new Peer("world");
                connect(hosts, client, server);
                assertThat(server.heard).hasToString("hello");
                assertThat(client.heard).hasToString("world");
                String asked = at == InterceptionPoint.LSP ? "IN CALL" : "IN REQUEST";
                assertThat(seen).contains(asked, "IN STREAM", "OUT STREAM");
            }
        }
    }

    @Test
    void shouldAbortWhatAListenerMayNotAccept() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.b.install(
                    InterceptionPoint.LSP,
                    "",
                    "nobody comes",
                    thing -> thing.sourcePort() == 4000 ? Decision.STOP : Decision.PASS);
            var client = new Peer("hello");
            var server = new Peer("world");
            connect(hosts, client, server);
            assertThat(server.told).isEmpty();
            assertThat(client.told).contains("ended WSAECONNRESET");
        }
    }

    @Test
    void shouldAbortAConnectionWhoseOctetsAreStopped() throws SocketRefused {
        for (var at : List.of(InterceptionPoint.LSP, InterceptionPoint.TDI)) {
            try (var hosts = new TwoHosts()) {
                hosts.a.install(
                        at,
                        "",
                        "mute",
                        thing -> thing.form() == Form.STREAM ? Decision.STOP : Decision.PASS);
                var client = new Peer("hello");
                var server = new Peer("world");
                connect(hosts, client, server);
                assertThat(server.heard).isEmpty();
                assertThat(client.told).first().isEqualTo("sent -1");
                assertThat(server.told).contains("ended WSAECONNRESET");
            }
        }
    }

    @Test
    void shouldRefuseAConnectionThatIsStopped() {
        for (var at : List.of(InterceptionPoint.LSP, InterceptionPoint.TDI)) {
            try (var hosts = new TwoHosts()) {
                hosts.a.install(
                        at,
                        "",
                        "nobody leaves",
                        thing -> thing.destinationPort() == 80 ? Decision.STOP : Decision.PASS);
                assertThatThrownBy(() -> connect(hosts, new Peer("a"), new Peer("b")))
                        .isInstanceOf(SocketRefused.class)
                        .hasMessageContaining("WSAEACCES");
            }
        }
    }

    @Test
    void shouldNotLetAProgramSendWhileItIsShownSpoilWhatItIsShown() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            PointFilter flip =
                    thing -> {
                        if (thing.form() != Form.DATAGRAM) return Decision.PASS;
                        thing.writable()[thing.offset()] ^= 0x20;
                        return Decision.CHANGED;
                    };
            hosts.a.install(InterceptionPoint.LSP, "", "flip", flip);
            var echo = TwoHosts.Program.echo(hosts.a, IpAddress.ANY4, PORT);
            var asker = TwoHosts.Program.udp(hosts.b, IpAddress.ANY4, 5000);
            asker.send("abc", TwoHosts.A4, PORT, SendOptions.DEFAULT);
            hosts.settle();
            assertThat(echo.received).containsExactly("Abc from 192.0.2.2 5000");
            assertThat(asker.received).containsExactly("abc from 192.0.2.1 7");
        }
    }
}
