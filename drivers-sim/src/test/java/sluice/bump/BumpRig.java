package sluice.bump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.ndis.BreachPolicy;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.packet.Fate;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Two Windows hosts, each with a driver between IP and its NIC and a tap below that. */
final class BumpRig implements AutoCloseable {
    static final IpAddress ONE = IpAddress.require("192.0.2.1");
    static final IpAddress TWO = IpAddress.require("192.0.2.2");
    private static final int PORT = 7;

    final World world;
    final WindowsHost one;
    final WindowsHost two;
    final WireTap wireOfOne = new WireTap();
    final WireTap wireOfTwo = new WireTap();
    final List<Integer> arrivedAtTwo = new ArrayList<>();
    final List<Integer> arrivedAtOne = new ArrayList<>();
    final UdpSocket socketOfOne;
    final UdpSocket socketOfTwo;

    BumpRig(NdisDriver bumpOfOne, NdisDriver bumpOfTwo, boolean verified) throws Exception {
        NdisOptions options =
                verified
                        ? NdisOptions.DEFAULT
                                .withVerifier(VerifierLevel.STRICT)
                                .withPolicy(BreachPolicy.BUG_CHECK)
                        : NdisOptions.DEFAULT;
        world = new World(WorldOptions.DEFAULT, null);
        var first = world.addHost("one", HostOptions.DEFAULT);
        var second = world.addHost("two", HostOptions.DEFAULT);
        var nic1 = first.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
        var nic2 = second.addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("cable", LinkOptions.PERFECT, nic1, nic2);
        one = WindowsHost.on(first, WindowsPreset.XP, options, nic -> new SimMiniport(nic, false));
        two = WindowsHost.on(second, WindowsPreset.XP, options, nic -> new SimMiniport(nic, false));
        one.addAddress("lan", ONE, 24);
        two.addAddress("lan", TWO, 24);
        one.insertDriver("lan", 0, "wire", wireOfOne);
        two.insertDriver("lan", 0, "wire", wireOfTwo);
        one.insertDriver("lan", 0, "bump", bumpOfOne);
        two.insertDriver("lan", 0, "bump", bumpOfTwo);
        socketOfOne = one.sockets().udp(IpAddress.ANY4, PORT, into(arrivedAtOne));
        socketOfTwo = two.sockets().udp(IpAddress.ANY4, PORT, into(arrivedAtTwo));
    }

    private static SocketHandler into(List<Integer> arrived) {
        return (id, octets, at, length, high, low, port) -> {
            for (int i = 0; i < length; i++) assertThat(octets[at + i]).isEqualTo((byte) (i * 31));
            arrived.add(length);
        };
    }

    SocketStatus send(int lengthOctets) {
        return send(socketOfOne, TWO, lengthOctets, SendOptions.DEFAULT);
    }

    SocketStatus sendBack(int lengthOctets) {
        return send(socketOfTwo, ONE, lengthOctets, SendOptions.DEFAULT);
    }

    static SocketStatus send(UdpSocket from, IpAddress to, int lengthOctets, SendOptions options) {
        byte[] octets = new byte[lengthOctets];
        for (int i = 0; i < lengthOctets; i++) octets[i] = (byte) (i * 31);
        return from.send(octets, 0, lengthOctets, to, PORT, options);
    }

    void runMillis(long millis) {
        world.runUntil(world.scheduler().nowNanos() + millis * 1_000_000);
    }

    long ended(Fate fate) {
        return world.ledger().stats().stream()
                .flatMap(stats -> stats.ends().stream())
                .filter(end -> end.fate() == fate)
                .mapToLong(end -> end.count())
                .sum();
    }

    /** Nothing is under way, nothing lost or forged, and no rule broken. */
    void isAtRest() {
        runMillis(100_000);
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
        assertThat(one.ndis().bugCheck()).isEmpty();
        assertThat(two.ndis().bugCheck()).isEmpty();
    }

    /** Sends so many octets by TCP from one to two; returns how many were received. */
    int transfer(int octets) throws Exception {
        int[] received = {0};
        byte[] room = new byte[65_536];
        two.sockets()
                .tcpListen(
                        IpAddress.ANY4,
                        80,
                        5,
                        TcpSettings.DEFAULT,
                        listening ->
                                listening.accept(
                                        new TcpSocketHandler() {
                                            @Override
                                            public void readable(TcpSocket own) {
                                                received[0] += own.receive(room, 0, room.length);
                                            }
                                        }));
        one.sockets()
                .tcpConnect(IpAddress.ANY4, 4000, TWO, 80, TcpSettings.DEFAULT, new Sender(octets));
        runMillis(60_000);
        return received[0];
    }

    private static final class Sender implements TcpSocketHandler {
        private final byte[] octets;
        private int sent;
        private @Nullable TcpSocket socket;

        Sender(int count) {
            octets = new byte[count];
        }

        @Override
        public void connected(TcpSocket own) {
            socket = own;
            more(own);
        }

        @Override
        public void writable(TcpSocket own) {
            if (socket != null) more(own);
        }

        private void more(TcpSocket own) {
            int took = 1;
            while (sent < octets.length && took > 0) {
                took = own.send(octets, sent, octets.length - sent);
                if (took > 0) sent += took;
            }
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
