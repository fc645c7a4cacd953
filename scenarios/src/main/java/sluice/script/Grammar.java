package sluice.script;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import sluice.time.CostPreset;
import sluice.time.InterruptDelivery;

/**
 * The scenario language, declared once: {@link Check} holds files against it, {@link SchemaText}
 * publishes it as JSON Schema, {@link ScenarioBuilder} relies on it.
 */
final class Grammar {
    private static final Form NAME = value(Notation.NAME);
    private static final Form TEXT = value(Notation.TEXT);
    private static final Form DURATION = value(Notation.DURATION);
    private static final Form PORT = new Form.Whole(1, 65_535);
    private static final Form NIC = value(Notation.NIC);
    private static final Form OPTIONS = new Form.ByName("options: names with values", TEXT);

    static final Form.Fields DRIVER =
            fields(
                    "driver",
                    "a driver: its name, or driver or class with options",
                    List.of(either(true, "driver", "class")),
                    optional("driver", NAME, "Name of a shipped driver (list --drivers)."),
                    optional(
                            "class",
                            value(Notation.CLASS_NAME),
                            "Your own driver, found on --classpath."),
                    optional(
                            "name",
                            NAME,
                            "What it is called in steps and reports; its own name if left out."),
                    optional("options", OPTIONS, "Its options."));
    private static final Form DRIVERS =
            new Form.ListOf(
                    "a list of drivers, the lowest first",
                    new Form.ValueOrFields(new Form.Value(Notation.NAME), DRIVER));
    static final Form.Fields HOOK =
            fields(
                    "hook",
                    "a hook: hook or class, and its point",
                    List.of(either(true, "hook", "class")),
                    optional("hook", NAME, "Name of a shipped hook function (list --hooks)."),
                    optional(
                            "class",
                            value(Notation.CLASS_NAME),
                            "Your own hook, found on --classpath."),
                    required("point", new Form.Word(HookPoint.words()), "Where on the path."),
                    optional(
                            "priority",
                            value(Notation.PRIORITY),
                            "Lower runs first (default: filter)."),
                    optional(
                            "name",
                            NAME,
                            "What it is called in steps and reports; its own name if left out."),
                    optional("options", OPTIONS, "Its options."));
    private static final Form.Fields NIC_FIELDS =
            fields(
                    "nic",
                    "a NIC",
                    List.of(),
                    optional(
                            "name",
                            NAME,
                            "eth0, eth1, ... or Ethernet0, Ethernet1, ... if left out."),
                    optional(
                            "mac",
                            value(Notation.MAC),
                            "Station address; made from the places of host and NIC if left out."),
                    optional(
                            "mtu",
                            new Form.Whole(68, 65_535),
                            "Largest payload of a frame in octets (default: 1500)."),
                    optional(
                            "addresses",
                            list("addresses with prefix lengths", value(Notation.PREFIX)),
                            "192.0.2.N/24 and 2001:db8::N/64 if left out, N the host's place."),
                    HardwareSpec.modelField(),
                    HardwareSpec.busField(),
                    HardwareSpec.indicatesField(),
                    optional(
                            "receive-slots",
                            new Form.Whole(1, 65_536),
                            "Frames that the receive ring holds (default: 256)."),
                    optional(
                            "transmit-slots",
                            new Form.Whole(1, 65_536),
                            "Frames that the transmit ring holds (default: 256)."),
                    optional(
                            "drivers",
                            DRIVERS,
                            "Windows: what lies between this NIC and the protocols, the lowest"
                                    + " first."));
    private static final Form.Fields ROUTE =
            fields(
                    "route",
                    "a route",
                    List.of(),
                    required("to", value(Notation.DESTINATION), "Where to."),
                    optional(
                            "via",
                            value(Notation.ADDRESS),
                            "The next hop; on the link itself if left out."),
                    optional(
                            "nic",
                            NAME,
                            "By which NIC; the one whose prefix holds the next hop if left out."),
                    optional(
                            "metric",
                            new Form.Whole(0, 1_000_000),
                            "Of equal prefixes the lowest wins (default: 0)."));
    private static final Form.Fields NEIGHBOUR =
            fields(
                    "neighbour",
                    "a neighbour",
                    List.of(),
                    required("address", value(Notation.ADDRESS), "Its IP address."),
                    required("mac", value(Notation.MAC), "Its station address."),
                    optional("nic", NAME, "On which NIC (default: the first)."));
    private static final Form.Fields HOST =
            fields(
                    "host",
                    "a host",
                    List.of(),
                    required(
                            "kind",
                            new Form.Word(List.of("linux", "windows")),
                            "Which stack it runs."),
                    optional("cpus", new Form.Whole(1, 64), "Processors (default: 1)."),
                    optional(
                            "interrupts",
                            new Form.Word(
                                    Stream.of(InterruptDelivery.values())
                                            .map(InterruptDelivery::word)
                                            .toList()),
                            "Which processor takes a NIC's interrupt: fixed, the first;"
                                    + " lowest-priority, the one with the least urgent work, in turn"
                                    + " among equals (default: fixed)."),
                    optional(
                            "cost",
                            new Form.Word(CostPreset.ALL.stream().map(CostPreset::name).toList()),
                            "Preset of what work costs in time (default: zero)."),
                    optional(
                            "forwarding",
                            value(Notation.SWITCH),
                            "Whether it passes packets on as a router (default: false)."),
                    optional(
                            "nics",
                            list("NICs", NIC_FIELDS),
                            "One with every default if left out."),
                    optional("routes", list("routes", ROUTE), "Beside those of its own prefixes."),
                    optional(
                            "neighbours",
                            list("neighbours", NEIGHBOUR),
                            "Static entries of the neighbour table."),
                    optional(
                            "sysctls",
                            new Form.ByName("sysctls: names with values", TEXT),
                            "Linux: kernel parameters."),
                    optional(
                            "drivers",
                            DRIVERS,
                            "Windows: drivers of the host; those of NDIS go to its first NIC."),
                    optional("hooks", list("hooks", HOOK), "Linux: hook functions."),
                    LinuxForms.kernel(),
                    LinuxForms.commands(),
                    WindowsForms.preset(),
                    WindowsForms.points(),
                    WindowsForms.loopbackAdapter(),
                    WindowsForms.kernelGuard(),
                    BridgeForms.host(),
                    WindowsForms.sendBuffer(),
                    WindowsForms.verifier());
    private static final Form PROGRAM =
            oneOf(
                    "program",
                    "a program: udp-echo, udp-sink, "
                            + TcpForms.WORDS
                            + ", "
                            + LinuxForms.WORDS
                            + ", inspector, udp-flood, raw-receive, user-program, busy, capture or raw-send",
                    Stream.of(TcpForms.programs(), LinuxForms.programs(), InspectorForms.programs())
                            .flatMap(Stream::of)
                            .toArray(Form.Field[]::new),
                    CaptureForms.capture(),
                    CaptureForms.rawSend(),
                    RawReceiveForms.program(),
                    optional(
                            "udp-echo",
                            fields(
                                    "udp-echo",
                                    "on and port",
                                    List.of(),
                                    on(),
                                    name(),
                                    required("port", PORT, "Its port.")),
                            "Sends each datagram back."),
                    optional(
                            "udp-sink",
                            fields(
                                    "udp-sink",
                                    "on and port",
                                    List.of(),
                                    on(),
                                    name(),
                                    required("port", PORT, "Its port.")),
                            "Receives and counts."),
                    optional(
                            "user-program",
                            fields(
                                    "user-program",
                                    "on, name and for",
                                    List.of(),
                                    on(),
                                    required("name", NAME, "What steps call it."),
                                    required(
                                            "for",
                                            NAME,
                                            "The driver or hook whose packets it decides."),
                                    optional(
                                            "verdict",
                                            new Form.Word(List.of("continue", "drop", "none")),
                                            "What it decides; none leaves it to the steps (default:"
                                                    + " continue)."),
                                    optional(
                                            "after",
                                            DURATION,
                                            "How long it computes about each (default: not at"
                                                    + " all)."),
                                    priority()),
                            "Decides packets that a driver pends or a hook queues."),
                    optional(
                            "busy",
                            fields(
                                    "busy",
                                    "on and lasts",
                                    List.of(),
                                    on(),
                                    name(),
                                    priority(),
                                    start(),
                                    required("lasts", DURATION, "How long it computes.")),
                            "Uses a processor and does nothing else."));

    private static final Form TRAFFIC =
            oneOf(
                    "traffic",
                    "traffic: udp, ping, frame or capture",
                    optional(
                            "udp",
                            fields(
                                    "udp",
                                    "from and to",
                                    List.of(either(false, "text", "hex", "length")),
                                    required("from", NAME, "The sending host."),
                                    required("to", value(Notation.TARGET), "Where to."),
                                    optional(
                                            "from-port",
                                            PORT,
                                            "The sender's port; the stack chooses if left out."),
                                    optional("text", TEXT, "Payload as UTF-8."),
                                    optional("hex", value(Notation.HEX), "Payload as octets."),
                                    optional(
                                            "length",
                                            new Form.Whole(0, 65_507),
                                            "Octets of counting payload (default: 32)."),
                                    WindowsForms.process(),
                                    WindowsForms.by(),
                                    name(),
                                    count(),
                                    interval(),
                                    start()),
                            "Datagrams from a program."),
                    optional(
                            "ping",
                            fields(
                                    "ping",
                                    "from and to",
                                    List.of(),
                                    required("from", NAME, "The asking host."),
                                    required("to", value(Notation.HOST_OR_ADDRESS), "Whom."),
                                    optional(
                                            "length",
                                            new Form.Whole(0, 65_507),
                                            "Octets of payload (default: 56)."),
                                    name(),
                                    count(),
                                    interval(),
                                    start()),
                            "Echo requests."),
                    optional(
                            "frame",
                            fields(
                                    "frame",
                                    "into and hex",
                                    List.of(),
                                    required("into", NIC, "The NIC that receives it."),
                                    required(
                                            "hex",
                                            value(Notation.HEX),
                                            "The frame from its destination address on, without"
                                                    + " FCS."),
                                    name(),
                                    count(),
                                    interval(),
                                    start()),
                            "A frame that comes in from nowhere."),
                    optional(
                            "capture",
                            fields(
                                    "capture",
                                    "into and file",
                                    List.of(),
                                    required("into", NIC, "The NIC that receives it."),
                                    required(
                                            "file",
                                            TEXT,
                                            "A capture file, from the scenario's folder;"
                                                    + " shipped:NAME is one that comes with Sluice."),
                                    optional(
                                            "pace",
                                            new Form.Word(List.of("recorded", "at-once")),
                                            "Its own times, or as fast as accepted (default:"
                                                    + " recorded)."),
                                    name(),
                                    start()),
                            "The frames of a capture file."));

    private static final Form EXPECTATION =
            oneOf(
                    "expectation",
                    "an expectation: delivered, replies, dropped, layer, capture, shown, device,"
                            + " stations, program, tcp, ended, point, inspection, inspected, owned, goodput,"
                            + " worked, starving, statistic, breach, bug-check or trace",
                    CaptureForms.expectation(),
                    CaptureForms.shown(),
                    ExpectationForms.device(),
                    ExpectationForms.stations(),
                    LinuxForms.expectation(),
                    TcpForms.expectation(),
                    TcpForms.ended(),
                    optional(
                            "delivered",
                            CountForm.counted(
                                    "delivered",
                                    required("on", NAME, "The host."),
                                    required("port", PORT, "The UDP port.")),
                            "Datagrams that a program received."),
                    optional(
                            "replies",
                            CountForm.counted(
                                    "replies", required("to", NAME, "The name of the traffic.")),
                            "Answers that a sender received."),
                    optional(
                            "dropped",
                            CountForm.counted(
                                    "dropped",
                                    required("on", NAME, "The host."),
                                    optional("reason", NAME, "Any reason if left out.")),
                            "Packets dropped."),
                    optional(
                            "layer",
                            CountForm.counted(
                                    "layer",
                                    required("on", NAME, "The host."),
                                    required("name", TEXT, "The layer."),
                                    optional(
                                            "direction",
                                            new Form.Word(List.of("in", "out")),
                                            "Both if left out.")),
                            "Packets that passed a layer."),
                    ExpectationForms.starving(),
                    ExpectationForms.worked(),
                    ExpectationForms.statistic(),
                    ExpectationForms.breach(),
                    WindowsForms.bugCheck(),
                    WindowsForms.expectation(),
                    InspectorForms.inspection(),
                    InspectorForms.inspected(),
                    WindowsForms.owned(),
                    InspectorForms.goodput(),
                    ExpectationForms.trace());

    /** A whole file. */
    static final Form.Fields SCENARIO =
            fields(
                    "scenario",
                    "a scenario",
                    List.of(),
                    required("title", TEXT, "What it is, in a few words."),
                    optional("question", TEXT, "The question that it answers."),
                    optional("explain", TEXT, "What a reader should take home."),
                    optional(
                            "follow",
                            list("names of traffic", TEXT),
                            "Traffic whose first packets the report follows, side by side."),
                    optional("lesson", TEXT, "The sentence that the report of a run ends with."),
                    optional(
                            "covers",
                            list("rows of the feature map", value(Notation.ROW)),
                            "Rows of the feature map that it shows."),
                    optional(
                            "seed",
                            new Form.Whole(0, Long.MAX_VALUE),
                            "Root of all that is drawn (default: 1)."),
                    optional(
                            "until",
                            DURATION,
                            "Virtual end; when nothing is left to do if left out."),
                    required(
                            "hosts",
                            new Form.ByName("hosts: names with a kind each", HOST),
                            "The machines."),
                    optional(
                            "links",
                            list("links", WireForms.link()),
                            "One perfect segment for all NICs if left out."),
                    optional("programs", list("programs", PROGRAM), "What runs on the hosts."),
                    optional("traffic", list("traffic", TRAFFIC), "What is sent."),
                    optional("steps", list("steps", StepForms.step()), "What happens in between."),
                    optional(
                            "expect",
                            list("expectations", EXPECTATION),
                            "What must have come out; the ledger is always checked."));

    private Grammar() {}

    static Form value(Notation notation) {
        return new Form.Value(notation);
    }

    static Form list(String of, Form item) {
        return new Form.ListOf("a list of " + of, item);
    }

    static Form.Field required(String name, Form form, String doc) {
        return new Form.Field(name, form, true, doc);
    }

    static Form.Field optional(String name, Form form, String doc) {
        return new Form.Field(name, form, false, doc);
    }

    static Form.Group either(boolean required, String... names) {
        return new Form.Group(List.of(names), required);
    }

    static Form.Fields fields(
            String name, String what, List<Form.Group> groups, Form.Field... fields) {
        return new Form.Fields(name, what, List.of(fields), groups);
    }

    /** Exactly one of the fields says which kind it is. */
    private static Form.Fields oneOf(String name, String what, Form.Field... fields) {
        Form.Fields all = fields(name, what, List.of(), fields);
        return new Form.Fields(
                name, what, all.fields(), List.of(new Form.Group(all.names(), true)));
    }

    private static Form.Fields oneOf(
            String name, String what, Form.Field[] first, Form.Field... fields) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(List.of(fields));
        return oneOf(name, what, all.toArray(Form.Field[]::new));
    }

    /** The same fields and some more. */
    static Form.Fields with(String name, Form.Fields base, Form.Field... more) {
        var fields = new ArrayList<>(List.of(more));
        fields.addAll(base.fields());
        return new Form.Fields(name, base.what(), List.copyOf(fields), base.groups());
    }

    static Form.Field on() {
        return required("on", NAME, "The host.");
    }

    static Form.Field name() {
        return optional("name", NAME, "What steps, expectations and reports call it.");
    }

    static Form.Field priority() {
        return optional(
                "priority",
                new Form.Whole(1, 31),
                "Of its thread; the highest that is ready runs (default: 8).");
    }

    private static Form.Field count() {
        return optional("count", new Form.Whole(1, 10_000_000), "How many (default: 1).");
    }

    private static Form.Field interval() {
        return optional("interval", DURATION, "From one to the next (default: 1ms).");
    }

    static Form.Field start() {
        return optional("start", DURATION, "When the first goes (default: at once).");
    }
}
