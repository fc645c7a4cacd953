package sluice.userland;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.time.CostTable;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * What does interception by a program cost? One host sends to another as fast as it can over a link
 * of a rate, with or without an {@link InspectionDriver} and its program on the sender; counted is
 * what arrives in a window of virtual time.
 *
 * <pre>
 *   sender: work costs by the table          receiver: work takes no time
 *   source (priority 8)
 *   tcpip
 *   driver  <- ring, verdicts -> program (priority 12)
 *   NIC     ======== link ===============>   NIC, tcpip, sink
 * </pre>
 *
 * <p>Deterministic: the same trial gives the same figures. The host has one processor.
 *
 * <p>Differs: what tcpip itself computes for a packet costs nothing; the tables have no price for
 * it.
 */
public final class InterceptionTrial {
    private static final IpAddress SENDER = IpAddress.require("192.0.2.1");
    private static final IpAddress RECEIVER = IpAddress.require("192.0.2.2");
    private static final long SENDER_MAC = 0x0200_0000_0001L;
    private static final long RECEIVER_MAC = 0x0200_0000_0002L;
    private static final int PORT = 5001;
    private static final int MTU_PAYLOAD_OCTETS = 1472;
    private static final int TCP_CHUNK_OCTETS = 8192;
    private static final int SOURCE_PRIORITY = 8;
    private static final int PROGRAM_PRIORITY = 12;

    private final Setup setup;
    private long arrivedOctets;

    private InterceptionTrial(Setup setup) {
        this.setup = setup;
    }

    /** What is sent. */
    public enum Source {
        /** Datagrams that fill a frame; several are on their way at once (overlapped sends). */
        UDP,
        /**
         * The same, each call waits until its datagram is sent: AFD buffers only datagrams up to
         * its FastSendDatagramThreshold of 1024 octets.
         */
        UDP_ONE_BY_ONE,
        /** Datagrams of 8192 octets, six fragments each; each call waits until its own is sent. */
        UDP_LARGE,
        /** One connection. */
        TCP
    }

    /**
     * A trial.
     *
     * @param bitsPerSecond of the link
     * @param options the interception, or null for the control without
     * @param habits of the program
     * @param costs of the sender's work
     * @param warmNanos before counting
     * @param countedNanos while counting
     */
    public record Setup(
            long bitsPerSecond,
            Source source,
            @Nullable InspectionOptions options,
            InspectionProgram.Habits habits,
            CostTable costs,
            long warmNanos,
            long countedNanos) {
        /** A trial with a good program, as long as the rate asks for. */
        public static Setup of(
                long bitsPerSecond,
                Source source,
                @Nullable InspectionOptions options,
                CostTable costs) {
            // So many frames at low rates; at high ones long enough for TCP's timers.
            long frames = source == Source.TCP ? 400 : 60;
            long least = source == Source.TCP ? 1_000_000_000L : 100_000_000L;
            long counted = Math.max(frames * 12_304 * 1_000_000_000L / bitsPerSecond, least);
            return new Setup(
                    bitsPerSecond,
                    source,
                    options,
                    InspectionProgram.Habits.GOOD,
                    costs,
                    counted / 2,
                    counted);
        }

        /** The same for other times. */
        public Setup lasting(long warm, long counted) {
            return new Setup(bitsPerSecond, source, options, habits, costs, warm, counted);
        }

        /** The same with another program. */
        public Setup withHabits(InspectionProgram.Habits other) {
            return new Setup(bitsPerSecond, source, options, other, costs, warmNanos, countedNanos);
        }
    }

    /**
     * What came of it.
     *
     * @param goodputBitsPerSecond octets of the receiving program
     * @param counts of the driver over the whole trial, or null without one
     * @param repeatedSegments that TCP sent again over the whole trial
     * @param offered datagrams that the source's calls had taken over the whole trial
     */
    public record Result(
            long goodputBitsPerSecond,
            @Nullable InspectionCounts counts,
            long repeatedSegments,
            long offered) {
        /** Packets that the driver lost for lack of room, in a hundred of those it should show. */
        public double lossPercent() {
            InspectionCounts all = counts;
            if (all == null) return 0;
            long lost = all.sendsLost() + all.receivesLost() + all.refusedPended();
            long asked = lost + all.shownSends() + all.shownReceives();
            return asked == 0 ? 0 : 100.0 * lost / asked;
        }
    }

    /** Runs a trial. */
    public static Result run(Setup setup) {
        try {
            return new InterceptionTrial(setup).run();
        } catch (SocketRefused refused) {
            throw new IllegalStateException("a socket of the trial was refused", refused);
        }
    }

    private Result run() throws SocketRefused {
        var world = new World(WorldOptions.DEFAULT, null);
        var costs = new HostOptions(1, setup.costs, HostOptions.DEFAULT.quantumNanos());
        Host one = world.addHost("sender", costs);
        Host two = world.addHost("receiver", HostOptions.DEFAULT);
        var nic1 = one.addNic("lan", NicOptions.ethernet(SENDER_MAC));
        var nic2 = two.addNic("lan", NicOptions.ethernet(RECEIVER_MAC));
        var cable = new LinkOptions(setup.bitsPerSecond, 5_000, 0, 0, 0, 0, 0, 1 << 16);
        world.connect("cable", cable, nic1, nic2);
        var sender = WindowsHost.on(one, preset(setup.source));
        var receiver = WindowsHost.on(two, WindowsPreset.XP);
        sender.addAddress("lan", SENDER, 24);
        receiver.addAddress("lan", RECEIVER, 24);
        sender.addNeighbour("lan", RECEIVER, RECEIVER_MAC);
        receiver.addNeighbour("lan", SENDER, SENDER_MAC);
        InspectionDriver driver = intercept(sender);
        var source = new Traffic();
        source.start(sender, receiver);
        world.runUntil(setup.warmNanos);
        long octets = arrivedOctets;
        world.runUntil(setup.warmNanos + setup.countedNanos);
        long came = arrivedOctets - octets;
        var result =
                new Result(
                        Math.round(came * 8e9 / setup.countedNanos),
                        driver == null ? null : driver.counts(),
                        source.repeatedSegments(),
                        source.offered);
        world.close();
        return result;
    }

    private @Nullable InspectionDriver intercept(WindowsHost sender) {
        InspectionOptions options = setup.options;
        if (options == null) return null;
        var rules = new UserRules();
        var events = NamedEvents.started(rules);
        var driver = new InspectionDriver(options, events, "packets", rules);
        sender.insertDriver("lan", 0, "inspect", driver);
        var program =
                new InspectionProgram(
                        driver.device(),
                        driver.device(),
                        events,
                        setup.costs,
                        Inspector.ALLOW,
                        setup.habits);
        sender.host().cpu().start("inspector", PROGRAM_PRIORITY, program);
        return driver;
    }

    /** XP; a call that waits for its datagram has room for no second one. */
    private static WindowsPreset preset(Source source) {
        boolean waits = source == Source.UDP_ONE_BY_ONE || source == Source.UDP_LARGE;
        WindowsPreset xp = WindowsPreset.XP;
        return waits ? xp.withSendBuffer(1) : xp;
    }

    /** The source and the sink. */
    private final class Traffic {
        private final WaitableEvent room = WaitableEvent.autoReset();
        private final byte[] in = new byte[65_536];
        private final byte[] out = new byte[TCP_CHUNK_OCTETS];
        private @Nullable TcpSocket stream;
        private long offered;

        void start(WindowsHost sender, WindowsHost receiver) throws SocketRefused {
            Arrays.fill(out, (byte) 'x');
            if (setup.source == Source.TCP) {
                receiver.sockets()
                        .tcpListen(IpAddress.ANY4, PORT, 4, TcpSettings.DEFAULT, this::accept);
                stream =
                        sender.sockets()
                                .tcpConnect(
                                        IpAddress.ANY4,
                                        0,
                                        RECEIVER,
                                        PORT,
                                        TcpSettings.DEFAULT,
                                        new Filling());
                return;
            }
            receiver.sockets()
                    .udp(
                            IpAddress.ANY4,
                            PORT,
                            (id, octets, at, length, high, low, port) -> arrived(length));
            UdpSocket socket = sender.sockets().udp(IpAddress.ANY4, 0, new Room());
            sender.host()
                    .cpu()
                    .start("source", SOURCE_PRIORITY, self -> sendDatagrams(self, socket));
        }

        private void sendDatagrams(UserThread self, UdpSocket socket) {
            int length = setup.source == Source.UDP_LARGE ? TCP_CHUNK_OCTETS : MTU_PAYLOAD_OCTETS;
            while (true) {
                SocketStatus status =
                        socket.send(out, 0, length, RECEIVER, PORT, SendOptions.DEFAULT);
                if (status.ok()) {
                    offered++;
                    self.compute(1); // what became due during the call comes in here
                } else {
                    self.await(room);
                }
            }
        }

        private void accept(TcpListenSocket listening) {
            listening.accept(new Draining());
        }

        private void arrived(int octets) {
            arrivedOctets += octets;
        }

        long repeatedSegments() {
            TcpSocket open = stream;
            return open == null ? 0 : open.repeatedSegments();
        }

        /** Wakes the source when there is room again. */
        private final class Room implements SocketHandler {
            @Override
            public void received(
                    long packetId,
                    byte[] octets,
                    int offset,
                    int lengthOctets,
                    long sourceHigh,
                    long sourceLow,
                    int port) {}

            @Override
            public void writable() {
                room.set();
            }
        }

        /** Keeps the send buffer full. */
        private final class Filling implements TcpSocketHandler {
            @Override
            public void connected(TcpSocket socket) {
                fill(socket);
            }

            @Override
            public void writable(TcpSocket socket) {
                fill(socket);
            }

            private void fill(TcpSocket socket) {
                while (socket.send(out, 0, out.length) == out.length) offered++;
            }
        }

        /** Takes out what comes. */
        private final class Draining implements TcpSocketHandler {
            @Override
            public void readable(TcpSocket socket) {
                for (int came = 1; came > 0; ) {
                    came = socket.receive(in, 0, in.length);
                    if (came > 0) arrived(came);
                }
            }
        }
    }
}
