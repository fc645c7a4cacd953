package sluice.userland;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketStatus;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisOptions;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.time.CostTable;
import sluice.time.UserThread;
import sluice.trace.Step;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Two hosts; on the first an inspecting driver and its program. Datagrams are single letters. */
final class InspectionRig implements AutoCloseable {
    static final IpAddress PEER = IpAddress.require("192.0.2.2");
    static final IpAddress OWN = IpAddress.require("192.0.2.1");

    final UserRules rules = new UserRules();
    final NamedEvents events;
    final World world;
    final WindowsHost one;
    final WindowsHost two;
    final InspectionDriver driver;
    final CheckedDevice device;
    final List<String> arrivedThere = new ArrayList<>();
    final List<String> arrivedHere = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    private final UdpSocket there;
    private final UdpSocket here;
    @Nullable InspectionProgram program;

    InspectionRig(InspectionOptions options) throws Exception {
        this(options, true, CostTable.ZERO, NdisOptions.DEFAULT, null);
    }

    InspectionRig(
            InspectionOptions options,
            boolean windowsIsUp,
            CostTable costs,
            NdisOptions ndis,
            @Nullable NdisDriver instead)
            throws Exception {
        events = windowsIsUp ? NamedEvents.started(rules) : NamedEvents.booting(rules);
        world = new World(WorldOptions.DEFAULT, steps::add);
        var first = world.addHost("one", new HostOptions(1, costs, 20_000_000L));
        var second = world.addHost("two", HostOptions.DEFAULT);
        var nic1 = first.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
        var nic2 = second.addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("cable", LinkOptions.PERFECT, nic1, nic2);
        one = WindowsHost.on(first, WindowsPreset.XP, ndis, nic -> new SimMiniport(nic, false));
        two = WindowsHost.on(second, WindowsPreset.XP);
        one.addAddress("lan", OWN, 24);
        two.addAddress("lan", PEER, 24);
        one.addNeighbour("lan", PEER, 0x0200_0000_0002L);
        two.addNeighbour("lan", OWN, 0x0200_0000_0001L);
        driver = new InspectionDriver(options, events, "packets", rules);
        device = new CheckedDevice(driver.device(), first, rules);
        one.insertDriver("lan", 0, "inspect", instead == null ? driver : instead);
        here = one.sockets().udp(IpAddress.ANY4, 7, into(arrivedHere));
        there = two.sockets().udp(IpAddress.ANY4, 7, into(arrivedThere));
    }

    private static SocketHandler into(List<String> arrived) {
        return (id, octets, at, length, high, low, port) ->
                arrived.add(
                        new String(octets, at, length, java.nio.charset.StandardCharsets.US_ASCII));
    }

    UserThread start(InspectionProgram.Habits habits, Inspector inspector) {
        return start(habits, inspector, 12);
    }

    UserThread start(InspectionProgram.Habits habits, Inspector inspector, int priority) {
        var made =
                new InspectionProgram(
                        driver.device(), device, events, one.host().costs(), inspector, habits);
        program = made;
        return one.host().cpu().start("inspector", priority, made);
    }

    SocketStatus send(String text) {
        return send(here, text, PEER);
    }

    SocketStatus sendBack(String text) {
        return send(there, text, OWN);
    }

    private static SocketStatus send(UdpSocket from, String text, IpAddress to) {
        byte[] octets = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return from.send(octets, 0, octets.length, to, 7, SendOptions.DEFAULT);
    }

    void runMillis(long millis) {
        world.runUntil(world.scheduler().nowNanos() + millis * 1_000_000);
    }

    /** Nothing is under way, nothing lost or forged, and no rule broken. */
    void isAtRest() {
        runMillis(5_000);
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
    }

    List<Integer> numbersOf(long packetId) {
        return steps.stream()
                .filter(step -> step instanceof InspectionStep && step.packetId() == packetId)
                .map(step -> ((InspectionStep) step).number())
                .toList();
    }

    @Override
    public void close() {
        world.close();
    }
}
