package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfPriority;
import sluice.netfilter.NfQueue;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Fate;
import sluice.packet.PlaceStats.FateCount;
import sluice.packet.wire.OctetSequence;
import sluice.time.Handler;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * A Linux router with one hook, between two stations that the test plays.
 *
 * <pre>{@code
 * 192.0.2.2 ---- eth0 [ lin1 ] eth1 ---- 198.51.100.2
 *           192.0.2.1          198.51.100.1
 * }</pre>
 *
 * <p>Datagrams are put through it in the three ways there are, and the test sees what the hook said
 * and what became of them:
 *
 * <pre>{@code
 * var bench = HookBench.at(HookPoint.FORWARD, new BlockTelnet());
 * bench.forward(23, payload);        // PRE_ROUTING, FORWARD, POST_ROUTING
 * bench.deliver(23, payload);        // PRE_ROUTING, LOCAL_IN
 * bench.send(23, payload);           // LOCAL_OUT, POST_ROUTING
 * assertThat(bench.verdicts()).containsExactly(NfVerdict.DROP);
 * assertThat(bench.left("eth1")).hasSize(1);    // what the router itself sent
 * assertThat(bench.delivered()).hasSize(1);
 * }</pre>
 *
 * <p>A hook that queues gets a listener with {@link #listen}. All that follows at the same instant
 * has happened when a call returns; {@link #advance} lets time pass.
 */
public final class HookBench {
    /** The router on the side of eth0, where {@link #deliver} goes. */
    public static final IpAddress ROUTER = IpAddress.require("192.0.2.1");

    /** The station at eth0: whom deliveries and forwarded datagrams come from. */
    public static final IpAddress STATION = IpAddress.require("192.0.2.2");

    /** The station at eth1: whom the router sends and forwards to. */
    public static final IpAddress FAR_STATION = IpAddress.require("198.51.100.2");

    /** The port at the station that its datagrams come from. */
    public static final int STATION_PORT = 40_000;

    private static final long STATION_MAC = 0x0200_0000_0002L;
    private static final long FAR_STATION_MAC = 0x0200_0000_0102L;
    private static final Handler<Runnable> RUN = Runnable::run;

    private final World world;
    private final Host host;
    private final LinuxHost linux;
    private final SimNic eth0;
    private final WireProbe station;
    private final WireProbe farStation;
    private final List<NfVerdict> verdicts = new ArrayList<>();
    private final List<OctetSequence> delivered = new ArrayList<>();
    private final Map<Integer, UdpSocket> program = new TreeMap<>();

    private HookBench(World world) {
        this.world = world;
        this.host = world.addHost("lin1", HostOptions.DEFAULT);
        this.eth0 = host.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
        SimNic eth1 = host.addNic("eth1", NicOptions.ethernet(0x0200_0000_0101L));
        this.station = station("station", STATION_MAC, eth0);
        this.farStation = station("far", FAR_STATION_MAC, eth1);
        this.linux =
                LinuxHost.on(host)
                        .nic(eth0, ROUTER + "/24")
                        .nic(eth1, "198.51.100.1/24")
                        .neighbour("eth0", STATION.toString(), "02:00:00:00:00:02")
                        .neighbour("eth1", FAR_STATION.toString(), "02:00:00:00:01:02")
                        .sysctl("net.ipv4.ip_forward", 1)
                        .build();
        advance(0);
    }

    private WireProbe station(String name, long mac, SimNic peer) {
        Host other = world.addHost(name, HostOptions.DEFAULT);
        SimNic nic = other.addNic("eth0", NicOptions.ethernet(mac));
        world.connect("cable/" + name, LinkOptions.PERFECT, nic, peer);
        return new WireProbe(other, nic);
    }

    /** A router with this hook, in a world of its own that nobody judges. */
    public static HookBench at(HookPoint point, NfHook hook) {
        return in(new World(WorldOptions.DEFAULT, null), point, hook);
    }

    /** A router with this hook, in a world of a {@link BalancedLedger} test. */
    public static HookBench in(World world, HookPoint point, NfHook hook) {
        var bench = new HookBench(world);
        bench.register(point, NfPriority.FILTER.value(), "hook", hook);
        return bench;
    }

    /** A router without a hook: what a hook is compared with. */
    public static HookBench bare(World world) {
        return new HookBench(world);
    }

    /** Puts one more hook in; {@link #verdicts} has what it says, too. */
    public HookRegistration register(HookPoint point, int priority, String name, NfHook hook) {
        return linux.registerHook(NfFamily.IPV4, point, priority, name, new Watched(hook));
    }

    /** The hook, with a diary of what it says. */
    private final class Watched implements NfHook {
        private final NfHook hook;

        Watched(NfHook hook) {
            this.hook = hook;
        }

        @Override
        public NfVerdict evaluate(sluice.netfilter.Skb skb, sluice.netfilter.HookState state) {
            NfVerdict verdict = hook.evaluate(skb, state);
            verdicts.add(verdict);
            return verdict;
        }

        @Override
        public boolean reroutes() {
            return hook.reroutes();
        }
    }

    /** Listens to a queue; see {@link QueueListener} for what it answers. */
    public QueueListener listen(int queue, QueueListener.Answer... script) {
        return listen(queue, NfQueue.LENGTH_PACKETS_DEFAULT, false, script);
    }

    /** Listens to a queue of this length that drops what does not fit, or lets it pass. */
    public QueueListener listen(
            int queue, int lengthPacketsMax, boolean failOpen, QueueListener.Answer... script) {
        var listener = new QueueListener(this, List.of(script));
        linux.bindQueue(queue, listener, lengthPacketsMax, failOpen);
        return listener;
    }

    // ---- ways through ----------------------------------------------------------------------

    /**
     * A datagram from the station to the router, where a program listens at {@code port}: through
     * PRE_ROUTING and LOCAL_IN.
     */
    public void deliver(int port, byte[] payload) {
        socket(port);
        put(ROUTER, port, payload);
    }

    /**
     * A datagram from the station to the far station: through PRE_ROUTING, FORWARD and
     * POST_ROUTING, and out at eth1.
     */
    public void forward(int port, byte[] payload) {
        put(FAR_STATION, port, payload);
    }

    /**
     * A datagram from the router's own program to the far station: through LOCAL_OUT and
     * POST_ROUTING, and out at eth1.
     *
     * @return what the program is told
     */
    public SocketStatus send(int port, byte[] payload) {
        UdpSocket socket = socket(STATION_PORT);
        @Nullable SocketStatus[] answer = {null};
        atThread(() ->
                answer[0] =
                        socket.send(
                                payload,
                                0,
                                payload.length,
                                FAR_STATION,
                                port,
                                SendOptions.DEFAULT));
        return java.util.Objects.requireNonNull(answer[0], "the program did not run");
    }

    /** Any frame arrives at eth0, which takes it whatever station it is addressed to. */
    public void receive(Frame frame) {
        byte[] octets = frame.toArray();
        sluice.packet.Octets.put48(octets, 0, eth0.mac());
        station.transmit(Frame.of(octets, frame.says()));
        advance(0);
    }

    private void put(IpAddress to, int port, byte[] payload) {
        long[] ends = {eth0.mac(), STATION_MAC, STATION.v4(), to.v4()};
        station.transmit(AnyFrame.udp4(ends, STATION_PORT, port, payload));
        advance(0);
    }

    private UdpSocket socket(int port) {
        UdpSocket open = program.get(port);
        if (open != null) return open;
        SocketHandler read =
                (id, octets, offset, length, high, low, from) ->
                        delivered.add(OctetSequence.copyOf(octets, offset, length));
        try {
            UdpSocket fresh = linux.sockets().udp(IpAddress.ANY4, port, read);
            program.put(port, fresh);
            return fresh;
        } catch (SocketRefused refused) {
            throw new IllegalArgumentException("no socket at port " + port, refused);
        }
    }

    // ---- what came of it -------------------------------------------------------------------

    /** What the hooks said, in order. */
    public List<NfVerdict> verdicts() {
        return List.copyOf(verdicts);
    }

    /** The frames that left by a device, {@code eth0} or {@code eth1}, in order. */
    public List<Frame> left(String device) {
        return switch (device) {
            case "eth0" -> station.frames();
            case "eth1" -> farStation.frames();
            default -> throw new IllegalArgumentException("no device " + device);
        };
    }

    /** The payloads that the router's program was given, in order. */
    public List<OctetSequence> delivered() {
        return List.copyOf(delivered);
    }

    /** How many packets ended in the router for this reason. */
    public long ended(Fate fate) {
        return ends().stream().filter(end -> end.fate() == fate).mapToLong(FateCount::count).sum();
    }

    /** Every end of a packet, place by place. */
    public List<FateCount> ends() {
        return world.ledger().stats().stream().flatMap(place -> place.ends().stream()).toList();
    }

    /** The router. */
    public LinuxHost linux() {
        return linux;
    }

    /** The world. */
    public World world() {
        return world;
    }

    /** Lets time pass. */
    public void advance(long nanos) {
        world.runUntil(world.scheduler().nowNanos() + nanos);
    }

    void atThread(Runnable work) {
        world.scheduler().schedule(0, host.cpu().thread(), RUN, work);
        advance(0);
    }
}
