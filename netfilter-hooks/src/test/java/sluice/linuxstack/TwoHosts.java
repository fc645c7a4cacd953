package sluice.linuxstack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.trace.TraceSink;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Two Linux hosts on one link: 10.0.0.1 and 10.0.0.2, fd00::1 and fd00::2. */
final class TwoHosts {
    final World world;
    final LinuxHost first;
    final LinuxHost second;

    TwoHosts(WorldOptions options, @Nullable TraceSink trace, LinkOptions link) {
        this(options, trace, link, HostOptions.DEFAULT);
    }

    TwoHosts(
            WorldOptions options,
            @Nullable TraceSink trace,
            LinkOptions link,
            HostOptions machine) {
        world = new World(options, trace);
        SimNic a = nic("lin1", 1, machine);
        SimNic b = nic("lin2", 2, machine);
        world.connect("wire", link, a, b);
        first = host("lin1", a, 1);
        second = host("lin2", b, 2);
    }

    private SimNic nic(String host, int number, HostOptions options) {
        Host machine = world.addHost(host, options);
        return machine.addNic("eth0", NicOptions.ethernet(0x0200_0000_0000L | number));
    }

    private LinuxHost host(String name, SimNic nic, int number) {
        Host machine =
                world.hosts().stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
        return LinuxHost.on(machine)
                .nic(nic, "10.0.0." + number + "/24", "fd00::" + number + "/64")
                .ipv6()
                .build();
    }

    /** Lets so much time pass. */
    void run(long millis) {
        world.runUntil(world.scheduler().nowNanos() + millis * 1_000_000L);
    }

    /** What a socket was given, as text. */
    static final class Received implements SocketHandler {
        final List<String> texts = new ArrayList<>();
        final List<SocketStatus> errors = new ArrayList<>();
        int writable;

        @Override
        public void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int port) {
            texts.add(new String(octets, offset, lengthOctets, StandardCharsets.US_ASCII));
        }

        @Override
        public void error(SocketStatus status, IpAddress about) {
            errors.add(status);
        }

        @Override
        public void writable() {
            writable++;
        }
    }

    /** A socket that sends back what it gets. */
    static void echo(LinuxHost host, IpAddress any, int port) throws SocketRefused {
        var socket = new SocketEdge.UdpSocket[1];
        socket[0] =
                host.sockets()
                        .udp(
                                any,
                                port,
                                (_, octets, offset, length, high, low, from) ->
                                        socket[0].send(
                                                octets,
                                                offset,
                                                length,
                                                new IpAddress(high, low),
                                                from,
                                                SocketEdge.SendOptions.DEFAULT));
    }

    static SocketStatus send(SocketEdge.UdpSocket from, String to, int port, String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        return from.send(
                octets,
                0,
                octets.length,
                IpAddress.require(to),
                port,
                SocketEdge.SendOptions.DEFAULT);
    }
}
