package sluice.script;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import sluice.nic.LinkOptions;
import sluice.packet.wire.OctetSequence;

/**
 * Makes the records of a checked tree, defaults filled in. Names are looked up by {@link Names},
 * which reports those that nobody declared.
 */
final class ScenarioBuilder {
    private static final long INTERVAL_NANOS = 1_000_000;
    private static final long REORDERING_DELAY_NANOS = 1_000_000;
    private static final int LINK_QUEUE_FRAMES = 1 << 16;
    private static final int UDP_LENGTH_OCTETS = 32;
    private static final int PING_LENGTH_OCTETS = 56;

    /** That of an ordinary thread on Windows (NORMAL_PRIORITY_CLASS, THREAD_PRIORITY_NORMAL). */
    private static final int PRIORITY = 8;

    private final Names names;
    private final Map<String, Integer> kindsSeen = new HashMap<>();

    private ScenarioBuilder(Names names) {
        this.names = names;
    }

    static Scenario build(String file, Node root, Catalogue catalogue, Problems problems) {
        Given given = Given.of(root);
        var hosts = new ArrayList<HostSpec>();
        for (Node.Member member : given.block("hosts").members()) {
            hosts.add(HostBuilder.host(member.name(), member.value(), hosts.size() + 1));
        }
        var names = new Names(hosts, catalogue, problems);
        for (Node step : given.items("steps")) {
            if (!Given.of(step).has("install-loopback")) continue;
            Given installed = Given.of(step).block("install-loopback");
            names.adapterComes(installed.text("on", ""), installed.text("name", "loop"));
        }
        return new ScenarioBuilder(names).scenario(file, given, hosts);
    }

    private Scenario scenario(String file, Given given, List<HostSpec> hosts) {
        names.hosts(
                given.placeOf("hosts"),
                given.node("hosts").filter(Node.Block.class::isInstance).isPresent());
        OptionalLong until =
                given.has("until")
                        ? OptionalLong.of(given.nanos("until", 0))
                        : OptionalLong.empty();
        List<LinkSpec> links = given.has("links") ? links(given) : segmentForAll(given, hosts);
        List<ProgramSpec> programs =
                given.items("programs").stream().flatMap(node -> program(node).stream()).toList();
        List<TrafficSpec> traffic =
                given.items("traffic").stream().flatMap(node -> traffic(node).stream()).toList();
        List<StepSpec> steps =
                given.items("steps").stream().flatMap(node -> step(node).stream()).toList();
        List<Expectation> expectations =
                given.items("expect").stream().flatMap(node -> expectation(node).stream()).toList();
        var scenario =
                new Scenario(
                        file,
                        given.text("title", ""),
                        given.text("question", "").strip(),
                        given.text("explain", "").strip(),
                        given.texts("covers"),
                        given.longWhole("seed", 1),
                        until,
                        hosts,
                        links,
                        programs,
                        traffic,
                        steps.stream().sorted(Comparator.comparingLong(StepSpec::atNanos)).toList(),
                        given.items("follow").stream()
                                .map(node ->
                                        new Scenario.Followed(
                                                node.place(), Given.scalar(node).orElse("")))
                                .toList(),
                        given.text("lesson", "").strip(),
                        expectations);
        names.references(scenario);
        return scenario;
    }

    private List<LinkSpec> links(Given given) {
        var links = new ArrayList<LinkSpec>();
        for (Node node : given.items("links")) {
            Given link = Given.of(node);
            var ends = new ArrayList<NicRef>();
            for (Node end : link.items("between")) {
                Given.scalar(end)
                        .flatMap(text -> names.freeNic(end.place(), text))
                        .ifPresent(ends::add);
            }
            if (link.has("between") && link.items("between").size() < 2) {
                names.problem(
                        link.placeOf("between"),
                        "a link between "
                                + link.items("between").size()
                                + "; expected two ends or more");
            }
            links.add(
                    new LinkSpec(
                            link.place(),
                            link.text("name", "link" + (links.size() + 1)),
                            ends,
                            linkOptions(link)));
        }
        return links;
    }

    private static LinkOptions linkOptions(Given link) {
        return new LinkOptions(
                link.text("rate").map(text -> Units.bitsPerSecond(text).orElse(0)).orElse(0L),
                link.nanos("delay", 0),
                link.probability("loss"),
                link.probability("duplication"),
                link.probability("reordering"),
                link.nanos("reordering-delay", REORDERING_DELAY_NANOS),
                link.probability("corruption"),
                Math.clamp(link.longWhole("queue", LINK_QUEUE_FRAMES), 1, 1_000_000));
    }

    private static List<LinkSpec> segmentForAll(Given given, List<HostSpec> hosts) {
        var ends = new ArrayList<NicRef>();
        for (HostSpec host : hosts) {
            host.nics().forEach(nic -> ends.add(new NicRef(nic.place(), host.name(), nic.name())));
        }
        if (ends.size() < 2) {
            return List.of();
        }
        return List.of(new LinkSpec(given.placeOf("hosts"), "segment", ends, LinkOptions.PERFECT));
    }

    /** The one member that says which kind a list item is. */
    private static Optional<Node.Member> kind(Node node) {
        return Given.of(node).members().stream().findFirst();
    }

    private String name(Given given, String kind) {
        Optional<String> name = given.text("name");
        if (name.isPresent()) {
            return name.get();
        }
        int number = kindsSeen.merge(kind, 1, Integer::sum);
        return number == 1 ? kind : kind + number;
    }

    private Optional<ProgramSpec> program(Node node) {
        return kind(node).flatMap(member -> program(member.name(), Given.of(member.value())));
    }

    private Optional<ProgramSpec> program(String kind, Given given) {
        String name = name(given, kind);
        String on = given.text("on", "");
        int priority = Math.clamp(given.whole("priority", PRIORITY), 1, 31);
        if (kind.equals("capture") || kind.equals("raw-send")) {
            Optional<NicRef> seen =
                    kind.equals("capture")
                            ? names.tap(given.placeOf("on"), on)
                            : names.nic(given.placeOf("on"), on);
            return seen.map(nic ->
                    kind.equals("capture")
                            ? CaptureForms.captureOf(given, name, nic, priority, names)
                            : CaptureForms.rawSendOf(given, name, nic, octets(given), priority));
        }
        names.host(given.placeOf("on"), on);
        return switch (kind) {
            case "udp-echo" ->
                    Optional.of(
                            new ProgramSpec.UdpEcho(
                                    given.place(), name, on, given.whole("port", 1)));
            case "udp-sink" ->
                    Optional.of(
                            new ProgramSpec.UdpSink(
                                    given.place(), name, on, given.whole("port", 1)));
            case "user-program" -> {
                String word = given.text("verdict", "continue");
                Optional<VerdictWord> verdict =
                        word.equals("none") ? Optional.empty() : Optional.of(verdict(word));
                yield Optional.of(
                        new ProgramSpec.UserProgram(
                                given.place(),
                                name,
                                on,
                                given.text("for", ""),
                                verdict,
                                given.nanos("after", 0),
                                priority));
            }
            case "busy" ->
                    Optional.of(
                            new ProgramSpec.Busy(
                                    given.place(),
                                    name,
                                    on,
                                    priority,
                                    given.nanos("start", 0),
                                    given.nanos("lasts", 0)));
            case "inspector", "udp-flood" ->
                    Optional.of(InspectorForms.programOf(kind, given, name, priority, names));
            case "raw-receive" -> RawReceiveForms.programOf(given, name, names);
            case "tunnel", "switch", "protocol" -> LinuxForms.programOf(kind, given, name, names);
            default -> TcpForms.programOf(kind, given, name, names);
        };
    }

    private Optional<TrafficSpec> traffic(Node node) {
        return kind(node).flatMap(member -> traffic(member.name(), Given.of(member.value())));
    }

    private Optional<TrafficSpec> traffic(String kind, Given given) {
        String name = name(given, kind);
        var repeat =
                new Repeat(
                        given.whole("count", 1),
                        given.nanos("interval", INTERVAL_NANOS),
                        given.nanos("start", 0));
        return switch (kind) {
            case "udp" -> {
                String to = given.text("to", "");
                names.host(given.placeOf("from"), given.text("from", ""));
                yield Optional.of(
                        new TrafficSpec.Udp(
                                given.place(),
                                name,
                                given.text("from", ""),
                                given.whole("from-port", 0),
                                names.target(given.placeOf("to"), Texts.host(to)),
                                Texts.port(to).orElse(1),
                                payload(given),
                                repeat,
                                given.text("process", ""),
                                given.text("by", "")));
            }
            case "ping" -> {
                names.host(given.placeOf("from"), given.text("from", ""));
                Target to = names.target(given.placeOf("to"), given.text("to", ""));
                int length = given.whole("length", PING_LENGTH_OCTETS);
                yield Optional.of(
                        new TrafficSpec.Ping(
                                given.place(), name, given.text("from", ""), to, length, repeat));
            }
            case "frame" ->
                    names.nic(given.placeOf("into"), given.text("into", ""))
                            .map(into ->
                                    new TrafficSpec.Frame(
                                            given.place(), name, into, octets(given), repeat));
            case "capture" ->
                    names.nic(given.placeOf("into"), given.text("into", ""))
                            .map(into ->
                                    new TrafficSpec.Capture(
                                            given.place(),
                                            name,
                                            into,
                                            given.text("file", ""),
                                            given.text("pace", "").equals("at-once"),
                                            repeat.startNanos()));
            default -> Optional.empty();
        };
    }

    private static OctetSequence octets(Given given) {
        return given.text("hex")
                .filter(Notation.HEX::matches)
                .map(hex -> OctetSequence.copyOf(Texts.hex(hex)))
                .orElse(OctetSequence.EMPTY);
    }

    private static OctetSequence payload(Given given) {
        Optional<String> text = given.text("text");
        if (text.isPresent()) {
            return OctetSequence.copyOf(Texts.utf8(text.get()));
        }
        if (given.has("hex")) {
            return octets(given);
        }
        byte[] counting =
                new byte[Math.clamp(given.longWhole("length", UDP_LENGTH_OCTETS), 0, 65_507)];
        for (int i = 0; i < counting.length; i++) {
            counting[i] = (byte) i;
        }
        return OctetSequence.copyOf(counting);
    }

    private Optional<StepSpec> step(Node node) {
        Given given = Given.of(node);
        for (Node.Member member : given.members()) {
            Optional<StepSpec.Action> action =
                    member.name().equals("at")
                            ? Optional.empty()
                            : action(member.name(), member.value());
            if (action.isPresent()) {
                return action.map(done -> new StepSpec(given.place(), given.nanos("at", 0), done));
            }
        }
        return Optional.empty();
    }

    private StepSpec.Action setNic(Given given, NicRef nic) {
        Optional<Long> mac = given.text("mac").filter(Notation.MAC::matches).map(Texts::mac);
        Optional<Prefix> address = given.text("address").flatMap(Prefix::checked);
        if (given.has("address") && (address.isEmpty() || !address.get().address().isV4())) {
            names.problem(
                    given.placeOf("address"), "expected an IPv4 address such as 192.0.2.9/24");
        }
        if (!given.has("mac") && !given.has("address") && !given.has("rate")) {
            names.problem(given.place(), "nothing to set; expected mac, address or rate");
        }
        Optional<Long> rate = given.text("rate").map(text -> Units.bitsPerSecond(text).orElse(0));
        return new StepSpec.SetNic(nic, mac, address.filter(each -> each.address().isV4()), rate);
    }

    private Optional<StepSpec.Action> action(String kind, Node node) {
        Given given = Given.of(node);
        String on = given.text("on", "");
        OptionalInt count = given.wholeIfGiven("count");
        if (BridgeForms.NAMES.contains(kind)) return BridgeForms.action(kind, given, names);
        if (WindowsSteps.NAMES.contains(kind)) return WindowsSteps.action(kind, given, names);
        return switch (kind) {
            case "insert-driver" ->
                    nic(given)
                            .map(nic ->
                                    new StepSpec.InsertDriver(
                                            nic,
                                            HostBuilder.driver(node),
                                            given.text("above", "")));
            case "remove-driver" ->
                    nic(given).map(nic -> new StepSpec.RemoveDriver(nic, given.text("name", "")));
            case "register-hook" ->
                    Optional.of(new StepSpec.RegisterHook(on, HostBuilder.hook(node)));
            case "unregister-hook" ->
                    Optional.of(new StepSpec.UnregisterHook(on, given.text("name", "")));
            case "command" ->
                    names.host(given.placeOf("on"), on)
                            .map(host -> new StepSpec.Command(host.name(), given.text("run", "")));
            case "link" ->
                    Optional.of(
                            new StepSpec.LinkState(
                                    given.text("name", ""),
                                    given.text("state", "up").equals("up")));
            case "reset" ->
                    nic(given).map(nic -> new StepSpec.Reset(nic, given.text("driver", "")));
            case "set-nic" -> nic(given).map(nic -> setNic(given, nic));
            case "install-point" ->
                    names.host(given.placeOf("on"), on)
                            .map(host ->
                                    new StepSpec.InstallPoint(
                                            host.name(), WindowsForms.point(given)));
            case "remove-point" ->
                    names.host(given.placeOf("on"), on)
                            .map(host ->
                                    new StepSpec.RemovePoint(host.name(), given.text("name", "")));
            case "decide" ->
                    Optional.of(
                            new StepSpec.Decide(
                                    given.text("program", ""),
                                    verdict(given.text("verdict", "")),
                                    count));
            case "detach" -> Optional.of(new StepSpec.Detach(given.text("program", "")));
            case "finish-queued" ->
                    Optional.of(
                            new StepSpec.FinishQueued(
                                    on,
                                    given.text("hook", ""),
                                    verdict(given.text("verdict", "")),
                                    count));
            default -> InspectorForms.actionOf(kind, given);
        };
    }

    private Optional<NicRef> nic(Given given) {
        return names.nic(given.placeOf("on"), given.text("on", ""));
    }

    private static VerdictWord verdict(String word) {
        return word.equals("drop") ? VerdictWord.DROP : VerdictWord.CONTINUE;
    }

    private Optional<Expectation> expectation(Node node) {
        return kind(node).flatMap(member -> expectation(member.name(), Given.of(member.value())));
    }

    private Optional<Expectation> expectation(String kind, Given given) {
        String on = given.text("on", "");
        if (given.has("on")) {
            names.host(given.placeOf("on"), on);
        }
        Expectation.Range range = range(given);
        return switch (kind) {
            case "worked" -> Optional.of(new Expectation.Worked(given.place(), on, range));
            case "delivered" ->
                    Optional.of(
                            new Expectation.Delivered(
                                    given.place(), on, given.whole("port", 1), range));
            case "replies" ->
                    Optional.of(
                            new Expectation.Replies(
                                    given.placeOf("to"), given.text("to", ""), range));
            case "dropped" ->
                    Optional.of(
                            new Expectation.Dropped(
                                    given.place(), on, given.text("reason", ""), range));
            case "statistic" ->
                    Optional.of(
                            new Expectation.Statistic(
                                    given.place(), on, given.text("name", ""), range));
            case "layer" ->
                    Optional.of(
                            new Expectation.Layer(
                                    given.place(),
                                    on,
                                    given.text("name", ""),
                                    given.text("direction", ""),
                                    range));
            case "capture" ->
                    Optional.of(
                            new Expectation.Capture(
                                    given.placeOf("program"),
                                    given.text("program", ""),
                                    given.text("counter", ""),
                                    range));
            case "program" ->
                    Optional.of(
                            new Expectation.Program(
                                    given.placeOf("program"),
                                    given.text("program", ""),
                                    given.text("counter", ""),
                                    range));
            case "tcp" ->
                    Optional.of(
                            new Expectation.Tcp(
                                    given.placeOf("program"),
                                    given.text("program", ""),
                                    given.text("counter", ""),
                                    range));
            case "ended" ->
                    Optional.of(
                            new Expectation.Ended(
                                    given.placeOf("program"),
                                    given.text("program", ""),
                                    given.text("as", "")));
            case "shown" ->
                    Optional.of(
                            new Expectation.Shown(
                                    given.placeOf("program"),
                                    given.text("program", ""),
                                    given.text("text", ""),
                                    range));
            case "device" ->
                    names.nic(given.placeOf("nic"), given.text("nic", ""))
                            .map(nic ->
                                    new Expectation.Device(
                                            given.placeOf("nic"),
                                            nic,
                                            given.text("counter", ""),
                                            range));
            case "stations" ->
                    Optional.of(
                            new Expectation.Stations(
                                    given.place(),
                                    on,
                                    ExpectationForms.functions(given, names),
                                    range));
            case "breach" ->
                    Optional.of(
                            new Expectation.Breach(
                                    given.placeOf("rule"),
                                    given.text("rule", ""),
                                    given.text("by", ""),
                                    range));
            case "point" -> Optional.of(WindowsForms.pointOf(given, on, range));
            case "owned" -> Optional.of(WindowsForms.ownedOf(given, on, range));
            case "bug-check" -> Optional.of(WindowsForms.bugCheckOf(given, on));
            case "starving" ->
                    Optional.of(
                            new Expectation.Starving(
                                    given.place(),
                                    on,
                                    given.text("program", ""),
                                    !given.text("expected", "true").equals("false")));
            case "trace" -> {
                boolean contained = given.has("contains");
                yield Optional.of(
                        new Expectation.Trace(
                                given.place(),
                                on,
                                given.text(contained ? "contains" : "never", ""),
                                contained));
            }
            default -> InspectorForms.expectationOf(kind, given, on, range, names);
        };
    }

    private static Expectation.Range range(Given given) {
        if (given.has("count")) {
            long count = given.longWhole("count", 0);
            return new Expectation.Range(count, count);
        }
        boolean bounded = given.has("at-least") || given.has("at-most");
        return new Expectation.Range(
                given.longWhole("at-least", bounded ? 0 : 1),
                given.longWhole("at-most", Long.MAX_VALUE));
    }
}
