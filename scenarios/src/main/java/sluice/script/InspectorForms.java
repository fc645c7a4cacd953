package sluice.script;

import static sluice.script.CountForm.counted;
import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.list;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import sluice.report.Figures;
import sluice.userland.InspectionProgram.EventBy;
import sluice.winstack.InterceptionPoint;

/** The part of the language about drivers that have a program decide, and about that program. */
final class InspectorForms {
    private static final Form NAME = value(Notation.NAME);
    private static final Form DURATION = value(Notation.DURATION);
    private static final int SIGNAL_EVERY = 8;
    private static final long FLOOD_EACH_NANOS = 5_000;
    private static final int STEPS_MAX = 8;

    static final List<String> COUNTERS =
            List.of(
                    "shown-sends",
                    "shown-receives",
                    "forwarded",
                    "changed",
                    "dropped",
                    "sends-lost",
                    "receives-lost",
                    "unseen",
                    "refused-pended",
                    "released",
                    "rejected",
                    "reads",
                    "writes",
                    "signals",
                    "waiting",
                    "fetched",
                    "wakes",
                    "opened",
                    "may-set",
                    "priority");

    private InspectorForms() {}

    static Form.Field[] programs() {
        return new Form.Field[] {inspector(), flood()};
    }

    private static Form.Field inspector() {
        return optional(
                "inspector",
                fields(
                        "inspector",
                        "on and for",
                        List.of(),
                        required("on", NAME, "The host, windows."),
                        Grammar.name(),
                        required("for", NAME, "The driver inspect that shows it packets."),
                        optional(
                                "event",
                                new Form.Word(List.of("opening", "creating", "handle")),
                                "How it comes by the event that wakes it: opening the driver's;"
                                        + " creating it before it opens the device; handle, one"
                                        + " without a name whose handle it passes (default:"
                                        + " opening)."),
                        optional(
                                "reads",
                                new Form.Word(List.of("until-empty", "once")),
                                "How often it fetches after each wake-up (default: until-empty)."),
                        optional("judges", DURATION, "What judging one packet takes (default: 0)."),
                        optional(
                                "spins",
                                DURATION,
                                "It never waits, but looks again after computing so long."),
                        optional(
                                "signal-every",
                                new Form.Whole(1, 4096),
                                "Packets that it gives back by shared memory before it wakes the"
                                        + " driver (default: 8)."),
                        optional(
                                "decides",
                                list("policies, the first that fits", policy()),
                                "What it does about which frames; the others go on."),
                        Grammar.priority(),
                        Grammar.start(),
                        optional(
                                "by-step",
                                value(Notation.SWITCH),
                                "Whether only a step starts it (default: false).")),
                "Windows: decides about every packet that the driver inspect shows it.");
    }

    private static Form.Fields policy() {
        return fields(
                "policy",
                "does",
                List.of(),
                required(
                        "does",
                        new Form.Word(PointSpec.verbs()),
                        "see: it goes on; stop: it ends; change: two octets of the payload are"
                                + " exchanged."),
                optional(
                        "protocol",
                        new Form.Word(PointSpec.PROTOCOLS),
                        "What it is about (default: any)."),
                optional("port", new Form.Whole(1, 65_535), "Source or destination port."),
                optional("address", value(Notation.ADDRESS), "Source or destination."));
    }

    private static Form.Field flood() {
        return optional(
                "udp-flood",
                fields(
                        "udp-flood",
                        "on and to",
                        List.of(),
                        required("on", NAME, "The sending host."),
                        Grammar.name(),
                        required("to", value(Notation.TARGET), "Where to."),
                        optional(
                                "length",
                                new Form.Whole(1, 65_507),
                                "Octets of each datagram (default: 1472)."),
                        optional(
                                "each",
                                DURATION,
                                "What it computes for each, 1ns at least (default: 5us)."),
                        optional(
                                "count",
                                new Form.Whole(1, 1_000_000),
                                "How many at most (default: 1000000)."),
                        optional("lasts", DURATION, "How long it sends (default: 100ms)."),
                        Grammar.priority(),
                        Grammar.start()),
                "Sends datagrams as fast as its processor and the stack let it.");
    }

    // ---- steps

    static Form.Field startProgram() {
        return optional(
                "start-program",
                fields(
                        "start-program",
                        "program",
                        List.of(),
                        required("program", NAME, "The inspector.")),
                "Windows: a program starts, or starts again.");
    }

    static Form.Field endProgram() {
        return optional(
                "end-program",
                fields(
                        "end-program",
                        "program",
                        List.of(),
                        required("program", NAME, "The inspector."),
                        optional(
                                "how",
                                new Form.Word(
                                        Stream.of(InspectorSpec.End.values())
                                                .map(InspectorSpec.End::word)
                                                .toList()),
                                "close: it closes its handle after what it is at; kill: wherever"
                                        + " it is; crash: it fails while it judges the next packet"
                                        + " (default: close).")),
                "Windows: a program ends.");
    }

    static Form.Field setPriority() {
        return optional(
                "priority",
                fields(
                        "priority",
                        "program and to",
                        List.of(),
                        required("program", NAME, "The inspector or udp-flood."),
                        required("to", new Form.Whole(1, 31), "Priority of its thread.")),
                "A program's thread gets another priority, as its driver may do while it runs.");
    }

    // ---- expectations

    static Form.Field inspection() {
        return optional(
                "inspection",
                counted(
                        "inspection-count",
                        required("program", NAME, "The inspector."),
                        required("counter", new Form.Word(COUNTERS), "Which count.")),
                "What an inspector and its driver counted.");
    }

    static Form.Field inspected() {
        return optional(
                "inspected",
                counted(
                        "inspected",
                        required("on", NAME, "The host."),
                        optional("driver", NAME, "The driver; any if left out."),
                        required(
                                "steps",
                                list("numbers of steps", new Form.Whole(1, 8)),
                                "1 to 4 on the way in, 5 to 8 on the way out: at the driver, to the"
                                        + " program, its word, end or onwards.")),
                "Packets that took exactly these numbered steps, in this order.");
    }

    static Form.Field goodput() {
        return optional(
                "goodput",
                counted(
                        "goodput",
                        required("on", NAME, "The host."),
                        required("port", new Form.Whole(1, 65_535), "The port of a udp-sink.")),
                "kbit/s of payload from the first to the last datagram of a udp-sink.");
    }

    // ---- of checked trees

    static ProgramSpec programOf(String kind, Given given, String name, int priority, Names names) {
        String on = given.text("on", "");
        if (kind.equals("udp-flood")) {
            String to = given.text("to", "");
            return new ProgramSpec.UdpFlood(
                    given.place(),
                    name,
                    on,
                    names.target(given.placeOf("to"), Texts.host(to)),
                    Texts.port(to).orElse(1),
                    given.whole("length", 1472),
                    Math.max(1, given.nanos("each", FLOOD_EACH_NANOS)),
                    given.whole("count", 1_000_000),
                    given.nanos("start", 0),
                    given.nanos("lasts", 100_000_000),
                    priority);
        }
        names.host(given.placeOf("on"), on)
                .ifPresent(host -> names.windows(given.place(), host, "an inspector"));
        String event = given.text("event", "opening").toUpperCase(Locale.ROOT);
        return new InspectorSpec(
                given.place(),
                name,
                on,
                given.text("for", ""),
                Stream.of(EventBy.values())
                        .filter(each -> each.name().equals(event))
                        .findFirst()
                        .orElse(EventBy.OPENING),
                given.text("reads", "").equals("once"),
                given.nanos("judges", 0),
                given.nanos("spins", 0),
                given.whole("signal-every", SIGNAL_EVERY),
                policies(given),
                given.isTrue("by-step") ? InspectorSpec.BY_STEP : given.nanos("start", 0),
                priority);
    }

    private static List<PointSpec> policies(Given given) {
        var policies = new ArrayList<PointSpec>();
        for (Node node : given.items("decides")) {
            Given policy = Given.of(node);
            policies.add(
                    new PointSpec(
                            policy.place(),
                            "policy " + (policies.size() + 1),
                            InterceptionPoint.INTERMEDIATE,
                            "",
                            PointSpec.does(policy.text("does", "")),
                            PointSpec.protocol(policy.text("protocol", "any")),
                            policy.whole("port", 0),
                            policy.text("address").flatMap(Texts::address),
                            ""));
        }
        return policies;
    }

    /** A step of a program; empty if it is none. */
    static Optional<StepSpec.Action> actionOf(String kind, Given given) {
        String program = given.text("program", "");
        return switch (kind) {
            case "start-program" -> Optional.of(new StepSpec.StartProgram(program));
            case "end-program" ->
                    Optional.of(
                            new StepSpec.EndProgram(
                                    program, InspectorSpec.End.of(given.text("how", ""))));
            case "priority" -> Optional.of(new StepSpec.SetPriority(program, given.whole("to", 8)));
            default -> Optional.empty();
        };
    }

    /** An expectation about these programs; empty if it is none. */
    static Optional<Expectation> expectationOf(
            String kind, Given given, String on, Expectation.Range range, Names names) {
        return switch (kind) {
            case "inspection" ->
                    Optional.of(
                            new Expectation.Inspection(
                                    given.placeOf("program"),
                                    given.text("program", ""),
                                    given.text("counter", ""),
                                    range));
            case "inspected" ->
                    Optional.of(
                            new Expectation.Inspected(
                                    given.place(),
                                    on,
                                    given.text("driver", ""),
                                    steps(given, names),
                                    range));
            case "goodput" ->
                    Optional.of(
                            new Expectation.Goodput(
                                    given.place(), on, given.whole("port", 1), range));
            default -> Optional.empty();
        };
    }

    private static List<Integer> steps(Given given, Names names) {
        List<Integer> steps =
                given.texts("steps").stream()
                        .filter(text -> text.matches("[1-8]"))
                        .map(Integer::valueOf)
                        .toList();
        if (steps.isEmpty() || steps.size() > STEPS_MAX)
            names.problem(
                    given.placeOf("steps"), steps.size() + " steps; expected 1 to " + STEPS_MAX);
        return steps.stream().limit(STEPS_MAX).toList();
    }

    // ---- in words

    static String words(InspectorSpec spec) {
        return spec.name()
                + " on "
                + spec.on()
                + " decides about every packet of "
                + spec.decidesFor()
                + spec.policies().stream()
                        .map(policy -> ", " + policy.words())
                        .collect(java.util.stream.Collectors.joining())
                + (spec.readsOnce() ? ", fetches once a wake-up" : "")
                + (spec.spinNanos() > 0 ? ", never waits" : "")
                + ", at priority "
                + spec.priority();
    }

    static String words(ProgramSpec.UdpFlood flood) {
        return flood.name()
                + " on "
                + flood.on()
                + " sends datagrams of "
                + flood.lengthOctets()
                + " octets to "
                + flood.to()
                + " port "
                + flood.toPort()
                + " for "
                + Figures.duration(flood.lastsNanos())
                + ", as fast as it can, at priority "
                + flood.priority();
    }

    static String words(StepSpec.OfProgram step) {
        return switch (step) {
            case StepSpec.StartProgram start -> start.program() + " starts";
            case StepSpec.EndProgram end ->
                    end.program()
                            + switch (end.how()) {
                                case CLOSE -> " closes its handle and ends";
                                case KILL -> " is killed";
                                case CRASH -> " fails at its next packet";
                            };
            case StepSpec.SetPriority set -> set.program() + " gets priority " + set.to();
        };
    }
}
