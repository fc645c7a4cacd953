package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.linuxstack.LinuxHost;
import sluice.ndis.AdapterState;
import sluice.ndis.DevicePower;
import sluice.ndis.DriverCharacteristics;
import sluice.ndis.Intermediate;
import sluice.ndis.LightweightFilter;
import sluice.ndis.Miniport;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisOptions;
import sluice.nic.Link;
import sluice.nic.LinkEnd;
import sluice.nic.LinkOptions;
import sluice.nic.Nic;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.IcmpHeader;
import sluice.packet.wire.TransportChecksums;
import sluice.time.Handler;
import sluice.trace.ContractBroken;
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
    static final String NEIGHBOUR = "neighbour";
    static final String FILTER = "filter";
    static final String TCPIP = "tcpip";

    /** Of programs that are in no process of their own. */
    static final String PROCESS = "application";

    private static final long WIN_MAC = 0x0200_0000_0001L;
    private static final long LIN_MAC = 0x0200_0000_0002L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** Longer than any driver may keep a packet, and than fragments wait. */
    private static final int END_MILLIS = 120_000;

    private static final Handler<Runnable> RUN = Runnable::run;

    /** So few that frames wait in the miniport. */
    static final int TRANSMIT_SLOTS = 4;

    private static final int RECEIVE_SLOTS = 256;
    private static final LinkOptions CABLE = new LinkOptions(100_000_000, 0, 0, 0, 0, 0, 0, 1000);

    private final NdisSchedule schedule;
    private final NdisBed bed;
    private final World world = new World(WorldOptions.DEFAULT, null);
    private final LinkEnd lan;
    private final Link cable;
    private final WindowsHost win;
    private final LinuxHost lin;
    private final List<String> findings = new ArrayList<>();
    private @Nullable KitProtocol kit;
    private @Nullable WatchedNic watched;
    private int delivered;
    private int shortage;
    private int echoes;

    NdisStage(NdisSchedule schedule, NdisBed bed) {
        this.schedule = schedule;
        this.bed = bed;
        Host here = world.addHost("win", HostOptions.DEFAULT);
        Host there = world.addHost("lin", HostOptions.DEFAULT);
        var options = new NicOptions(WIN_MAC, 1500, RECEIVE_SLOTS, TRANSMIT_SLOTS);
        lan = bed.hardware().in(here, NIC, options);
        SimNic far = there.addNic("eth0", NicOptions.ethernet(LIN_MAC));
        cable = world.connect("cable", CABLE, lan, far);
        win =
                WindowsHost.on(
                        here,
                        WindowsPreset.WINDOWS_10,
                        NdisOptions.verified(bed.level()),
                        this::miniport);
        win.addAddress(NIC, WIN, 24);
        win.ndis().failResourcesBy((_, owner) -> isOfDriver(owner) && isShort());
        lin = LinuxHost.on(there).nic(far, LIN + "/24").build();
        SocketHandler sink = (_, _, _, _, _, _, _) -> delivered++;
        listen(win.sockets(), sink);
        listen(lin.sockets(), sink);
    }

    private Miniport miniport(Nic nic) {
        if (!usesKit() || !(nic instanceof SimNic)) return bed.miniport().apply(nic);
        var looks = new WatchedNic(nic);
        watched = looks;
        return bed.miniport().apply(looks);
    }

    private boolean usesKit() {
        return schedule.actions().stream().anyMatch(NdisAction.Frames.class::isInstance);
    }

    private boolean isShort() {
        if (shortage == 0) return false;
        shortage--;
        return true;
    }

    private boolean isOfDriver(String owner) {
        NdisBed.Part part = bed.part();
        return part == null ? owner.equals(NIC) : part.owns(owner);
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
        if (usesKit()) onThread(win.host(), this::registerKit);
        pass(FIRST_MILLIS);
        for (NdisAction action : schedule.actions()) {
            pass(action.afterMillis());
            act(action);
            pass(0);
            lookAtPause();
        }
        pass(END_MILLIS);
        findings.addAll(world.ledger().check());
        if (!win.host().stopped()) lookForRest();
        List<String> order = watched == null ? List.of() : watched.findings();
        var played =
                new NdisPlay(
                        win.ndis().bugCheck(), world.contracts().all(), findings, order, delivered);
        world.close();
        return played;
    }

    private void registerKit() {
        var protocol = new KitProtocol(win.host(), WIN_MAC, LIN_MAC);
        kit = protocol;
        win.ndis().registerProtocol(new DriverCharacteristics(5, 1, KitProtocol.NAME, protocol));
    }

    private void lookAtPause() {
        for (NdisAdapter each : win.ndis().adapters()) {
            boolean over = each.state() == AdapterState.PAUSED;
            if (over && each.underWay() > 0 && !win.host().stopped())
                findings.add(each + " is paused with " + each.underWay() + " under way");
        }
    }

    private void lookForRest() {
        for (Packet packet : world.ledger().alive())
            findings.add("still held at the end: " + packet);
        for (NdisAdapter each : win.ndis().adapters())
            if (each.underWay() > 0)
                findings.add(each + " has " + each.underWay() + " under way at the end");
        if (kit != null) findings.addAll(kit.findings());
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
            case NdisAction.Neighbour(int _, boolean in, boolean filter) ->
                    onThread(win.host(), () -> neighbour(in, filter));
            case NdisAction.TakeOut _ -> onThread(win.host(), this::takeOut);
            case NdisAction.PutIn _ -> onThread(win.host(), this::putIn);
            case NdisAction.Shortage(int _, int count) -> shortage += count;
            case NdisAction.Pause(int _, boolean on) -> onThread(win.host(), () -> pause(on));
            case NdisAction.Power(int _, boolean asleep) ->
                    onThread(win.host(), () -> power(asleep));
            case NdisAction.Binding(int _, boolean bound) ->
                    onThread(win.host(), () -> binding(bound));
            case NdisAction.Cancel _ -> onThread(win.host(), this::cancel);
            case NdisAction.SurpriseRemoval _ -> onThread(win.host(), () -> nic().surpriseRemove());
            case NdisAction.Frames(int _, int count) ->
                    onThread(
                            win.host(),
                            () -> {
                                if (kit != null) kit.send(count);
                            });
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

    private NdisAdapter nic() {
        return win.adapter(NIC);
    }

    private void reset(boolean ofDriver) {
        NdisBed.Part part = bed.part();
        if (ofDriver && part != null) part.reset(win);
        else nic().reset();
    }

    private void putIn() {
        NdisBed.Part part = bed.part();
        if (part != null) part.putIn(win);
    }

    private void takeOut() {
        NdisBed.Part part = bed.part();
        if (part != null) part.takeOut(win);
    }

    private void neighbour(boolean in, boolean filter) {
        String name = filter ? FILTER : NEIGHBOUR;
        if (in) win.insertDriver(NIC, 0, name, filter ? new Light() : new Passing());
        else win.removeDriver(NIC, name);
        for (NdisAdapter each : virtualAdapters()) {
            String there = name + "-of-" + each.name();
            if (!in) each.remove(there);
            else if (!each.hasDriver(there))
                each.insert(0, there, filter ? new Light() : new Passing());
        }
    }

    /** Those of a driver with two edges: what happens to the NIC's adapter happens to them too. */
    private List<NdisAdapter> virtualAdapters() {
        return win.ndis().adapters().stream()
                .filter(each -> !each.name().equals(NIC))
                .filter(each -> each.state() != AdapterState.HALTED)
                .toList();
    }

    private void pause(boolean on) {
        List<NdisAdapter> all = new ArrayList<>(virtualAdapters());
        all.add(nic());
        for (NdisAdapter each : all) {
            if (on) each.pause();
            else each.restart();
        }
    }

    private void power(boolean asleep) {
        DevicePower to = asleep ? DevicePower.D3 : DevicePower.D0;
        for (NdisAdapter each : virtualAdapters()) each.setPower(to);
        nic().setPower(to);
    }

    private void binding(boolean bound) {
        if (bound) win.bind(NIC, TCPIP);
        else win.unbind(NIC, TCPIP);
    }

    private void cancel() {
        win.cancelSends(NIC, PROCESS);
        if (kit != null) kit.cancel();
    }

    /** Another driver, which forwards everything. */
    private static final class Passing implements Intermediate {}

    /** Another filter, which forwards everything. */
    private static final class Light implements LightweightFilter {}

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
