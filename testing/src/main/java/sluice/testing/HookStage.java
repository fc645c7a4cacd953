package sluice.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfPriority;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.packet.wire.IcmpHeader;
import sluice.packet.wire.TransportChecksums;
import sluice.time.Handler;
import sluice.trace.ContractBroken;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The three hosts of a {@link HookSchedule}, and one play of it. */
final class HookStage {
    /** When the time of the first action begins. */
    static final int FIRST_MILLIS = 10;

    /** Where programs listen. */
    static final int PORT = 9;

    static final IpAddress STATION = IpAddress.require("192.0.2.2");
    static final IpAddress ROUTER = IpAddress.require("192.0.2.1");
    static final IpAddress FAR = IpAddress.require("198.51.100.2");
    static final String HOOK = "hook";

    private static final long STATION_MAC = 0x0200_0000_0002L;
    private static final long ROUTER_MAC = 0x0200_0000_0001L;
    private static final long ROUTER_FAR_MAC = 0x0200_0000_0101L;
    private static final long FAR_MAC = 0x0200_0000_0102L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final Handler<Runnable> RUN = Runnable::run;

    private final HookSchedule schedule;
    private final Supplier<? extends NfHook> hooks;
    private final World world = new World(WorldOptions.DEFAULT, null);
    private final SimNic eth0;
    private final LinuxHost router;
    private final LinuxHost station;
    private final List<NfVerdict> verdicts = new ArrayList<>();
    private final ArrayDeque<Deferral> waiting = new ArrayDeque<>();
    private final List<Integer> bound = new ArrayList<>();
    private List<HookRegistration> registered = List.of();
    private int delivered;

    HookStage(HookSchedule schedule, Supplier<? extends NfHook> hooks) {
        this.schedule = schedule;
        this.hooks = hooks;
        Host left = world.addHost("station", HostOptions.DEFAULT);
        Host middle = world.addHost("router", HostOptions.DEFAULT);
        Host right = world.addHost("far", HostOptions.DEFAULT);
        SimNic stationNic = left.addNic("eth0", NicOptions.ethernet(STATION_MAC));
        eth0 = middle.addNic("eth0", NicOptions.ethernet(ROUTER_MAC));
        SimNic eth1 = middle.addNic("eth1", NicOptions.ethernet(ROUTER_FAR_MAC));
        SimNic farNic = right.addNic("eth0", NicOptions.ethernet(FAR_MAC));
        world.connect("left", LinkOptions.PERFECT, stationNic, eth0);
        world.connect("right", LinkOptions.PERFECT, eth1, farNic);
        station =
                LinuxHost.on(left)
                        .nic(stationNic, STATION + "/24")
                        .route("default via " + ROUTER)
                        .build();
        router =
                LinuxHost.on(middle)
                        .nic(eth0, ROUTER + "/24")
                        .nic(eth1, "198.51.100.1/24")
                        .sysctl("net.ipv4.ip_forward", 1)
                        .verifier()
                        .build();
        LinuxHost far =
                LinuxHost.on(right)
                        .nic(farNic, FAR + "/24")
                        .route("default via 198.51.100.1")
                        .build();
        SocketHandler sink = (_, _, _, _, _, _, _) -> delivered++;
        listen(router, sink);
        listen(far, sink);
    }

    private static void listen(LinuxHost host, SocketHandler sink) {
        try {
            host.sockets().udp(IpAddress.ANY4, PORT, sink);
        } catch (SocketRefused refused) {
            throw new IllegalStateException("port " + PORT, refused);
        }
    }

    HookPlay play() {
        putIn();
        pass(FIRST_MILLIS);
        for (HookAction action : schedule.actions()) {
            pass(action.afterMillis());
            act(action);
            pass(0);
        }
        end();
        List<ContractBroken> breaches = world.contracts().all();
        var played = new HookPlay(verdicts, breaches, world.ledger().check(), delivered);
        world.close();
        return played;
    }

    private void act(HookAction action) {
        switch (action) {
            case HookAction.Datagram datagram ->
                    onThread(host(datagram.way()), () -> send(datagram));
            case HookAction.Echo echo -> onThread(host(echo.way()), () -> ask(echo));
            case HookAction.Arrival(int _, Frame frame) -> {
                byte[] octets = octets(frame);
                eth0.inject(octets, 0, octets.length);
            }
            case HookAction.Answer(int _, int count, boolean drops) ->
                    onThread(router, () -> answer(count, drops));
            case HookAction.TakeOut _ -> {
                onThread(router, () -> answer(Integer.MAX_VALUE, false));
                pass(0);
                onThread(router, this::takeOut);
            }
            case HookAction.PutIn _ -> onThread(router, this::putIn);
        }
    }

    /** A frame as it comes into the router: addressed to its eth0. */
    static byte[] octets(Frame frame) {
        byte[] octets = frame.toArray();
        Octets.put48(octets, 0, ROUTER_MAC);
        return octets;
    }

    private LinuxHost host(HookAction.Way way) {
        return way == HookAction.Way.OUT ? router : station;
    }

    private static IpAddress to(HookAction.Way way) {
        return way == HookAction.Way.IN ? ROUTER : FAR;
    }

    private void send(HookAction.Datagram datagram) {
        byte[] payload = new byte[datagram.lengthOctets()];
        for (int i = 0; i < payload.length; i++) payload[i] = (byte) i;
        SocketEdge edge = host(datagram.way()).sockets();
        try {
            edge.udp(IpAddress.ANY4, 0, (_, _, _, _, _, _, _) -> {})
                    .send(
                            payload,
                            0,
                            payload.length,
                            to(datagram.way()),
                            datagram.port(),
                            SendOptions.DEFAULT);
        } catch (SocketRefused refused) {
            throw new IllegalStateException(refused);
        }
    }

    private void ask(HookAction.Echo echo) {
        IcmpHeader header = IcmpHeader.echoRequest(0, 1);
        byte[] message = new byte[header.lengthOctets() + echo.lengthOctets()];
        header.writeTo(message, 0);
        for (int i = header.lengthOctets(); i < message.length; i++)
            message[i] = (byte) (i - header.lengthOctets());
        TransportChecksums.fillIcmp(message, 0, message.length);
        try {
            host(echo.way())
                    .sockets()
                    .ping(IpAddress.ANY4, 0, (_, _, _, _, _, _, _) -> {})
                    .send(message, 0, message.length, to(echo.way()), SendOptions.DEFAULT);
        } catch (SocketRefused refused) {
            throw new IllegalStateException(refused);
        }
    }

    private void answer(int count, boolean drops) {
        int left = Math.min(count, waiting.size());
        while (left > 0) {
            Deferral oldest = waiting.pollFirst();
            if (oldest == null) return;
            if (!oldest.isOpen()) continue;
            left--;
            oldest.finish(drops ? Outcome.discard(ProbeDrop.DROPPED_BY_PROGRAM) : Outcome.CONTINUE);
        }
    }

    // Both families, as a scenario does.
    private void putIn() {
        var watched = new Watched(hooks.get());
        int priority = NfPriority.FILTER.value();
        registered =
                NfFamily.IP.stream()
                        .map(family ->
                                router.registerHook(
                                        family, schedule.point(), priority, HOOK, watched))
                        .toList();
    }

    private void takeOut() {
        registered.forEach(HookRegistration::unregister);
        registered = List.of();
    }

    /** The hook, with a diary of what it says and a listener for the queues it uses. */
    private final class Watched implements NfHook {
        private final NfHook hook;

        Watched(NfHook hook) {
            this.hook = hook;
        }

        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            NfVerdict verdict = hook.evaluate(skb, state);
            if (Objects.nonNull(verdict))
                verdicts.add(verdict); // null is a breach, no failure here
            if (verdict instanceof NfVerdict.Queue(int number, boolean _)
                    && schedule.answers()
                    && !bound.contains(number)) {
                bound.add(number);
                router.bindQueue(number, waiting::add);
            }
            return verdict;
        }

        @Override
        public boolean reroutes() {
            return hook.reroutes();
        }
    }

    // A breach may end the run; it stands in the book.
    private void pass(int millis) {
        try {
            world.runUntil(world.scheduler().nowNanos() + millis * NANOS_PER_MILLI);
        } catch (ContractBroken _) {
            // in the book
        }
    }

    private void end() {
        try {
            world.runToQuiescence();
        } catch (ContractBroken _) {
            // in the book
        }
    }

    private void onThread(LinuxHost host, Runnable work) {
        world.scheduler().schedule(0, host.host().cpu().thread(), RUN, work);
    }
}
