package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.time.MachineStopped;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen.Direction;
import sluice.winstack.Seen.Form;

/** A library in a process that throws takes its process down, and nothing else. */
class LayerFaultTest {
    private static PointFilter throwing(Form form, Direction way) {
        return thing -> {
            if (thing.form() == form && thing.direction() == way)
                throw new IllegalStateException("a fault in a library");
            return Decision.PASS;
        };
    }

    private static TwoHosts.Program program(WindowsHost host, String process, int port)
            throws SocketRefused {
        var program = new TwoHosts.Program();
        program.udp = host.sockets(process).udp(IpAddress.ANY4, port, program);
        return program;
    }

    private static void inTheRun(TwoHosts hosts, Runnable calls) {
        hosts.world.scheduler().schedule(0, hosts.a.host().cpu().thread(), Runnable::run, calls);
        hosts.settle();
    }

    /** The host goes on, and so do other processes; all packets are accounted for. */
    private static void requireOnlyTheProcessEnded(TwoHosts hosts, WindowsProcess process)
            throws SocketRefused {
        assertThat(process.failure().orElseThrow())
                .startsWith("library threw")
                .contains("a fault in a library", "LayerFaultTest.java:");
        assertThat(hosts.a.host().stopped()).isFalse();
        assertThat(hosts.world.contracts().all()).isEmpty();
        assertThat(hosts.world.programFailures())
                .singleElement()
                .asString()
                .contains("process " + process.name());
        hosts.a.winsockCatalogue().remove("library");
        hosts.a.winsockCatalogue().restoreDll("library");
        assertThat(hosts.a.process(process.name())).isNotSameAs(process);
        TwoHosts.Program again = program(hosts.a, process.name(), 5000); // the port is free
        again.send("again", TwoHosts.B4, 7);
        hosts.settle();
        assertThat(again.received).hasSize(1);
        assertThat(hosts.world.ledger().check()).isEmpty();
        assertThat(hosts.world.ledger().alive()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LSP", "WINSOCK_SHIM"})
    void shouldEndTheProcessThatSendsThroughIt(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            hosts.a.install(at, "", "library", throwing(Form.DATAGRAM, Direction.OUT));
            WindowsProcess browser = hosts.a.process("browser");
            TwoHosts.Program client = program(hosts.a, "browser", 5000);
            List<String> said = new ArrayList<>();
            inTheRun(
                    hosts,
                    () -> {
                        try {
                            client.send("x", TwoHosts.B4, 7);
                            said.add("went on");
                        } finally {
                            said.add("unwound");
                        }
                    });
            assertThat(said).containsExactly("unwound");
            requireOnlyTheProcessEnded(hosts, browser);
        }
    }

    /** What arrives is shown to the library; the datagram that did it is accounted for. */
    @ParameterizedTest
    @EnumSource(names = {"LSP", "WINSOCK_SHIM"})
    void shouldEndTheProcessThatReceivesThroughIt(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            hosts.a.install(at, "", "library", throwing(Form.DATAGRAM, Direction.IN));
            WindowsProcess browser = hosts.a.process("browser");
            TwoHosts.Program client = program(hosts.a, "browser", 5000);
            TwoHosts.Program other = program(hosts.a, "browser", 5001);
            inTheRun(
                    hosts,
                    () -> {
                        client.send("x", TwoHosts.B4, 7);
                        client.send("y", TwoHosts.B4, 7);
                    });
            assertThat(client.received).isEmpty();
            assertThatThrownBy(() -> other.send("z", TwoHosts.B4, 7))
                    .isInstanceOf(MachineStopped.class)
                    .hasMessageContaining("browser");
            requireOnlyTheProcessEnded(hosts, browser);
        }
    }

    /** In the handler of what has arrived the program sends: nothing of that is left over. */
    @ParameterizedTest
    @EnumSource(names = {"LSP", "WINSOCK_SHIM"})
    void shouldUnwindTheHandlerWhoseCallEndsTheProcess(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            boolean[] armed = {false};
            hosts.a.install(
                    at,
                    "",
                    "library",
                    thing -> {
                        boolean out = thing.direction() == Direction.OUT;
                        if (armed[0] && out && thing.form() == Form.DATAGRAM)
                            throw new IllegalStateException("a fault in a library");
                        return Decision.PASS;
                    });
            WindowsProcess browser = hosts.a.process("browser");
            List<String> said = new ArrayList<>();
            UdpSocket[] own = new UdpSocket[1];
            SocketHandler answering =
                    (id, octets, offset, length, high, low, port) -> {
                        armed[0] = true;
                        said.add("asked");
                        own[0].send(
                                octets,
                                offset,
                                length,
                                TwoHosts.B4,
                                7,
                                sluice.edge.SocketEdge.SendOptions.DEFAULT);
                        said.add("went on");
                    };
            own[0] = hosts.a.sockets("browser").udp(IpAddress.ANY4, 5000, answering);
            inTheRun(
                    hosts,
                    () ->
                            own[0].send(
                                    new byte[4],
                                    0,
                                    4,
                                    TwoHosts.B4,
                                    7,
                                    sluice.edge.SocketEdge.SendOptions.DEFAULT));
            assertThat(said).containsExactly("asked");
            requireOnlyTheProcessEnded(hosts, browser);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LSP", "WINSOCK_SHIM"})
    void shouldResetTheConnectionsOfTheProcess(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            boolean[] armed = {false};
            hosts.a.install(
                    at,
                    "",
                    "library",
                    thing -> {
                        if (armed[0] && thing.form() == Form.STREAM)
                            throw new IllegalStateException("a fault in a library");
                        return Decision.PASS;
                    });
            var server = new LspChainTest.Peer("hello");
            var client = new LspChainTest.Peer("hi");
            LspChainTest.connect(hosts, client, server);
            assertThat(client.heard).hasToString("hello");
            armed[0] = true;
            WindowsProcess browser = hosts.a.process("browser");
            inTheRun(
                    hosts,
                    () -> {
                        byte[] octets = TwoHosts.text("more");
                        java.util.Objects.requireNonNull(client.socket)
                                .send(octets, 0, octets.length);
                    });
            assertThat(server.told).anyMatch(word -> word.contains("RESET"));
            requireOnlyTheProcessEnded(hosts, browser);
        }
    }

    /** A library that cannot even be loaded. */
    @Test
    void shouldEndTheProcessThatLoadsIt() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            hosts.a
                    .winsockCatalogue()
                    .install(
                            "library",
                            (below, process) -> {
                                throw new IllegalStateException("a fault in a library");
                            });
            WindowsProcess browser = hosts.a.process("browser");
            assertThatThrownBy(() -> program(hosts.a, "browser", 5000))
                    .isInstanceOf(MachineStopped.class);
            requireOnlyTheProcessEnded(hosts, browser);
        }
    }

    /** The fault of a lower provider is not blamed on the one above it. */
    @Test
    void shouldNameTheProviderThatThrew() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            hosts.a.install(
                    InterceptionPoint.LSP, "", "library", throwing(Form.DATAGRAM, Direction.OUT));
            hosts.a.install(InterceptionPoint.LSP, "", "upper", thing -> Decision.PASS);
            WindowsProcess browser = hosts.a.process("browser");
            TwoHosts.Program client = program(hosts.a, "browser", 5000);
            inTheRun(hosts, () -> client.send("x", TwoHosts.B4, 7));
            requireOnlyTheProcessEnded(hosts, browser);
        }
    }

    /** What a program throws itself is no library's fault, and comes out as before. */
    @Test
    void shouldNotBlameALibraryForItsProgram() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            hosts.a.install(InterceptionPoint.LSP, "", "library", thing -> Decision.PASS);
            hosts.a.install(InterceptionPoint.WINSOCK_SHIM, "", "shim", thing -> Decision.PASS);
            UdpSocket socket =
                    hosts.a
                            .sockets("browser")
                            .udp(
                                    IpAddress.ANY4,
                                    5000,
                                    (id, octets, offset, length, high, low, port) -> {
                                        throw new IllegalStateException("the program's own");
                                    });
            socket.send(
                    new byte[3], 0, 3, TwoHosts.B4, 7, sluice.edge.SocketEdge.SendOptions.DEFAULT);
            assertThatThrownBy(hosts::settle).hasMessageContaining("the program's own");
            assertThat(hosts.a.process("browser").failure()).isEmpty();
        }
    }
}
