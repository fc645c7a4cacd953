package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketRefused;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.nic.LinkOptions;
import sluice.nic.Nic;
import sluice.nic.NicOptions;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.IpProtocols;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen.Direction;
import sluice.winstack.Seen.Form;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** What each interception point sees, changes and stops (ndis.md section 12). */
class PointsTest {
    private static final int PORT = 7;
    private static final IpAddress LOCALHOST = IpAddress.require("127.0.0.1");

    /** Counts what it sees of each kind and stops or changes what a test names. */
    private static final class Probe implements PointFilter {
        final List<String> seen = new ArrayList<>();
        int datagramsOut;
        int datagramsIn;
        int arp;
        int echoes;
        boolean stops;
        boolean changes;
        boolean clearsChecksum;

        @Override
        public Decision decide(Seen thing) {
            seen.add(thing.direction() + " " + thing.form() + " " + thing.protocol());
            if (thing.etherType() == EtherTypes.ARP) arp++;
            if (thing.protocol() == IpProtocols.ICMP) echoes++;
            if (thing.protocol() != IpProtocols.UDP || thing.form() == Form.CALL)
                return Decision.PASS;
            if (thing.sourcePort() != PORT && thing.destinationPort() != PORT) return Decision.PASS;
            boolean out = thing.direction() == Direction.OUT;
            if (out) datagramsOut++;
            else datagramsIn++;
            if (stops) return Decision.STOP;
            if (!changes || !thing.canChange() || !out) return Decision.PASS;
            byte[] own = thing.writable();
            int last = thing.offset() + thing.lengthOctets() - 1;
            own[last] ^= 1;
            if (clearsChecksum) {
                int udp = thing.offset() + (thing.form() == Form.FRAME ? 14 : 0) + 20;
                own[udp + 6] = 0;
                own[udp + 7] = 0;
            }
            return Decision.CHANGED;
        }
    }

    private static Placed install(TwoHosts hosts, InterceptionPoint at, Probe probe) {
        Placed placed = hosts.a.install(at, at.isOnAdapter() ? "lan" : "", "probe", probe);
        hosts.settle(); // drivers stand there once nothing is under way
        return placed;
    }

    private static TwoHosts.Program exchange(TwoHosts hosts, IpAddress to) throws SocketRefused {
        if (to.equals(TwoHosts.B4)) TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, PORT);
        else TwoHosts.Program.echo(hosts.a, IpAddress.ANY4, PORT);
        var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
        client.send("hello", to, PORT);
        hosts.settle();
        return client;
    }

    @ParameterizedTest
    @EnumSource
    void shouldSeeDatagramsBothWays(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var probe = new Probe();
            install(hosts, at, probe);
            var client = exchange(hosts, TwoHosts.B4);
            assertThat(client.received).containsExactly("hello from 192.0.2.2 7");
            assertThat(probe.datagramsOut).as("out").isPositive();
            assertThat(probe.datagramsIn).as("in").isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldStopDatagramsWhereItCan(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var probe = new Probe();
            probe.stops = true;
            Placed placed = install(hosts, at, probe);
            var client = exchange(hosts, TwoHosts.B4);
            assertThat(client.received.isEmpty()).isEqualTo(at.canStop());
            placed.remove();
            hosts.settle();
            // A library stays with the sockets that were opened through it.
            var later = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5001);
            later.send("again", TwoHosts.B4, PORT);
            hosts.settle();
            assertThat(later.received).as("removed").containsExactly("again from 192.0.2.2 7");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSeeArpAtFrameLevelOnly(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var probe = new Probe();
            install(hosts, at, probe);
            exchange(hosts, TwoHosts.B4);
            assertThat(probe.arp > 0).isEqualTo(at.isOnAdapter());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSeeTrafficToTheHostItselfAboveNdisOnly(InterceptionPoint at) throws SocketRefused {
        for (IpAddress own : List.of(LOCALHOST, TwoHosts.A4)) {
            try (var hosts = new TwoHosts()) {
                var probe = new Probe();
                install(hosts, at, probe);
                var client = exchange(hosts, own);
                assertThat(client.received).hasSize(1);
                boolean expected =
                        switch (at) {
                            case LSP, WINSOCK_SHIM, TDI, WFP -> true;
                            case FILTER_HOOK, PACKET_FILTER, PROTOCOL -> false;
                            case NDIS_HOOK, INTERMEDIATE, LIGHTWEIGHT_FILTER -> false;
                        };
                assertThat(probe.datagramsOut > 0).as(at + " of " + own).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldChangeWhatItSeesWhereItCan(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var probe = new Probe();
            probe.changes = true;
            // Below UDP the checksum is the filter's care: it does without one.
            probe.clearsChecksum = at.isOnAdapter() || at == InterceptionPoint.WFP;
            install(hosts, at, probe);
            var client = exchange(hosts, TwoHosts.B4);
            String heard = at.canChange() ? "helln" : "hello";
            assertThat(client.received).containsExactly(heard + " from 192.0.2.2 7");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSeePingBelowTheTransportsOnly(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var probe = new Probe();
            install(hosts, at, probe);
            byte[] request = {8, 0, 0, 0, 0x12, 0x34, 0, 1, 'p', 'i', 'n', 'g'};
            var program = new TwoHosts.Program();
            try (var ping = hosts.a.sockets().ping(IpAddress.ANY4, 0x1234, program)) {
                ping.send(request, 0, request.length, TwoHosts.B4, SendOptions.DEFAULT);
                hosts.settle();
            }
            assertThat(program.received).hasSize(1);
            boolean expected =
                    switch (at) {
                        case LSP, WINSOCK_SHIM, TDI -> false;
                        case FILTER_HOOK, PACKET_FILTER, WFP -> true;
                        case PROTOCOL, NDIS_HOOK, INTERMEDIATE, LIGHTWEIGHT_FILTER -> true;
                    };
            assertThat(probe.echoes > 0).isEqualTo(expected);
        }
    }

    /** Past Winsock by TDI, past the TDI filters by the transport's own device. */
    @ParameterizedTest
    @EnumSource(names = {"LSP", "WINSOCK_SHIM", "TDI"})
    void shouldMissWhoGoesPastIt(InterceptionPoint at) throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, PORT);
            var probe = new Probe();
            install(hosts, at, probe);
            WindowsProcess malware = hosts.a.process("malware");
            var bypasses = new ArrayList<ServiceProvider>();
            bypasses.add(malware.tdi().belowFilters());
            if (at != InterceptionPoint.TDI) bypasses.add(malware.tdi().devices());
            if (at == InterceptionPoint.WINSOCK_SHIM) bypasses.add(malware.originalDll());
            for (ServiceProvider way : bypasses) {
                var program = new TwoHosts.Program();
                byte[] text = TwoHosts.text("psst");
                try (var socket = way.udp(IpAddress.ANY4, 0, program)) {
                    socket.send(text, 0, text.length, TwoHosts.B4, PORT, SendOptions.DEFAULT);
                    hosts.settle();
                }
                assertThat(program.received).hasSize(1);
            }
            assertThat(probe.seen).isEmpty();
        }
    }

    @Test
    void shouldMissAProtocolThatBindsAfterTheHook() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var probe = new Probe();
            install(hosts, InterceptionPoint.NDIS_HOOK, probe);
            var sent = new ArrayList<NdisStatus>();
            var own =
                    new Protocol() {
                        @Override
                        public String name() {
                            return "own";
                        }

                        @Override
                        public void sendComplete(
                                ProtocolBinding binding, NdisPacket packet, NdisStatus status) {
                            sent.add(status);
                            packet.pool().free(packet);
                        }
                    };
            ProtocolBinding binding = hosts.a.process("malware").ownProtocol("lan", own);
            var pool = binding.packetPool(1);
            byte[] frame = new byte[60];
            frame[12] = (byte) 0x88;
            frame[13] = (byte) 0xb5;
            var octets = hosts.world.pool().originate(binding.place(), frame, 0, frame.length);
            binding.send(java.util.Objects.requireNonNull(pool.allocate(octets)));
            hosts.settle();
            assertThat(sent).containsExactly(NdisStatus.SUCCESS);
            assertThat(probe.seen).isEmpty();
            exchange(hosts, TwoHosts.B4);
            assertThat(probe.datagramsOut).isPositive();
        }
    }

    /** Below every layer: the row of the matrix in which all points are blind. */
    @ParameterizedTest
    @EnumSource
    void shouldMissCodeThatDrivesTheNicItself(InterceptionPoint at) throws SocketRefused {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            Host hostA = world.addHost("a", HostOptions.DEFAULT);
            Host hostB = world.addHost("b", HostOptions.DEFAULT);
            hostA.addNic("lan", NicOptions.ethernet(TwoHosts.MAC_A));
            hostB.addNic("lan", NicOptions.ethernet(TwoHosts.MAC_B));
            world.connect(
                    "cable",
                    LinkOptions.delayed(1000),
                    hostA.nics().getFirst(),
                    hostB.nics().getFirst());
            var door = new SideDoorNic(hostA, hostA.nics().getFirst());
            var a =
                    WindowsHost.on(
                            hostA, WindowsPreset.WINDOWS_10, nic -> new SimMiniport(door, false));
            var b = WindowsHost.on(hostB, WindowsPreset.WINDOWS_10);
            a.addAddress("lan", TwoHosts.A4, 24);
            b.addAddress("lan", TwoHosts.B4, 24);
            var probe = new Probe();
            a.install(at, at.isOnAdapter() ? "lan" : "", "probe", probe);
            world.runUntil(1_000_000L);
            var heard = new Probe();
            b.install(InterceptionPoint.PROTOCOL, "lan", "heard", heard);
            byte[] octets = new byte[60];
            Octets.put48(octets, 0, TwoHosts.MAC_B);
            Octets.put48(octets, 6, TwoHosts.MAC_A);
            Octets.put16(octets, 12, 0x88b5);
            var frame = world.pool().originate(door.place(), octets, 0, octets.length);
            assertThat(door.send(frame)).isEqualTo(Nic.TxResult.ACCEPTED);
            var client = TwoHosts.Program.udp(a, IpAddress.ANY4, 5000);
            world.runUntil(2_000_000_000L);
            assertThat(heard.seen).containsExactly("IN FRAME -1");
            assertThat(probe.seen).noneMatch(seen -> seen.contains("FRAME"));
            TwoHosts.Program.echo(b, IpAddress.ANY4, PORT);
            client.send("hello", TwoHosts.B4, PORT); // sends of the stack are as before
            world.runUntil(4_000_000_000L);
            assertThat(client.received).hasSize(1);
            assertThat(world.ledger().check()).isEmpty();
            assertThat(world.ledger().alive()).isEmpty();
        }
    }

    @Test
    void shouldLeaveAChainOfHooksWhole() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var first = new Probe();
            var second = new Probe();
            Placed placed = install(hosts, InterceptionPoint.NDIS_HOOK, first);
            hosts.a.install(InterceptionPoint.NDIS_HOOK, "lan", "second", second);
            placed.remove();
            var client = exchange(hosts, TwoHosts.B4);
            assertThat(client.received).hasSize(1);
            assertThat(first.seen).isEmpty();
            assertThat(second.datagramsOut).isPositive();
        }
    }

    @Test
    void shouldNameInTheLayersWhatStandsAboveNdis() {
        try (var hosts = new TwoHosts()) {
            String plain = hosts.a.layers().toString();
            for (InterceptionPoint at :
                    List.of(InterceptionPoint.LSP, InterceptionPoint.TDI, InterceptionPoint.WFP))
                hosts.a.install(at, "", "my " + at, new Probe());
            hosts.a.install(InterceptionPoint.PACKET_FILTER, "", "static", new Probe());
            assertThat(plain).doesNotContain("my");
            assertThat(hosts.a.layers().toString())
                    .contains("winsock with my LSP", "my TDI", "callouts my WFP", "packet filters");
        }
    }

    @Test
    void shouldTakeOneFilterHookOnly() {
        try (var hosts = new TwoHosts()) {
            var placed = install(hosts, InterceptionPoint.FILTER_HOOK, new Probe());
            assertThatThrownBy(() -> install(hosts, InterceptionPoint.FILTER_HOOK, new Probe()))
                    .isInstanceOf(IllegalStateException.class);
            placed.remove();
            install(hosts, InterceptionPoint.FILTER_HOOK, new Probe());
        }
    }
}
