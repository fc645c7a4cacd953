package sluice.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketStatus;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv6Address;
import sluice.inet.tcp.TcpOrigin;
import sluice.inet.tcp.socket.TcpFlow;
import sluice.ndis.BugCheck;
import sluice.nic.LinkOptions;
import sluice.nic.NicDrop;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.packet.wire.Ipv4View;
import sluice.pcap.file.CaptureDamage;
import sluice.run.BreachReport;
import sluice.run.BugCheckReport;
import sluice.run.ChosenParts;
import sluice.run.PartWatch;
import sluice.run.StackAssembly;
import sluice.run.StackInstaller;
import sluice.time.Handler;
import sluice.trace.ContractBroken;
import sluice.trace.Crossed;
import sluice.trace.Ended;
import sluice.trace.TraceSink;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * Third pass: the capture goes through one stack.
 *
 * <p>Frames of other stations arrive at the NIC at their recorded times; what applications sent
 * starts at their stand-ins; what the stack says by itself is compared and not sent twice.
 */
final class Replay implements FrameWatch.Listener {
    private static final long FAR_NIC_MAC = 0x02_00_00_00_fe_01L;
    private static final long FAR_STATION_MAC = 0x02_00_00_00_fe_02L;
    private static final int RING_FRAMES = 4096;
    private static final int ETHERNET_HEADER_OCTETS = 14;

    /** The ends of packets that a stack has put on a wire. */
    private static final Set<String> LEFT_BY_A_NIC = Set.of("SENT", "TRANSMITTED");

    /**
     * How long the stack may go on after the last frame: its timers of ARP, reassembly and the
     * like.
     */
    private static final long AFTERMATH_NANOS = 60_000_000_000L;

    private final CaptureFrames capture;
    private final StationPlan plan;
    private final World world;
    private final SimNic near;

    /** The other NIC of a router; a station that forwards nothing has none. */
    private final @Nullable SimNic far;

    private final StackAssembly assembly;
    private final StandIns standIns;
    private final FrameWatch watch;
    private final PartWatch parts = new PartWatch();
    private final FrameAccount account = new FrameAccount();
    private final OwnAnswers own = new OwnAnswers(false);
    private final OwnAnswers forwarded = new OwnAnswers(true);
    private final OwnAnswers sends = new OwnAnswers(false);
    private final OwnAnswers tcp = new OwnAnswers(false);
    private final Unsent unsent;
    private final List<StationPlan.OwnAddress> addressesToCome = new ArrayList<>();
    private final List<StationPlan.KnownNeighbour> neighboursToCome;
    private final Handler<Act> perform = this::perform;
    private long recordingEndsNanos = Long.MAX_VALUE;
    private long saidAfterwards;

    /** One thing to do at a recorded time. */
    private record Act(long number, Role role, FrameFacts facts, List<AppSend> sends) {}

    Replay(
            CaptureFrames capture,
            StationPlan plan,
            String hostName,
            WorldOptions options,
            StackInstaller installer,
            long followedFrame,
            TraceSink files) {
        this.capture = capture;
        this.plan = plan;
        String nearName = hostName.equals("windows") ? "Ethernet0" : "eth0";
        String farName = hostName.equals("windows") ? "Ethernet1" : "eth1";
        this.watch = new FrameWatch(hostName + "/nic/" + nearName, followedFrame, this);
        this.world = new World(options, parts.before(files.after(watch)));
        var host = world.addHost(hostName, HostOptions.DEFAULT);
        this.near = host.addNic(nearName, new NicOptions(plan.mac, 1500, RING_FRAMES, RING_FRAMES));
        this.far =
                plan.router
                        ? host.addNic(
                                farName,
                                new NicOptions(FAR_NIC_MAC, 1500, RING_FRAMES, RING_FRAMES))
                        : null;
        world.connect("lan", LinkOptions.PERFECT, near);
        if (far != null) world.connect("far", LinkOptions.PERFECT, far);
        this.assembly = installer.install(host, parts);
        this.assembly.originTcpBy(this::origin);
        this.standIns = new StandIns(plan, assembly.stack().sockets(), near.name());
        this.unsent = new Unsent(plan.beginnings);
        this.neighboursToCome = new ArrayList<>(plan.neighbours);
        configure();
    }

    private void configure() {
        for (var address : plan.addresses) {
            if (address.fromNanos() > 0) addressesToCome.add(address);
            else give(address.address(), address.prefixLength());
        }
        assembly.setForwarding(plan.router);
        for (var route : plan.routes) {
            String nic = route.farSide() && far != null ? far.name() : near.name();
            if (!route.farSide() && route.gateway().isV4() && waitsForAddress()) continue;
            assembly.addRoute(route.network(), route.prefixLength(), route.gateway(), nic);
            if (route.farSide()) assembly.addNeighbour(nic, route.network(), FAR_STATION_MAC);
        }
        standIns.open(givenAddresses().keySet());
    }

    // 127/8 and ::1: what every host has by itself, and Windows gives to no adapter
    private void give(IpAddress address, int prefixLength) {
        boolean loopback =
                address.isV4()
                        ? Ipv4Addresses.isLoopback(address.v4())
                        : Ipv6Address.isLoopback(address.high(), address.low());
        if (!loopback) assembly.addAddress(near.name(), address, prefixLength);
    }

    /** Numbers of a connection begin where the recorded ones did. */
    private TcpOrigin origin(TcpFlow flow, TcpOrigin drawn) {
        var recorded =
                plan.connections.get(
                        new StationPlan.TcpEndpoint(
                                flow.localAddress(),
                                flow.localPort(),
                                flow.remoteAddress(),
                                flow.remotePort()));
        return recorded == null ? drawn : recorded.origin();
    }

    private boolean waitsForAddress() {
        return addressesToCome.stream().anyMatch(address -> address.address().isV4());
    }

    private void configureUpTo(long nanos) {
        for (var iterator = addressesToCome.iterator(); iterator.hasNext(); ) {
            var address = iterator.next();
            if (address.fromNanos() >= nanos) continue;
            iterator.remove();
            give(address.address(), address.prefixLength());
            for (var route : plan.routes) {
                if (!route.farSide() && route.gateway().isV4()) {
                    assembly.addRoute(
                            route.network(), route.prefixLength(), route.gateway(), near.name());
                }
            }
            standIns.open(givenAddresses().keySet());
        }
        for (var iterator = neighboursToCome.iterator(); iterator.hasNext(); ) {
            var neighbour = iterator.next();
            if (neighbour.nanos() > nanos) break;
            iterator.remove();
            assembly.addNeighbour(near.name(), neighbour.address(), neighbour.mac());
        }
    }

    ReplayResult run(Survey survey) throws IOException, CaptureFrames.UnfitCapture {
        recordingEndsNanos = survey.durationNanos();
        Optional<CaptureDamage> damage = survey.damage();
        World.RunEnd end;
        try {
            damage =
                    capture.each((number, nanos, _, octets, offset, captured, _) ->
                            frame(number, nanos, octets, offset, captured));
            end = world.runUntil(survey.durationNanos() + AFTERMATH_NANOS);
        } catch (ContractBroken _) {
            end = World.RunEnd.CONTRACT_BROKEN; // it stands in the book; the run cannot go on
        }
        Set<String> undecided = ChosenParts.undecided(assembly, near.name());
        for (var unfinished : watch.unfinished().entrySet()) {
            String owner =
                    world.ledger().alive().stream()
                            .filter(packet -> packet.id() == unfinished.getKey())
                            .map(packet -> packet.owner().name())
                            .findFirst()
                            .orElse("nobody");
            String by = "by " + owner;
            if (undecided.contains(owner)) by += ": nobody decides in a replay";
            account.add(FrameAccount.Category.HELD, by);
            unsent.add(watch.originOf(unfinished.getKey()).frame(), "held " + by);
        }
        if (end == World.RunEnd.CONTRACT_BROKEN) {
            account.add(
                    FrameAccount.Category.NOT_REACHED,
                    "when a broken contract stopped the run",
                    survey.frames() - account.total());
        }
        String name = world.hosts().getFirst().name();
        Optional<BugCheck> bugCheck = ChosenParts.bugCheck(assembly);
        if (bugCheck.isPresent()) {
            account.add(
                    FrameAccount.Category.NOT_REACHED,
                    "when a bug check stopped the machine",
                    survey.frames() - account.total());
        }
        var result =
                new ReplayResult(
                        name,
                        plan,
                        account,
                        own.finish(unsent),
                        forwarded.finish(unsent),
                        sends.finish(unsent),
                        tcp.finish(unsent),
                        own.notCompared()
                                + forwarded.notCompared()
                                + sends.notCompared()
                                + tcp.notCompared(),
                        standIns,
                        assembly.stack().layers(),
                        parts.stats(),
                        world.ledger().stats(),
                        world.ledger().totals(),
                        world.ledger().check(),
                        BreachReport.of(world.contracts()),
                        bugCheck.stream()
                                .map(check -> new BugCheckReport.Stopped(name, check))
                                .toList(),
                        ChosenParts.findings(assembly),
                        end,
                        now(),
                        saidAfterwards,
                        damage,
                        watch.story());
        world.close();
        return result;
    }

    private void frame(long number, long nanos, byte[] octets, int offset, int captured) {
        world.runUntil(nanos);
        if (world.hosts().getFirst().stopped()) return; // counted when all is over
        configureUpTo(nanos);
        FrameFacts facts = FrameFacts.of(octets, offset, captured);
        if (facts == null) {
            account.add(
                    FrameAccount.Category.DROPPED,
                    "nic " + NicDrop.RUNT.name() + ": " + NicDrop.RUNT.text());
            return;
        }
        Role role = settled(number, facts);
        var act = new Act(number, role, facts, sendsAt(number, role, facts));
        var cpu = world.hosts().getFirst().cpu();
        boolean toNic = role == Role.ARRIVES || role == Role.FORWARDED;
        world.scheduler()
                .schedule(0, toNic ? world.scheduler().wire() : cpu.thread(), perform, act);
        world.runUntil(nanos);
    }

    private Role settled(long number, FrameFacts facts) {
        Role piece = plan.pieces.get(number);
        Role role = piece != null ? piece : Roles.byFrame(facts, plan);
        if (role != Role.APP_TCP) return role;
        var connection = StationPlan.connectionOf(facts);
        if (plan.connections.containsKey(connection)) return Role.OWN_TCP;
        return plan.tcp.getOrDefault(connection, false) ? role : Role.OWN_ANSWER;
    }

    /**
     * What applications send at this frame: the frame's own content, or what waited for the
     * question it is.
     */
    private List<AppSend> sendsAt(long number, Role role, FrameFacts facts) {
        List<AppSend> now = new ArrayList<>();
        for (long early : plan.sentEarly.getOrDefault(number, List.of())) {
            AppSend send = plan.wholes.getOrDefault(early, plan.moved.get(early));
            if (send != null) now.add(send);
        }
        if (Roles.isApp(role) && !plan.moved.containsKey(number)) {
            AppSend whole = plan.wholes.get(number);
            now.add(whole != null ? whole : AppSend.of(number, role, facts, upper(facts)));
        }
        if (role == Role.OWN_TCP && !plan.moved.containsKey(number)) {
            var recorded = plan.connections.get(StationPlan.connectionOf(facts));
            if (recorded != null && TcpStandIn.acts(facts, recorded.opens()))
                now.add(AppSend.of(number, Role.APP_TCP, facts, upper(facts)));
        }
        return now;
    }

    private static byte[] upper(FrameFacts facts) {
        return java.util.Arrays.copyOfRange(
                facts.octets, facts.upperOffset, facts.upperOffset + facts.upperOctets);
    }

    private void perform(Act act) {
        FrameFacts facts = act.facts;
        switch (act.role) {
            case ARRIVES -> {
                watch.expect(FrameWatch.Side.NEAR, act.number);
                near.inject(facts.octets, 0, facts.octets.length);
                watch.expectNothing();
            }
            case FORWARDED -> {
                forwarded.recorded(act.number, now(), facts);
                watch.expect(FrameWatch.Side.FAR, act.number);
                byte[] before = beforeForwarding(facts);
                Objects.requireNonNull(far).inject(before, 0, before.length);
                watch.expectNothing();
            }
            case OWN_ANSWER -> {
                account.add(FrameAccount.Category.SAID, AnswerKind.of(facts).kind());
                own.recorded(act.number, now(), facts);
            }
            case OWN_TCP -> {
                tcp.recorded(act.number, now(), facts);
                boolean acts = plan.moved.containsKey(act.number);
                for (AppSend send : act.sends) acts |= send.frame() == act.number;
                if (!acts) account.add(FrameAccount.Category.SAID, "TCP segment");
            }
            case LATER_PIECE -> {
                account.add(FrameAccount.Category.SENT, "a later piece of a datagram sent whole");
                own.recorded(act.number, now(), facts);
            }
            case NOT_EMULATED -> {
                String why = Roles.unsendable(facts);
                if (why.isEmpty())
                    account.add(FrameAccount.Category.NOT_EMULATED, Roles.notEmulated(facts));
                else account.add(FrameAccount.Category.REFUSED, why);
            }
            case APP_UDP, APP_TCP, APP_PING ->
                    (facts.isFragment() ? own : sends).recorded(act.number, now(), facts);
        }
        for (AppSend send : act.sends) send(send);
    }

    private void send(AppSend send) {
        if (send.role() == Role.APP_TCP && isOwnTcp(send)) {
            SocketStatus taken = standIns.send(send);
            if (taken.ok()) {
                account.add(FrameAccount.Category.SENT, "done at its TCP socket");
                return;
            }
            account.add(FrameAccount.Category.REFUSED, taken.name());
            unsent.add(send.frame(), "refused by its socket: " + taken.name());
            return;
        }
        watch.expect(FrameWatch.Side.APPLICATION, send.frame());
        SocketStatus status = standIns.send(send);
        if (watch.expectNothing()) return;
        account.add(FrameAccount.Category.REFUSED, status.name());
        unsent.add(send.frame(), "refused by its socket: " + status.name());
    }

    private boolean isOwnTcp(AppSend send) {
        return plan.connections.containsKey(
                new StationPlan.TcpEndpoint(
                        send.source(),
                        send.sourcePort(),
                        send.destination(),
                        send.destinationPort()));
    }

    private long now() {
        return world.scheduler().nowNanos();
    }

    /** The frame as it came to the router: one hop younger, between other stations. */
    private static byte[] beforeForwarding(FrameFacts facts) {
        byte[] frame = facts.octets.clone();
        Octets.put48(frame, 0, FAR_NIC_MAC);
        Octets.put48(frame, 6, FAR_STATION_MAC);
        if (facts.kind == FrameFacts.Kind.IPV4) {
            var ip = new Ipv4View(frame, ETHERNET_HEADER_OCTETS);
            ip.setTtl(Math.min(255, facts.ttl + 1));
            ip.fillChecksum();
        } else if (facts.kind == FrameFacts.Kind.IPV6) {
            Octets.put8(frame, ETHERNET_HEADER_OCTETS + 7, Math.min(255, facts.ttl + 1));
        }
        return frame;
    }

    @Override
    public void leftNear(FrameWatch.Origin origin, Crossed crossing) {
        FrameFacts facts = FrameFacts.of(crossing.octets());
        if (facts == null) return;
        if (crossing.timeNanos() > recordingEndsNanos) {
            saidAfterwards++;
            return;
        }
        Role role = Roles.byFrame(facts, plan);
        if (role == Role.APP_TCP && plan.connections.containsKey(StationPlan.connectionOf(facts))) {
            tcp.ours(crossing.timeNanos(), facts);
            return;
        }
        if (role == Role.OWN_ANSWER) {
            own.ours(crossing.timeNanos(), facts);
            return;
        }
        switch (origin.side()) {
            case APPLICATION ->
                    (facts.isFragment() ? own : sends).ours(crossing.timeNanos(), facts);
            case FAR -> forwarded.ours(crossing.timeNanos(), facts);
            case NEAR, STACK -> own.ours(crossing.timeNanos(), facts);
        }
    }

    @Override
    public void ended(FrameWatch.Origin origin, Ended end) {
        account.add(category(origin, end), end.area() + " " + end.reason(), end.text());
    }

    @Override
    public void dropped(FrameWatch.Origin origin, Ended end) {
        unsent.add(
                origin.frame(),
                "dropped here, %s %s: %s".formatted(end.area(), end.reason(), end.text()));
    }

    private static FrameAccount.Category category(FrameWatch.Origin origin, Ended end) {
        if (end.area().equals("nic") && end.reason().equals(NicDrop.NOT_FOR_THIS_STATION.name())) {
            return FrameAccount.Category.OTHER_STATION;
        }
        return switch (end.kind()) {
            case "delivered" -> FrameAccount.Category.DELIVERED;
            case "dropped" -> FrameAccount.Category.DROPPED;
            default ->
                    origin.side() == FrameWatch.Side.APPLICATION
                            ? FrameAccount.Category.SENT
                            : LEFT_BY_A_NIC.contains(end.reason())
                                    ? FrameAccount.Category.FORWARDED
                                    : FrameAccount.Category.USED;
        };
    }

    /** The addresses given so far, with their prefixes. */
    Map<IpAddress, Integer> givenAddresses() {
        Map<IpAddress, Integer> given = new java.util.LinkedHashMap<>();
        for (var address : plan.addresses) {
            if (!addressesToCome.contains(address))
                given.put(address.address(), address.prefixLength());
        }
        return given;
    }
}
