package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.PingSocket;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.trace.TraceSink;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Two Windows hosts on one cable, 192.0.2.1 and 192.0.2.2, 2001:db8::1 and ::2. */
final class TwoHosts implements AutoCloseable {
    static final IpAddress A4 = IpAddress.require("192.0.2.1");
    static final IpAddress B4 = IpAddress.require("192.0.2.2");
    static final IpAddress A6 = IpAddress.require("2001:db8::1");
    static final IpAddress B6 = IpAddress.require("2001:db8::2");

    /** How much the wrapper looks at: system property {@code sluice.verifier}, off if not set. */
    static final VerifierLevel LEVEL =
            VerifierLevel.valueOf(
                    System.getProperty("sluice.verifier", "off")
                            .toUpperCase(java.util.Locale.ROOT));

    static final long MAC_A = 0x0200_0000_0001L;
    static final long MAC_B = 0x0200_0000_0002L;

    final World world;
    final WindowsHost a;
    final WindowsHost b;

    TwoHosts() {
        this(WorldOptions.DEFAULT, LinkOptions.delayed(1000), null);
    }

    TwoHosts(WorldOptions options, LinkOptions link, @Nullable TraceSink trace) {
        this(options, link, trace, WindowsPreset.WINDOWS_10, false);
    }

    TwoHosts(
            WorldOptions options,
            LinkOptions link,
            @Nullable TraceSink trace,
            WindowsPreset preset,
            boolean serialized) {
        this(options, link, trace, preset, serialized, HostOptions.DEFAULT);
    }

    TwoHosts(
            WorldOptions options,
            LinkOptions link,
            @Nullable TraceSink trace,
            WindowsPreset preset,
            boolean serialized,
            HostOptions machine) {
        this(options, link, trace, preset, serialized, machine, LEVEL);
    }

    TwoHosts(
            WorldOptions options,
            LinkOptions link,
            @Nullable TraceSink trace,
            WindowsPreset preset,
            boolean serialized,
            HostOptions machine,
            VerifierLevel level) {
        world = new World(options, trace);
        Host hostA = world.addHost("a", machine);
        Host hostB = world.addHost("b", machine);
        hostA.addNic("lan", NicOptions.ethernet(MAC_A));
        hostB.addNic("lan", NicOptions.ethernet(MAC_B));
        world.connect("cable", link, hostA.nics().getFirst(), hostB.nics().getFirst());
        a = install(hostA, preset, serialized, level);
        b = install(hostB, preset, serialized, level);
        a.addAddress("lan", A4, 24);
        a.addAddress("lan", A6, 64);
        b.addAddress("lan", B4, 24);
        b.addAddress("lan", B6, 64);
    }

    private static WindowsHost install(
            Host host, WindowsPreset preset, boolean serialized, VerifierLevel level) {
        return WindowsHost.on(
                host,
                preset,
                NdisOptions.DEFAULT.withVerifier(level),
                nic -> new SimMiniport(nic, serialized));
    }

    /** Runs to the end and checks that every packet is accounted for. */
    void settle() {
        assertThat(world.runUntil(world.scheduler().nowNanos() + 120_000_000_000L))
                .isNotEqualTo(World.RunEnd.BUDGET_EXHAUSTED);
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
    }

    long ended(sluice.packet.Fate fate) {
        return world.ledger().stats().stream()
                .flatMap(stats -> stats.ends().stream())
                .filter(end -> end.fate() == fate)
                .mapToLong(end -> end.count())
                .sum();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A program that keeps what it is given, and answers if it is an echo server. */
    static final class Program implements SocketHandler {
        final List<String> received = new ArrayList<>();
        final List<String> errors = new ArrayList<>();
        int writable;
        @Nullable UdpSocket udp;
        @Nullable PingSocket ping;
        boolean echo;

        static Program udp(WindowsHost host, IpAddress local, int port) throws SocketRefused {
            var program = new Program();
            program.udp = host.sockets().udp(local, port, program);
            return program;
        }

        static Program echo(WindowsHost host, IpAddress local, int port) throws SocketRefused {
            var program = udp(host, local, port);
            program.echo = true;
            return program;
        }

        SocketStatus send(String text, IpAddress to, int port) {
            return send(text, to, port, SendOptions.DEFAULT);
        }

        SocketStatus send(String text, IpAddress to, int port, SendOptions options) {
            byte[] octets = text(text);
            return java.util.Objects.requireNonNull(udp)
                    .send(octets, 0, octets.length, to, port, options);
        }

        @Override
        public void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int port) {
            var from = new IpAddress(sourceHigh, sourceLow);
            received.add(
                    new String(octets, offset, lengthOctets, StandardCharsets.UTF_8)
                            + " from "
                            + from
                            + " "
                            + port);
            UdpSocket socket = udp;
            if (echo && socket != null)
                socket.send(octets, offset, lengthOctets, from, port, SendOptions.DEFAULT);
        }

        @Override
        public void error(SocketStatus status, IpAddress about) {
            errors.add(status.name() + " " + about);
        }

        @Override
        public void writable() {
            writable++;
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
