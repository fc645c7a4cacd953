package sluice.msloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.ndis.AdapterState;
import sluice.ndis.NdisOptions;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.PacketFilters;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.ndis.VerifierLevel;
import sluice.npfloop.LoopbackCapture;
import sluice.winstack.InterceptionPoint;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A virtual adapter: its own address turns round above it until a host route forces it down. */
class MsloopTest {
    private static final IpAddress OWN = IpAddress.require("10.9.8.7");
    private static final IpAddress LOCALHOST = IpAddress.require("127.0.0.1");

    private final World world = new World(WorldOptions.DEFAULT, null);
    private final WindowsHost host =
            WindowsHost.on(
                    world.addHost("pc", HostOptions.DEFAULT),
                    WindowsPreset.WINDOWS_10,
                    NdisOptions.verified(VerifierLevel.STRICT),
                    nic -> new SimMiniport(nic, false));
    private final List<String> captured = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();

    MsloopTest() {
        var adapter = LoopbackMiniport.addTo(host, "loop");
        host.addAddress("loop", OWN, 24);
        var place = host.host().place("ndis/capture", sluice.trace.Layering.ETHERNET);
        adapter.open(new Capture(), place).setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
    }

    /** A capture, as a protocol on the adapter. */
    private final class Capture implements Protocol {
        @Override
        public String name() {
            return "capture";
        }

        @Override
        public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
            captured.add("%04x %d".formatted(packet.u16(12), packet.lengthOctets()));
            return 0;
        }

        @Override
        public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}
    }

    /** A socket that notes what it hears, and sends it back if it is a server. */
    private final class Program implements SocketHandler {
        private final UdpSocket socket;
        private final boolean echo;

        Program(int port, boolean echo) throws SocketRefused {
            this.echo = echo;
            this.socket = host.sockets().udp(IpAddress.ANY4, port, this);
        }

        void send(String text, IpAddress to) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            assertThat(socket.send(octets, 0, octets.length, to, 7, SendOptions.DEFAULT).ok())
                    .isTrue();
        }

        @Override
        public void received(
                long id, byte[] octets, int at, int length, long high, long low, int port) {
            var from = new IpAddress(high, low);
            if (echo) socket.send(octets, at, length, from, port, SendOptions.DEFAULT);
            else answers.add(new String(octets, at, length, StandardCharsets.UTF_8));
        }
    }

    private void settle() {
        world.runUntil(world.scheduler().nowNanos() + 60_000_000_000L);
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
        assertThat(host.ndis().findings()).isEmpty();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void exchange(String text, IpAddress to, int port) throws SocketRefused {
        new Program(port, false).send(text, to);
        settle();
    }

    @Test
    void shouldCaptureNothingWithoutTheRoute() throws SocketRefused {
        new Program(7, true);
        exchange("self", OWN, 5000);
        exchange("loop", LOCALHOST, 5001);
        assertThat(answers).containsExactly("self", "loop");
        assertThat(captured).isEmpty();
    }

    @Test
    void shouldCaptureEachPacketOnceWithTheRoute() throws SocketRefused {
        new Program(7, true);
        host.addRoute(OWN, 32, OWN, "loop");
        exchange("self", OWN, 5000);
        assertThat(answers).containsExactly("self");
        // ARP for the own address and its answer, then the datagram and the echo, each once;
        // the neighbour entry is asked for again later.
        assertThat(captured).startsWith("0806 42");
        assertThat(captured).filteredOn("0800 46"::equals).hasSize(2);
        assertThat(captured).allMatch(frame -> frame.equals("0800 46") || frame.equals("0806 42"));
        captured.clear();
        exchange("loop", LOCALHOST, 5001);
        assertThat(captured).as("127/8 stays above").isEmpty();
        assertThat(host.removeRoute(OWN, 32, OWN, "loop")).isTrue();
        exchange("back", OWN, 5002);
        assertThat(answers).containsExactly("self", "loop", "back");
        assertThat(captured).isEmpty();
    }

    @Test
    void shouldShowDriversInItsStackAFrameDownAndUp() throws SocketRefused {
        var ways = new ArrayList<String>();
        host.install(
                InterceptionPoint.INTERMEDIATE,
                "loop",
                "watch",
                frame -> {
                    if (frame.protocol() == 17) ways.add(frame.direction().name());
                    return Decision.PASS;
                });
        settle();
        new Program(7, true);
        host.addRoute(OWN, 32, OWN, "loop");
        exchange("self", OWN, 5000);
        assertThat(ways).containsExactly("OUT", "IN", "OUT", "IN");
    }

    @Test
    void shouldTakeNoAddressOfTheLoopback() {
        for (String address : List.of("127.0.0.1", "127.9.9.9", "::1")) {
            assertThatThrownBy(() -> host.addAddress("loop", IpAddress.require(address), 8))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> LoopbackMiniport.addTo(host, "loop"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAnswerOverTheRouteByTcpToo() throws SocketRefused {
        host.addRoute(OWN, 32, OWN, "loop");
        var heard = new StringBuilder();
        host.sockets()
                .tcpListen(
                        OWN,
                        80,
                        5,
                        sluice.edge.TcpSettings.DEFAULT,
                        listening ->
                                listening.accept(
                                        new sluice.edge.TcpSocketHandler() {
                                            @Override
                                            public void readable(sluice.edge.TcpSocket own) {
                                                byte[] room = new byte[100];
                                                int taken = own.receive(room, 0, 100);
                                                for (int i = 0; i < taken; i++)
                                                    heard.append((char) room[i]);
                                            }
                                        }));
        host.sockets()
                .tcpConnect(
                        OWN,
                        4000,
                        OWN,
                        80,
                        sluice.edge.TcpSettings.DEFAULT,
                        new sluice.edge.TcpSocketHandler() {
                            @Override
                            public void connected(sluice.edge.TcpSocket own) {
                                own.send(new byte[] {'h', 'i'}, 0, 2);
                            }
                        });
        world.runUntil(10_000_000_000L);
        assertThat(heard).hasToString("hi");
        assertThat(captured).hasSizeGreaterThan(4);
    }

    @Test
    void shouldCaptureAboveNdisWhatTurnsRound() throws SocketRefused {
        var records = new ArrayList<String>();
        try (var capture =
                LoopbackCapture.open(
                        host,
                        (id, time, octets, length) ->
                                records.add(
                                        "%d,%d,%d,%d %02x %d"
                                                .formatted(
                                                        octets[0],
                                                        octets[1],
                                                        octets[2],
                                                        octets[3],
                                                        octets[4] & 0xff,
                                                        length)))) {
            new Program(7, true);
            exchange("self", OWN, 5000);
            exchange("loop", LOCALHOST, 5001);
            // One record for each packet, not one for each way.
            assertThat(records)
                    .containsExactly(
                            "2,0,0,0 45 36", "2,0,0,0 45 36", "2,0,0,0 45 36", "2,0,0,0 45 36");
            assertThat(capture.packets()).isEqualTo(4);
            records.clear();
            host.addRoute(OWN, 32, OWN, "loop");
            exchange("down", OWN, 5002);
            assertThat(records).as("not turned round any more").isEmpty();
        }
        exchange("loop", LOCALHOST, 5003);
        assertThat(records).isEmpty();
    }

    @Test
    void shouldCaptureIpv6WithItsFamily() throws SocketRefused {
        var families = new ArrayList<Integer>();
        LoopbackCapture.open(host, (id, time, octets, length) -> families.add((int) octets[0]));
        IpAddress six = IpAddress.require("::1");
        host.sockets().udp(IpAddress.ANY6, 7, (id, o, at, n, high, low, port) -> {});
        byte[] text = {'x'};
        host.sockets()
                .udp(IpAddress.ANY6, 0, (id, o, at, n, high, low, port) -> {})
                .send(text, 0, 1, six, 7, SendOptions.DEFAULT);
        settle();
        assertThat(families).containsExactly(24);
    }

    /** Believed: who halts lets go of all by itself. True: its pool of descriptors was left. */
    @Test
    void shouldGiveItsPoolBackWhenItIsHalted() {
        host.adapter("loop").halt();
        world.runUntil(10_000_000_000L);
        assertThat(host.adapter("loop").state()).isEqualTo(AdapterState.HALTED);
        assertThat(host.ndis().bugCheck()).isEmpty();
    }
}
