package sluice.benchmarks.tcp;

import org.jspecify.annotations.Nullable;
import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.linuxstack.LinuxHost;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.time.VirtualScheduler;
import sluice.trace.TraceSink;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Two hosts on one cable; a program on the first sends without end to one on the second. */
final class BulkPair {
    static final int PORT = 9;
    private static final int PIECE_OCTETS = 1 << 16;
    private static final IpAddress RIGHT = IpAddress.require("10.0.0.2");
    private static final long LEFT_MAC = 0x0200_0000_0001L;
    private static final long RIGHT_MAC = 0x0200_0000_0002L;

    final World world;
    final VirtualScheduler scheduler;
    final HostStack left;
    final HostStack right;
    long received;

    BulkPair(String kind, @Nullable TraceSink trace) {
        world = new World(WorldOptions.DEFAULT.unaudited(), trace);
        Host a = world.addHost("left", HostOptions.DEFAULT);
        Host b = world.addHost("right", HostOptions.DEFAULT);
        SimNic near = a.addNic("eth0", NicOptions.ethernet(LEFT_MAC));
        SimNic far = b.addNic("eth0", NicOptions.ethernet(RIGHT_MAC));
        world.connect("wire", LinkOptions.delayed(10_000), near, far);
        left = stack(a, near, kind, "10.0.0.1", "10.0.0.2", RIGHT_MAC);
        right = stack(b, far, kind, "10.0.0.2", "10.0.0.1", LEFT_MAC);
        scheduler = world.scheduler();
    }

    private static HostStack stack(
            Host host, SimNic nic, String kind, String own, String peer, long peerMac) {
        if (kind.equals("linux")) {
            String mac = "02:00:00:00:00:0" + (peerMac & 15);
            return LinuxHost.on(host).nic(nic, own + "/24").neighbour("eth0", peer, mac).build();
        }
        var windows = WindowsHost.on(host, WindowsPreset.WINDOWS_10);
        windows.addAddress("eth0", IpAddress.require(own), 24);
        windows.addNeighbour("eth0", IpAddress.require(peer), peerMac);
        return windows;
    }

    /**
     * Lets the programs begin; with buffers of the host's own size if {@code bufferOctets} is 0.
     */
    void start(int bufferOctets) throws SocketRefused {
        var settings = TcpSettings.DEFAULT.withBuffers(bufferOctets, bufferOctets);
        var sink = new Sink();
        right.sockets().tcpListen(IpAddress.ANY4, PORT, 5, settings, l -> l.accept(sink));
        left.sockets().tcpConnect(IpAddress.ANY4, 0, RIGHT, PORT, settings, new Source());
    }

    /** Runs until so many octets more are received. */
    void receive(long octets) {
        long until = received + octets;
        boolean goesOn = true;
        while (received < until && goesOn) goesOn = scheduler.runOne();
    }

    /** Connections that stand and have nothing to do; all ports of the left host's range do. */
    void idle(int connections) throws SocketRefused {
        var nothing = new TcpSocketHandler() {};
        right.sockets()
                .tcpListen(
                        IpAddress.ANY4,
                        PORT,
                        connections,
                        TcpSettings.DEFAULT,
                        l -> {
                            while (l.waiting() > 0) l.accept(nothing);
                        });
        for (int i = 0; i < connections; i++) {
            left.sockets().tcpConnect(IpAddress.ANY4, 0, RIGHT, PORT, TcpSettings.DEFAULT, nothing);
            scheduler.run(scheduler.nowNanos() + SETTLE_NANOS, Long.MAX_VALUE);
        }
    }

    private static final long SETTLE_NANOS = 1_000_000;

    private static final class Source implements TcpSocketHandler {
        private final byte[] piece = new byte[PIECE_OCTETS];

        Source() {
            for (int i = 0; i < piece.length; i++) piece[i] = (byte) (i * 37);
        }

        @Override
        public void connected(TcpSocket socket) {
            writable(socket);
        }

        @Override
        public void writable(TcpSocket socket) {
            int taken = piece.length;
            while (taken == piece.length) taken = socket.send(piece, 0, piece.length);
        }
    }

    private final class Sink implements TcpSocketHandler {
        private final byte[] room = new byte[PIECE_OCTETS];

        @Override
        public void readable(TcpSocket socket) {
            for (int n = socket.receive(room, 0, room.length);
                    n > 0;
                    n = socket.receive(room, 0, room.length)) {
                received += n;
            }
        }
    }
}
