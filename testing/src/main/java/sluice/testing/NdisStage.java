package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.linuxstack.LinuxHost;
import sluice.ndis.Intermediate;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.nic.Link;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.IcmpHeader;
import sluice.packet.wire.TransportChecksums;
import sluice.time.Handler;
import sluice.trace.ContractBroken;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The two machines of an {@link NdisSchedule}, and one play of it. */
final class NdisStage {
    /** When the time of the first action begins. */
    static final int FIRST_MILLIS = 10;

    /** Where programs listen. */
    static final int PORT = 9;

    static final IpAddress WIN = IpAddress.require("192.0.2.1");
    static final IpAddress LIN = IpAddress.require("192.0.2.2");
    static final String NIC = "lan";
    static final String DRIVER = "driver";
    private static final String NEIGHBOUR = "neighbour";
    private static final long WIN_MAC = 0x0200_0000_0001L;
    private static final long LIN_MAC = 0x0200_0000_0002L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** Longer than any driver may keep a packet, and than fragments wait. */
    private static final int END_MILLIS = 120_000;

    private static final Handler<Runnable> RUN = Runnable::run;

    private final NdisSchedule schedule;
    private final Supplier<? extends NdisDriver> drivers;
    private final World world = new World(WorldOptions.DEFAULT, null);
    private final SimNic lan;
    private final Link cable;
    private final WindowsHost win;
    private final LinuxHost lin;
    private int delivered;
    private int shortage;
    private int echoes;

    NdisStage(NdisSchedule schedule, Supplier<? extends NdisDriver> drivers) {
        this.schedule = schedule;
        this.drivers = drivers;
        Host here = world.addHost("win", HostOptions.DEFAULT);
        Host there = world.addHost("lin", HostOptions.DEFAULT);
        lan = here.addNic(NIC, NicOptions.ethernet(WIN_MAC));
        SimNic far = there.addNic("eth0", NicOptions.ethernet(LIN_MAC));
        cable = world.connect("cable", LinkOptions.PERFECT, lan, far);
        win =
                WindowsHost.on(
                        here,
                        WindowsPreset.WINDOWS_10,
                        NdisOptions.verified(VerifierLevel.STRICT),
                        nic -> new SimMiniport(nic, false));
        win.addAddress(NIC, WIN, 24);
        win.ndis().failResourcesBy((_, owner) -> owner.equals(DRIVER) && shortage-- > 0);
        lin = LinuxHost.on(there).nic(far, LIN + "/24").build();
        SocketHandler sink = (_, _, _, _, _, _, _) -> delivered++;
        listen(win.sockets(), sink);
        listen(lin.sockets(), sink);
    }

    private static void listen(SocketEdge edge, SocketHandler sink) {
        try {
            edge.udp(IpAddress.ANY4, PORT, sink);
        } catch (SocketRefused refused) {
            throw new IllegalStateException("port " + PORT, refused);
        }
    }

    NdisPlay play() {
        onThread(win.host(), this::putIn);
        pass(FIRST_MILLIS);
        for (NdisAction action : schedule.actions()) {
            pass(action.afterMillis());
            act(action);
            pass(0);
        }
        pass(END_MILLIS);
        List<String> findings = new ArrayList<>(world.ledger().check());
        if (!win.host().stopped())
            for (Packet packet : world.ledger().alive())
                findings.add("still held at the end: " + packet);
        var played =
                new NdisPlay(win.ndis().bugCheck(), world.contracts().all(), findings, delivered);
        world.close();
        return played;
    }

    private void act(NdisAction action) {
        switch (action) {
            case NdisAction.Datagram datagram ->
                    onThread(host(datagram.outgoing()), () -> send(datagram));
            case NdisAction.Echo echo -> onThread(host(echo.outgoing()), () -> ask(echo));
            case NdisAction.Arrival(int _, Frame frame) -> {
                byte[] octets = octets(frame);
                lan.inject(octets, 0, octets.length);
            }
            case NdisAction.Reset(int _, boolean ofDriver) ->
                    onThread(win.host(), () -> reset(ofDriver));
            case NdisAction.Cable(int _, boolean up) -> cable.setUp(up);
            case NdisAction.Neighbour(int _, boolean in) ->
                    onThread(win.host(), () -> neighbour(in));
            case NdisAction.TakeOut _ -> onThread(win.host(), () -> win.removeDriver(NIC, DRIVER));
            case NdisAction.PutIn _ -> onThread(win.host(), this::putIn);
            case NdisAction.Shortage(int _, int count) -> shortage = count;
        }
    }

    /** A frame as it comes into the machine: addressed to its NIC. */
    static byte[] octets(Frame frame) {
        byte[] octets = frame.toArray();
        Octets.put48(octets, 0, WIN_MAC);
        return octets;
    }

    private Host host(boolean outgoing) {
        return outgoing ? win.host() : lin.host();
    }

    private SocketEdge sockets(boolean outgoing) {
        return outgoing ? win.sockets() : lin.sockets();
    }

    private void send(NdisAction.Datagram datagram) {
        byte[] payload = new byte[datagram.lengthOctets()];
        for (int i = 0; i < payload.length; i++) payload[i] = (byte) i;
        IpAddress to = datagram.outgoing() ? LIN : WIN;
        try {
            sockets(datagram.outgoing())
                    .udp(IpAddress.ANY4, 0, (_, _, _, _, _, _, _) -> {})
                    .send(payload, 0, payload.length, to, datagram.port(), SendOptions.DEFAULT);
        } catch (SocketRefused refused) {
            throw new IllegalStateException(refused);
        }
    }

    private void ask(NdisAction.Echo echo) {
        IcmpHeader header = IcmpHeader.echoRequest(0, 1);
        byte[] message = new byte[header.lengthOctets() + echo.lengthOctets()];
        header.writeTo(message, 0);
        for (int i = header.lengthOctets(); i < message.length; i++)
            message[i] = (byte) (i - header.lengthOctets());
        TransportChecksums.fillIcmp(message, 0, message.length);
        IpAddress to = echo.outgoing() ? LIN : WIN;
        try {
            sockets(echo.outgoing())
                    .ping(IpAddress.ANY4, ++echoes, (_, _, _, _, _, _, _) -> {})
                    .send(message, 0, message.length, to, SendOptions.DEFAULT);
        } catch (SocketRefused refused) {
            throw new IllegalStateException(refused);
        }
    }

    private void reset(boolean ofDriver) {
        if (ofDriver) win.adapter(NIC).resetDriver(DRIVER);
        else win.adapter(NIC).reset();
    }

    private void putIn() {
        win.insertDriver(NIC, 0, DRIVER, drivers.get());
    }

    private void neighbour(boolean in) {
        if (in) win.insertDriver(NIC, 0, NEIGHBOUR, new Passing());
        else win.removeDriver(NIC, NEIGHBOUR);
    }

    /** Another driver, which forwards everything. */
    private static final class Passing implements Intermediate {}

    // A breach on a Windows machine ends that; anything else stands in the book.
    private void pass(int millis) {
        try {
            world.runUntil(world.scheduler().nowNanos() + millis * NANOS_PER_MILLI);
        } catch (ContractBroken _) {
            // in the book
        }
    }

    private void onThread(Host host, Runnable work) {
        if (host.stopped()) return;
        world.scheduler().schedule(0, host.cpu().thread(), RUN, work);
    }
}
