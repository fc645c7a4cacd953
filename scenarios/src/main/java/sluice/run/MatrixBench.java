package sluice.run;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.nic.LinkOptions;
import sluice.nic.Nic;
import sluice.nic.NicOptions;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.winstack.InterceptionPoint;
import sluice.winstack.PointFilter;
import sluice.winstack.Seen;
import sluice.winstack.SideDoorNic;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.winstack.WindowsProcess;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * One Windows host between two others, a filter at one of its points, one kind of traffic, and what
 * of it arrives.
 *
 * <pre>
 *   left 192.0.2.2 --- lan  win  wan --- 198.51.100.2 right
 * </pre>
 */
final class MatrixBench implements AutoCloseable {
    private static final String LAN = "lan";
    private static final String WAN = "wan";
    private static final IpAddress WIN_LAN = IpAddress.v4(0xc000_0201);
    private static final IpAddress LEFT = IpAddress.v4(0xc000_0202);
    private static final IpAddress WIN_WAN = IpAddress.v4(0xc633_6401);
    private static final IpAddress RIGHT = IpAddress.v4(0xc633_6402);
    private static final IpAddress LOCALHOST = IpAddress.v4(0x7f00_0001);
    private static final IpAddress BROADCAST = IpAddress.v4(0xffff_ffff);
    private static final long MAC_WIN = 0x0200_0000_0001L;
    private static final long MAC_LEFT = 0x0200_0000_0002L;
    private static final long MAC_NOBODY = 0x0200_0000_0099L;

    /** Payload of all that has one; the exchanged form is what a filter makes of it. */
    private static final byte[] PAYLOAD = "SLUICE matrix row".getBytes(US_ASCII);

    private static final byte[] EXCHANGED = "ULSICE matrix row".getBytes(US_ASCII);
    private static final byte[] ARP = {0, 1, 8, 0, 6, 4};
    private static final byte[] ARP_EXCHANGED = {8, 1, 0, 0, 6, 4};

    /** A program that does not care what comes. */
    private static final SocketHandler DEAF = (_, _, _, _, _, _, _) -> {};

    private static final long SETTLE_NANOS = 10_000_000;
    private static final long RUN_NANOS = 2_000_000_000;

    private final World world = new World(WorldOptions.DEFAULT, null);
    private final WindowsHost win;
    private final WindowsHost left;
    private final WindowsHost right;
    private final Map<String, SideDoorNic> doors = new HashMap<>();
    private final MatrixTraffic traffic;
    private final byte[] whole;
    private final byte[] changed;
    private long arrivedWhole;
    private long arrivedChanged;

    MatrixBench(MatrixTraffic traffic) {
        this.traffic = traffic;
        this.whole = traffic == MatrixTraffic.ARP ? ARP : PAYLOAD;
        this.changed = traffic == MatrixTraffic.ARP ? ARP_EXCHANGED : EXCHANGED;
        Host hostWin = world.addHost("win", HostOptions.DEFAULT);
        Host hostLeft = world.addHost("left", HostOptions.DEFAULT);
        Host hostRight = world.addHost("right", HostOptions.DEFAULT);
        Nic lan = hostWin.addNic(LAN, NicOptions.ethernet(MAC_WIN));
        Nic wan = hostWin.addNic(WAN, NicOptions.ethernet(MAC_WIN + 0x100));
        hostLeft.addNic(LAN, NicOptions.ethernet(MAC_LEFT));
        hostRight.addNic(LAN, NicOptions.ethernet(MAC_LEFT + 1));
        doors.put(LAN, new SideDoorNic(hostWin, lan));
        doors.put(WAN, new SideDoorNic(hostWin, wan));
        LinkOptions cable = LinkOptions.delayed(1000);
        world.connect("left", cable, hostWin.nics().getFirst(), hostLeft.nics().getFirst());
        world.connect("right", cable, hostWin.nics().getLast(), hostRight.nics().getFirst());
        win =
                WindowsHost.on(
                        hostWin,
                        WindowsPreset.WINDOWS_10,
                        nic -> new SimMiniport(door(nic.name()), false));
        left = WindowsHost.on(hostLeft, WindowsPreset.WINDOWS_10);
        right = WindowsHost.on(hostRight, WindowsPreset.WINDOWS_10);
        win.addAddress(LAN, WIN_LAN, 24);
        win.addAddress(WAN, WIN_WAN, 24);
        win.setForwarding(true);
        left.addAddress(LAN, LEFT, 24);
        left.addRoute(IpAddress.ANY4, 0, WIN_LAN, LAN);
        right.addAddress(LAN, RIGHT, 24);
        right.addRoute(IpAddress.ANY4, 0, WIN_WAN, LAN);
    }

    private SideDoorNic door(String nic) {
        return Objects.requireNonNull(doors.get(nic));
    }

    /** What of the traffic arrived, and how. */
    record Arrived(long whole, long changed) {}

    /**
     * Sends the traffic with {@code filter} at the point, or without any.
     *
     * @param nic the adapter of points on one
     * @throws IllegalStateException if nothing can be installed there
     */
    Arrived run(@Nullable InterceptionPoint at, String nic, PointFilter filter)
            throws SocketRefused {
        boolean foreign = traffic == MatrixTraffic.FOREIGN;
        boolean atHome = traffic == MatrixTraffic.LOOPBACK || traffic == MatrixTraffic.OWN_ADDRESS;
        // Frames for others end at whoever listens promiscuously on the host itself.
        WindowsHost heard = foreign ? win : left;
        if (!atHome) heard.install(InterceptionPoint.PROTOCOL, LAN, "observer", this::hears);
        if (at != null) win.install(at, at.isOnAdapter() ? nic : "", "point", filter);
        world.runUntil(SETTLE_NANOS);
        send();
        world.runUntil(world.scheduler().nowNanos() + RUN_NANOS);
        return new Arrived(arrivedWhole, arrivedChanged);
    }

    private PointFilter.Decision hears(Seen seen) {
        if (seen.direction() == Seen.Direction.IN)
            heard(seen.octets(), seen.offset(), seen.lengthOctets());
        return PointFilter.Decision.PASS;
    }

    private void heard(byte[] octets, int offset, int lengthOctets) {
        if (holds(octets, offset, lengthOctets, whole)) arrivedWhole++;
        else if (holds(octets, offset, lengthOctets, changed)) arrivedChanged++;
    }

    private static boolean holds(byte[] octets, int offset, int lengthOctets, byte[] wanted) {
        for (int at = offset; at + wanted.length <= offset + lengthOctets; at++) {
            int same = 0;
            while (same < wanted.length && octets[at + same] == wanted[same]) same++;
            if (same == wanted.length) return true;
        }
        return false;
    }

    // ---- the traffic

    private void send() throws SocketRefused {
        WindowsProcess program = win.process("program");
        switch (traffic) {
            case TCP -> connect(program);
            case UDP -> datagram(program.winsock(), LEFT, 7002);
            case RAW -> {
                var raw = program.winsock().raw(IpAddress.ANY4, 253, DEAF);
                raw.send(PAYLOAD, 0, PAYLOAD.length, LEFT, SendOptions.DEFAULT);
            }
            case PING -> ping(program.winsock());
            case ARP -> datagram(program.winsock(), LEFT, 7002);
            case DHCP -> datagram(win.process("service").winsock(), BROADCAST, 67);
            case NON_IP -> byProtocol(program, frame(MAC_WIN, MAC_LEFT, 0));
            case TDI_CLIENT -> datagram(program.tdi().devices(), LEFT, 7003);
            case TDI_BELOW -> datagram(program.tdi().belowFilters(), LEFT, 7004);
            case OWN_PROTOCOL -> byProtocol(program, frame(MAC_WIN, MAC_LEFT, 7005));
            case SIDE_DOOR -> bySideDoor();
            case LOOPBACK -> atHome(program, LOCALHOST, 7007);
            case OWN_ADDRESS -> atHome(program, WIN_LAN, 7008);
            case FORWARDED -> datagram(right.process("program").winsock(), LEFT, 7010);
            case FOREIGN -> fromLeft();
        }
    }

    private static void datagram(SocketEdge way, IpAddress to, int port) throws SocketRefused {
        var socket = way.udp(IpAddress.ANY4, 0, DEAF);
        var options = new SendOptions(-1, -1, false, to.equals(BROADCAST));
        socket.send(PAYLOAD, 0, PAYLOAD.length, to, port, options);
    }

    private void atHome(WindowsProcess program, IpAddress to, int port) throws SocketRefused {
        var receiver =
                new SocketHandler() {
                    @Override
                    public void received(
                            long packetId,
                            byte[] octets,
                            int offset,
                            int lengthOctets,
                            long sourceHigh,
                            long sourceLow,
                            int sourcePort) {
                        heard(octets, offset, lengthOctets);
                    }
                };
        program.winsock().udp(IpAddress.ANY4, port, receiver);
        datagram(program.winsock(), to, port);
    }

    private static void ping(SocketEdge way) throws SocketRefused {
        byte[] request = new byte[8 + PAYLOAD.length];
        request[0] = 8;
        Octets.put16(request, 4, 1);
        System.arraycopy(PAYLOAD, 0, request, 8, PAYLOAD.length);
        long sum = Checksums.sum(request, 0, request.length);
        Octets.put16(request, 2, Checksums.finish(sum));
        var socket = way.ping(IpAddress.ANY4, 1, DEAF);
        socket.send(request, 0, request.length, LEFT, SendOptions.DEFAULT);
    }

    private void connect(WindowsProcess program) throws SocketRefused {
        left.sockets().tcpListen(IpAddress.ANY4, 7001, 5, TcpSettings.DEFAULT, _ -> {});
        var client =
                new TcpSocketHandler() {
                    @Override
                    public void connected(TcpSocket socket) {
                        socket.send(PAYLOAD, 0, PAYLOAD.length);
                    }
                };
        try {
            program.winsock()
                    .tcpConnect(IpAddress.ANY4, 0, LEFT, 7001, TcpSettings.DEFAULT, client);
        } catch (SocketRefused _) {
            // a filter stopped it: nothing arrives, and that is counted
        }
    }

    /** A frame from the host; with port 0 no IP, else a datagram without a checksum. */
    private static byte[] frame(long source, long destination, int port) {
        int udp = 8 + PAYLOAD.length;
        byte[] frame = new byte[60];
        Octets.put48(frame, 0, destination);
        Octets.put48(frame, 6, source);
        if (port == 0) {
            Octets.put16(frame, 12, 0x88b5);
            System.arraycopy(PAYLOAD, 0, frame, 14, PAYLOAD.length);
            return frame;
        }
        Octets.put16(frame, 12, 0x0800);
        Octets.put16(frame, 14, 0x4500);
        Octets.put16(frame, 16, 20 + udp);
        Octets.put16(frame, 22, 0x4011); // TTL 64, UDP
        Octets.put32(frame, 26, WIN_LAN.v4());
        Octets.put32(frame, 30, LEFT.v4());
        long sum = Checksums.sum(frame, 14, 20);
        Octets.put16(frame, 24, Checksums.finish(sum));
        Octets.put16(frame, 34, port);
        Octets.put16(frame, 36, port);
        Octets.put16(frame, 38, udp);
        System.arraycopy(PAYLOAD, 0, frame, 42, PAYLOAD.length);
        return frame;
    }

    /** A protocol that sends one frame and wants nothing. */
    private static final class OneFrame implements Protocol {
        @Override
        public String name() {
            return "own-protocol";
        }

        @Override
        public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
            packet.pool().free(packet);
        }
    }

    private static void byProtocol(WindowsProcess process, byte[] frame) {
        ProtocolBinding binding = process.ownProtocol(LAN, new OneFrame());
        Packet packet =
                binding.adapter().host().pool().originate(binding.place(), frame, 0, frame.length);
        NdisPacket descriptor =
                Objects.requireNonNull(binding.packetPool(1).allocate(packet), "a pool of one");
        if (binding.send(descriptor) != NdisStatus.PENDING) descriptor.pool().free(descriptor);
    }

    private void bySideDoor() {
        SideDoorNic door = door(LAN);
        byte[] octets = frame(MAC_WIN, MAC_LEFT, 7006);
        Packet frame = world.pool().originate(door.place(), octets, 0, octets.length);
        if (door.send(frame) != Nic.TxResult.ACCEPTED)
            throw new IllegalStateException("an empty ring is full");
    }

    /** A frame on the cable that is for neither end. */
    private void fromLeft() {
        byProtocol(left.process("program"), frame(MAC_LEFT, MAC_NOBODY, 7011));
    }

    @Override
    public void close() {
        world.close();
    }
}
