package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.nic.LinkEnd;
import sluice.script.HostSpec;
import sluice.script.InspectorSpec;
import sluice.script.LinkSpec;
import sluice.script.LinuxProgramSpec;
import sluice.script.NeighbourSpec;
import sluice.script.NicRef;
import sluice.script.NicSpec;
import sluice.script.Place;
import sluice.script.Prefix;
import sluice.script.ProgramSpec;
import sluice.script.RawReceiveSpec;
import sluice.script.RouteSpec;
import sluice.script.Scenario;
import sluice.script.Target;
import sluice.script.TcpProgramSpec;
import sluice.script.TrafficSpec;
import sluice.sniffer.Adapter;
import sluice.sniffer.AdapterControl;
import sluice.trace.TraceSink;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The world of one scenario, built and ready to run, and what was planned in it. */
final class ScenarioWorld implements AutoCloseable {
    private static final long QUANTUM_NANOS = 20_000_000;
    private static final int FIRST_PING_IDENTIFIER = 0x5301;

    private final Scenario scenario;
    private final WorldOptions options;
    private final World world;
    private final PartWatch watch = new PartWatch();
    private final GivenBack givenBack = new GivenBack();
    private final TraceWords words;
    private final StationWords stations;
    private final InspectionWords inspections;
    private final PacketWays ways;
    private final OwnerWatch owners;
    private final Devices devices = new Devices();
    private final Taps taps;
    private final Parts parts;
    private final Map<String, HostControl> controls = new LinkedHashMap<>();
    private final List<Program> programs = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Feed> feeds = new ArrayList<>();
    private final StepPlayer steps;
    private final @Nullable CaptureCounts watched;
    private long plannedNanos;

    /** A capture that the scenario does not name, begun before anything else that runs in it. */
    record Watcher(ProgramSpec.Capture spec, CapturedHandler handler) {}

    ScenarioWorld(Scenario scenario, RunOptions runOptions, TraceSink sink) throws UnfitScenario {
        this(scenario, runOptions, sink, null);
    }

    ScenarioWorld(
            Scenario scenario, RunOptions runOptions, TraceSink sink, @Nullable Watcher watcher)
            throws UnfitScenario {
        this.scenario = scenario;
        this.options =
                new WorldOptions(
                        runOptions.seed().orElse(scenario.seed()),
                        runOptions.seed().isPresent(),
                        true,
                        runOptions.eventsMax());
        this.parts = new Parts(runOptions.classpath());
        this.words = new TraceWords(scenario.expectations());
        this.taps = new Taps(scenario.programs());
        this.stations = new StationWords(scenario.expectations());
        this.inspections = new InspectionWords(scenario.expectations());
        this.ways = new PacketWays(scenario.follow());
        this.owners = new OwnerWatch(scenario.expectations());
        this.world =
                new World(
                        options,
                        owners.before(
                                ways.before(
                                        inspections.before(
                                                stations.before(
                                                        words.after(
                                                                watch.before(
                                                                        givenBack.after(
                                                                                sink))))))));
        try {
            machines(runOptions);
            watched = watcher == null ? null : watched(watcher);
            for (ProgramSpec spec : scenario.programs()) {
                programs.add(program(spec));
            }
            for (TrafficSpec spec : scenario.traffic()) {
                traffic(spec, runOptions);
            }
            this.steps = new StepPlayer(scenario.steps(), world, controls, programs);
            steps.start();
            senders.forEach(each -> each.followedBy(ways));
            senders.forEach(Sender::start);
            feeds.forEach(Feed::start);
            scenario.steps().forEach(step -> planned(step.atNanos()));
        } catch (UnfitScenario | RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private CaptureCounts watched(Watcher watcher) throws UnfitScenario {
        NicRef nic = watcher.spec().nic();
        HostControl host = controls.get(nic.host());
        if (host == null
                || host.adapters().stream().noneMatch(each -> each.name().equals(nic.toString())))
            throw new IllegalArgumentException("no adapter " + nic);
        return host.capture(watcher.spec(), watcher.handler());
    }

    World world() {
        return world;
    }

    /** What can be captured on, host by host. */
    List<Adapter> adapters() {
        return controls.values().stream().flatMap(each -> each.adapters().stream()).toList();
    }

    /** What a sniffer on this NIC can set. */
    AdapterControl nicControl(NicRef nic) {
        return new NicControl(control(nic.host()), nic);
    }

    /** The program of that name. */
    Program program(String name) {
        return programs.stream()
                .filter(each -> each.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What the capture of that name is held against. */
    ReferenceTap comparison(String capture) {
        return taps.of(capture).orElseThrow();
    }

    /** The watcher's capture, if there is one. */
    Optional<CaptureCounts> watched() {
        return Optional.ofNullable(watched);
    }

    /** When the last of what the scenario says begins, as far as is known now. */
    long plannedNanos() {
        long planned = plannedNanos;
        for (Feed feed : feeds) {
            planned = Math.max(planned, feed.lastNanos());
        }
        return planned;
    }

    /** Says what went wrong in a step that the run came to. */
    void requireStepsDone() throws UnfitScenario {
        UnfitScenario failed = steps.failed();
        if (failed != null) {
            throw failed;
        }
    }

    // ---- machines ----------------------------------------------------------------------------

    private void machines(RunOptions runOptions) throws UnfitScenario {
        Map<String, Host> hosts = new LinkedHashMap<>();
        for (HostSpec spec : scenario.hosts()) {
            Host host =
                    world.addHost(
                            spec.name(),
                            new HostOptions(
                                    spec.cpus(),
                                    spec.cost().table(),
                                    QUANTUM_NANOS,
                                    spec.interrupts()));
            hosts.put(spec.name(), host);
            for (NicSpec nic : spec.nics()) {
                devices.add(host, nic);
            }
        }
        List<LinkSpec> later = new ArrayList<>();
        for (LinkSpec link : scenario.links()) {
            if (link.ends().stream().allMatch(devices::has)) connect(link);
            else later.add(link);
        }
        for (HostSpec spec : scenario.hosts()) {
            Host host = hosts.get(spec.name());
            if (host == null) {
                continue;
            }
            HostControl control =
                    switch (spec.kind()) {
                        case LINUX -> new LinuxControl(host, parts, watch, scenario);
                        case WINDOWS ->
                                new WindowsControl(
                                        host,
                                        parts,
                                        watch,
                                        devices,
                                        spec.windows(),
                                        runOptions.verifier());
                    };
            controls.put(spec.name(), control);
            configure(spec, control);
        }
        later.forEach(this::connect);
    }

    private void connect(LinkSpec link) {
        LinkEnd[] ends = link.ends().stream().map(devices::end).toArray(LinkEnd[]::new);
        world.connect(link.name(), link.options(), ends);
    }

    private static void configure(HostSpec spec, HostControl control) throws UnfitScenario {
        StackAssembly assembly = control.assembly();
        try {
            for (NicSpec nic : spec.nics()) {
                for (Prefix prefix : nic.addresses()) {
                    assembly.addAddress(nic.name(), prefix.address(), prefix.lengthBits());
                }
            }
            assembly.setForwarding(spec.forwarding());
            for (RouteSpec route : spec.routes()) {
                assembly.addRoute(
                        route.destination().address(),
                        route.destination().lengthBits(),
                        route.via().orElse(IpAddress.ANY4),
                        nicOf(spec, route));
            }
            for (NeighbourSpec neighbour : spec.neighbours()) {
                assembly.addNeighbour(neighbour.nic(), neighbour.address(), neighbour.mac());
            }
        } catch (IllegalArgumentException wrong) {
            throw new UnfitScenario(
                    spec.place(), "host " + spec.name() + ": " + wrong.getMessage());
        }
        control.configure(spec);
    }

    /** The NIC named, or the one whose prefix holds the next hop, or the first. */
    private static String nicOf(HostSpec spec, RouteSpec route) {
        if (!route.nic().isEmpty()) {
            return route.nic();
        }
        for (NicSpec nic : spec.nics()) {
            for (Prefix prefix : nic.addresses()) {
                if (route.via().isPresent() && holds(prefix, route.via().get())) {
                    return nic.name();
                }
            }
        }
        return spec.nics().getFirst().name();
    }

    /** Whether the address lies in the network of the prefix. */
    static boolean holds(Prefix prefix, IpAddress address) {
        if (prefix.address().isV4() != address.isV4()) {
            return false;
        }
        int bits = prefix.lengthBits() + (address.isV4() ? 96 : 0);
        long high = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << (64 - bits);
        long low = bits <= 64 ? 0 : bits == 128 ? -1 : -1L << (128 - bits);
        IpAddress own = prefix.address();
        return ((own.high() ^ address.high()) & high) == 0
                && ((own.low() ^ address.low()) & low) == 0;
    }

    // ---- what runs and what is sent ----------------------------------------------------------

    private HostControl control(String host) {
        HostControl control = controls.get(host);
        if (control == null) {
            throw new IllegalStateException("no host " + host);
        }
        return control;
    }

    private Program program(ProgramSpec spec) throws UnfitScenario {
        HostControl control = control(spec.on());
        return switch (spec) {
            case ProgramSpec.UdpEcho echo -> new Program.Echo(echo, control.assembly().stack());
            case ProgramSpec.UdpSink sink -> new Program.Sink(sink, control.assembly().stack());
            case TcpProgramSpec.Client client -> {
                planned(client.startNanos());
                if (client instanceof TcpProgramSpec.BulkSender sender && sender.ends())
                    planned(sender.startNanos() + sender.lastsNanos());
                IpAddress to = address(client.on(), client.to(), client.place());
                yield new Program.Tcp(client, control.assembly().stack(), to);
            }
            case LinuxProgramSpec linux -> linuxProgram(linux, control);
            case TcpProgramSpec server -> new Program.Tcp(server, control.assembly().stack());
            case ProgramSpec.UserProgram user -> new Program.Decider(user, control);
            case ProgramSpec.Capture capture -> {
                planned(capture.startNanos() + capture.lastsNanos());
                yield new Program.Capture(capture, control, taps);
            }
            case ProgramSpec.RawSend raw -> {
                planned(raw.endNanos());
                yield new Program.RawSend(raw, control.captureDriver(raw.place()));
            }
            case InspectorSpec inspector -> {
                planned(inspector.startNanos());
                yield new Program.Inspecting(inspector, windows(inspector.place(), control));
            }
            case RawReceiveSpec raw ->
                    new Program.RawReceive(raw, windows(raw.place(), control).windows());
            case ProgramSpec.UdpFlood flood -> {
                planned(flood.startNanos() + flood.lastsNanos());
                IpAddress to = address(flood.on(), flood.to(), flood.place());
                yield new Program.Flood(flood, control, to);
            }
            case ProgramSpec.Busy busy -> {
                planned(busy.startNanos() + busy.lastsNanos());
                yield new Program.Busy(busy, control.assembly().stack());
            }
        };
    }

    private static WindowsControl windows(Place place, HostControl control) throws UnfitScenario {
        if (control instanceof WindowsControl windows) return windows;
        throw new UnfitScenario(place, "its host is linux; expected a windows host");
    }

    private Program linuxProgram(LinuxProgramSpec spec, HostControl control) throws UnfitScenario {
        if (!(control instanceof LinuxControl linux)) {
            throw new UnfitScenario(
                    spec.place(),
                    "program "
                            + spec.name()
                            + ": host "
                            + spec.on()
                            + " is windows; expected a linux host");
        }
        IpAddress to = null;
        if (spec instanceof LinuxProgramSpec.Tunnel tunnel)
            to = address(tunnel.on(), tunnel.to(), tunnel.place());
        if (spec instanceof LinuxProgramSpec.Protocol protocol) {
            planned(protocol.startNanos());
            if (protocol.lastsNanos() != LinuxProgramSpec.Protocol.FOR_EVER)
                planned(protocol.startNanos() + protocol.lastsNanos());
        }
        return new Program.OfLinux(spec, LinuxPrograms.open(spec, linux.linux(), to));
    }

    private void traffic(TrafficSpec spec, RunOptions runOptions) throws UnfitScenario {
        switch (spec) {
            case TrafficSpec.Udp udp -> {
                Host host = control(udp.from()).assembly().stack().host();
                IpAddress to = address(udp.from(), udp.to(), spec.place());
                senders.add(new Sender.Udp(udp, host, sockets(udp), to));
                planned(udp.repeat());
            }
            case TrafficSpec.Ping ping -> {
                Host host = control(ping.from()).assembly().stack().host();
                IpAddress to = address(ping.from(), ping.to(), spec.place());
                int identifier = FIRST_PING_IDENTIFIER + senders.size();
                senders.add(new Sender.Ping(ping, host, sockets(ping.from()), to, identifier));
                planned(ping.repeat());
            }
            case TrafficSpec.Frame frame -> {
                feeds.add(new Feed.Frame(frame, devices.end(frame.into()), world.scheduler()));
                planned(frame.repeat());
            }
            case TrafficSpec.Capture capture -> {
                var feed =
                        new Feed.Capture(
                                capture,
                                devices.end(capture.into()),
                                world.scheduler(),
                                runOptions.folder());
                feeds.add(feed);
            }
        }
    }

    private sluice.edge.SocketEdge sockets(TrafficSpec.Udp udp) throws UnfitScenario {
        if (udp.process().isEmpty() && udp.by().isEmpty()) return sockets(udp.from());
        if (control(udp.from()) instanceof WindowsControl windows)
            return windows.points().sockets(udp.process(), udp.by());
        throw new UnfitScenario(
                udp.place(),
                "host " + udp.from() + " is linux; expected a windows host for process and by");
    }

    private sluice.edge.SocketEdge sockets(String host) {
        return control(host).assembly().stack().sockets();
    }

    private void planned(sluice.script.Repeat repeat) {
        planned(repeat.startNanos() + repeat.intervalNanos() * repeat.count());
    }

    private void planned(long nanos) {
        plannedNanos = Math.max(plannedNanos, nanos);
    }

    /** Of a named host the address nearest to the sender: in one network with it, IPv4 first. */
    private IpAddress address(String from, Target to, Place place) throws UnfitScenario {
        if (to instanceof Target.Literal(IpAddress address)) {
            return address;
        }
        String name = to.toString();
        Optional<HostSpec> sender = scenario.host(from);
        Optional<HostSpec> target = scenario.host(name);
        if (sender.isPresent() && target.isPresent()) {
            for (boolean v4 : new boolean[] {true, false}) {
                for (NicSpec nic : target.get().nics()) {
                    for (Prefix theirs : nic.addresses()) {
                        if (theirs.address().isV4() == v4 && near(sender.get(), theirs)) {
                            return theirs.address();
                        }
                    }
                }
            }
            Optional<IpAddress> any =
                    target.get().firstAddress(true).or(() -> target.get().firstAddress(false));
            if (any.isPresent()) {
                return any.get();
            }
        }
        throw new UnfitScenario(place, "host " + name + " has no address to send to");
    }

    private static boolean near(HostSpec sender, Prefix theirs) {
        return sender.nics().stream()
                .flatMap(nic -> nic.addresses().stream())
                .anyMatch(own -> holds(own, theirs.address()));
    }

    // ---- the end -----------------------------------------------------------------------------

    RunResult result(World.RunEnd end, List<RunResult.Starved> starved) {
        if (end == World.RunEnd.QUIESCENT) world.audit();
        List<RunResult.Breach> breaches = BreachReport.of(world.contracts());
        var places = world.ledger().stats();
        List<RunResult.HostResult> hosts = new ArrayList<>();
        controls.forEach((name, control) -> {
            var rows =
                    control.assembly().stack().layers().stream()
                            .map(row ->
                                    new RunResult.Row(
                                            row, LayerCount.of(row, places, givenBack.counts())))
                            .toList();
            long worked =
                    world.hosts().stream()
                            .filter(host -> host.name().equals(name))
                            .mapToLong(Host::workedNanos)
                            .sum();
            hosts.add(new RunResult.HostResult(name, rows, worked));
        });
        List<String> warnings = new ArrayList<>();
        for (Feed feed : feeds) {
            feed.damage().ifPresent(damage -> warnings.add(damage.describe(feed.spec().name())));
        }
        List<RunResult.Did> points = new ArrayList<>();
        List<RunResult.Did> loaded = new ArrayList<>();
        List<BugCheckReport.Stopped> bugChecks = new ArrayList<>();
        controls.forEach((name, control) -> {
            if (!(control instanceof WindowsControl windows)) return;
            points.addAll(windows.points().did());
            loaded.addAll(windows.steps().loaded().did());
            windows.windows()
                    .ndis()
                    .bugCheck()
                    .ifPresent(check -> bugChecks.add(new BugCheckReport.Stopped(name, check)));
            warnings.addAll(BugCheckReport.findings(windows.windows()));
        });
        List<RunResult.Did> sent = new ArrayList<>();
        for (TrafficSpec spec : scenario.traffic()) {
            senders.stream()
                    .filter(each -> each.spec().equals(spec))
                    .forEach(each ->
                            sent.add(new RunResult.Did(spec.name(), from(spec), each.did())));
            feeds.stream()
                    .filter(each -> each.spec().equals(spec))
                    .forEach(each ->
                            sent.add(new RunResult.Did(spec.name(), from(spec), each.did())));
        }
        return new RunResult(
                scenario,
                options.seed(),
                options.shuffled(),
                end,
                world.scheduler().nowNanos(),
                givenBack.lastNanos(),
                world.scheduler().eventsRun(),
                hosts,
                watch.stats(),
                programs.stream()
                        .map(each ->
                                new RunResult.Did(each.spec().name(), each.spec().on(), each.did()))
                        .toList(),
                sent,
                devices.did(),
                points,
                CostWords.of(scenario, hosts),
                ways.seen(),
                owners.all(),
                loaded,
                new Judge(
                                hosts,
                                places,
                                programs,
                                senders,
                                words,
                                stations,
                                inspections,
                                owners,
                                devices,
                                starved,
                                breaches,
                                bugChecks,
                                givenBack.counts(),
                                controls)
                        .all(scenario.expectations()),
                places,
                world.ledger().totals(),
                world.ledger().check(),
                starved,
                breaches,
                bugChecks,
                world.programFailures(),
                warnings);
    }

    private static String from(TrafficSpec spec) {
        return switch (spec) {
            case TrafficSpec.Udp udp -> udp.from();
            case TrafficSpec.Ping ping -> ping.from();
            case TrafficSpec.Frame frame -> frame.into().host();
            case TrafficSpec.Capture capture -> capture.into().host();
        };
    }

    @Override
    public void close() {
        feeds.forEach(Feed::close);
        world.close();
        parts.close();
    }
}
