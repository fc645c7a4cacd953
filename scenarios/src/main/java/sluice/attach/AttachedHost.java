package sluice.attach;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketRefused;
import sluice.inet.Ipv6Address;
import sluice.live.DeviceOpening;
import sluice.live.Shard;
import sluice.live.ShardEnd;
import sluice.live.ShardOptions;
import sluice.packet.DropReason;
import sluice.packet.PlaceStats;
import sluice.pcap.tap.LinuxTapNic;
import sluice.run.BugCheckReport;
import sluice.run.ChosenParts;
import sluice.run.LayersCapture;
import sluice.run.LinuxAssembly;
import sluice.run.PartWatch;
import sluice.run.StackAssembly;
import sluice.run.StackInstaller;
import sluice.run.WindowsAssembly;
import sluice.script.HostKind;
import sluice.script.Prefix;
import sluice.service.Chargen;
import sluice.service.Service;
import sluice.service.ServiceStats;
import sluice.service.TcpDiscard;
import sluice.service.TcpEcho;
import sluice.service.UdpEcho;
import sluice.service.http.HttpFileServer;
import sluice.service.http.HttpServerOptions;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * An emulated host that runs behind a device. Made, watched and ended by one thread; it runs on the
 * shard's.
 */
public final class AttachedHost implements AutoCloseable {
    private static final int LINK_LOCAL_PREFIX_BITS = 64;

    private final World world;
    private final LinuxTapNic nic;
    private final StackAssembly stack;
    private final List<Service> services;
    private final @Nullable LayersCapture capture;
    private final Shard shard;
    private boolean closed;

    private AttachedHost(
            World world,
            LinuxTapNic nic,
            StackAssembly stack,
            List<Service> services,
            @Nullable LayersCapture capture,
            Shard shard) {
        this.world = world;
        this.nic = nic;
        this.stack = stack;
        this.services = services;
        this.capture = capture;
        this.shard = shard;
    }

    /** Attaches it, with a stack as it ships, and lets it run. */
    public static DeviceOpening<AttachedHost> start(AttachPlan plan)
            throws IOException, SocketRefused {
        return start(
                plan,
                (machine, _) ->
                        plan.host() == HostKind.LINUX
                                ? LinuxAssembly.on(machine)
                                : WindowsAssembly.on(machine));
    }

    /**
     * Attaches it and lets it run.
     *
     * @param installer makes the stack, with the drivers or hooks that were asked for
     * @return the host, or why the device cannot be used
     * @throws IOException if the capture file cannot be made or a served folder is none
     * @throws SocketRefused if the stack refuses a service
     * @throws IllegalArgumentException if the stack refuses an address or a route
     */
    public static DeviceOpening<AttachedHost> start(AttachPlan plan, StackInstaller installer)
            throws IOException, SocketRefused {
        var problem = LinuxTapNic.probe(plan.device());
        if (problem.isPresent()) return new DeviceOpening.Refused<>(problem.get());
        LayersCapture capture = plan.capture().isPresent() ? captureTo(plan.capture().get()) : null;
        var world = World.live(WorldOptions.DEFAULT.unaudited(), capture);
        Host machine = world.addHost(AttachPlan.HOST, HostOptions.DEFAULT);
        return switch (LinuxTapNic.open(machine, plan.device())) {
            case DeviceOpening.Refused<LinuxTapNic>(var why) -> {
                if (capture != null) capture.close();
                yield new DeviceOpening.Refused<>(why);
            }
            case DeviceOpening.Opened<LinuxTapNic>(var nic) ->
                    new DeviceOpening.Opened<>(run(plan, installer, world, machine, nic, capture));
        };
    }

    private static LayersCapture captureTo(Path file) throws IOException {
        Instant now = Instant.now();
        long epochNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        return new LayersCapture(out, "an emulated host on a real network", epochNanos);
    }

    private static AttachedHost run(
            AttachPlan plan,
            StackInstaller installer,
            World world,
            Host machine,
            LinuxTapNic nic,
            @Nullable LayersCapture capture)
            throws IOException, SocketRefused {
        try {
            StackAssembly stack = installer.install(machine, new PartWatch());
            boolean withIpv6 = configure(plan, stack, nic);
            List<Service> services = new ArrayList<>();
            for (ServiceSpec spec : plan.services()) {
                services.add(service(spec, stack.stack().sockets(), withIpv6));
            }
            var options = ShardOptions.named("sluice-shard " + nic.name());
            Shard shard =
                    Shard.start(world, options, LinuxTapNic.idleWait(List.of(nic)), List.of(nic));
            return new AttachedHost(world, nic, stack, List.copyOf(services), capture, shard);
        } catch (IOException | SocketRefused | IllegalArgumentException refusal) {
            nic.close();
            if (capture != null) capture.close();
            throw refusal;
        }
    }

    private static Service service(ServiceSpec spec, SocketEdge edge, boolean withIpv6)
            throws IOException, SocketRefused {
        int port = spec.port();
        return switch (spec) {
            case ServiceSpec.Plain(var kind, _) ->
                    switch (kind) {
                        case UDP_ECHO -> new UdpEcho(edge, port, withIpv6);
                        case TCP_ECHO -> new TcpEcho(edge, port, withIpv6);
                        case DISCARD -> new TcpDiscard(edge, port, withIpv6);
                        case CHARGEN -> new Chargen(edge, port, withIpv6);
                    };
            case ServiceSpec.Http(_, var folder, boolean upload, boolean listing) -> {
                var options = HttpServerOptions.of(folder).with(upload, listing);
                var clock = Optional.of(InstantSource.system());
                yield new HttpFileServer(edge, port, withIpv6, options, clock);
            }
        };
    }

    /** Whether the host has an IPv6 address. */
    private static boolean configure(AttachPlan plan, StackAssembly stack, LinuxTapNic nic) {
        String device = nic.name();
        boolean withIpv6 = false;
        for (Prefix prefix : plan.addresses()) {
            stack.addAddress(device, prefix.address(), prefix.lengthBits());
            withIpv6 |= !prefix.address().isV4();
        }
        if (withIpv6) {
            Ipv6Address own = Ipv6Address.linkLocal(nic.mac());
            stack.addAddress(device, new IpAddress(own.high(), own.low()), LINK_LOCAL_PREFIX_BITS);
        }
        for (IpAddress gateway : plan.gateways()) {
            IpAddress all = gateway.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
            stack.addRoute(all, 0, gateway, device);
        }
        return withIpv6;
    }

    /** Whether the kernel's interface is switched on. */
    public boolean deviceIsUp() {
        return nic.isUp();
    }

    /** How things stand now. */
    public AttachSample sample() {
        return shard.ask(this::sampled);
    }

    private AttachSample sampled() {
        List<ServiceStats> done = services.stream().map(Service::stats).toList();
        long dropped = world.ledger().totals().dropped();
        return new AttachSample(shard.nowNanos(), nic.stats(), done, dropped);
    }

    /**
     * Waits up to {@code nanos} for it to end by itself; true if it has.
     *
     * @throws InterruptedException if the caller was interrupted
     */
    public boolean awaitEnd(long nanos) throws InterruptedException {
        return shard.awaitEnd(nanos) != null;
    }

    /** Whether a bug check has stopped the emulated machine; it answers nothing any more. */
    public boolean machineStopped() {
        return shard.ask(() -> stack.stack().host().stopped());
    }

    /** Asks it to end; from any thread, does not wait. */
    public void askToEnd() {
        shard.askToStop();
    }

    /**
     * Ends it, if it has not ended by itself, and adds up.
     *
     * @throws IOException if the rest of the capture cannot be written
     */
    public AttachResult finish() throws IOException {
        ShardEnd end = shard.stop();
        AttachSample last = sampled();
        List<String> unbalanced = world.ledger().check();
        List<String> breaches =
                world.contracts().all().stream()
                        .map(breach -> String.valueOf(breach.getMessage()))
                        .toList();
        close();
        Optional<Long> records = Optional.ofNullable(capture).map(LayersCapture::records);
        List<BugCheckReport.Stopped> bugChecks =
                ChosenParts.bugCheck(stack).stream()
                        .map(check -> new BugCheckReport.Stopped(AttachPlan.HOST, check))
                        .toList();
        List<String> findings = ChosenParts.findings(stack);
        return new AttachResult(
                end, last, drops(), records, unbalanced, breaches, bugChecks, findings);
    }

    private List<AttachResult.Drop> drops() {
        Map<String, AttachResult.Drop> byReason = new TreeMap<>();
        for (PlaceStats place : world.ledger().stats()) {
            for (var ended : place.ends()) {
                if (!(ended.fate() instanceof DropReason reason)) continue;
                var drop =
                        new AttachResult.Drop(
                                reason.area(), reason.name(), reason.text(), ended.count());
                byReason.merge(
                        reason.area() + " " + reason.name(),
                        drop,
                        (a, b) ->
                                new AttachResult.Drop(
                                        a.area(), a.reason(), a.text(), a.packets() + b.packets()));
            }
        }
        return byReason.values().stream()
                .sorted(Comparator.comparingLong(AttachResult.Drop::packets).reversed())
                .toList();
    }

    /** Lets go of device and file; after an earlier {@link #finish} does nothing. */
    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        shard.stop();
        nic.close();
        world.close();
        if (capture != null) capture.close();
    }
}
