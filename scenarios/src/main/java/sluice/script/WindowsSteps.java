package sluice.script;

import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sluice.ndis.DevicePower;
import sluice.ndis.ResourceFaults;

/** Steps that only Windows hosts have. */
final class WindowsSteps {
    /** Their names, as {@link #action} knows them. */
    static final List<String> NAMES =
            List.of(
                    "power",
                    "pause",
                    "restart",
                    "unbind",
                    "bind",
                    "surprise-remove",
                    "media",
                    "cancel",
                    "load-driver",
                    "fault");

    /** The protocol that each adapter is bound to. */
    private static final String TCPIP = "tcpip";

    private static final String APPLICATION = "application";
    private static final List<String> VERSIONS =
            List.of("3.1", "4.0", "5.0", "5.1", "6.0", "6.20", "6.30", "6.83");
    private static final int MANY = 1_000_000;
    private static final Form NAME = value(Notation.NAME);

    private WindowsSteps() {}

    private static Form.Field onAdapter(String name, String doc, Form.Field... more) {
        var all = new ArrayList<Form.Field>();
        all.add(required("on", value(Notation.NIC), "The host or NIC."));
        all.addAll(List.of(more));
        var needed = all.stream().filter(Form.Field::required).map(Form.Field::name).toList();
        return optional(
                name,
                fields(
                        name,
                        String.join(" and ", needed),
                        List.of(),
                        all.toArray(Form.Field[]::new)),
                "Windows: " + doc);
    }

    static Form.Field power() {
        List<String> states = Stream.of(DevicePower.values()).map(DevicePower::name).toList();
        return onAdapter(
                "power",
                "an adapter is put to sleep, or wakes; its bindings are told before, or after.",
                required("state", new Form.Word(states), "What it becomes; D0 is working."));
    }

    static Form.Field pause() {
        return onAdapter(
                "pause", "an adapter's stack pauses once nothing is under way, until restart.");
    }

    static Form.Field restart() {
        return onAdapter("restart", "an adapter's stack that was paused starts again.");
    }

    private static Form.Field protocol() {
        return optional("protocol", NAME, "Which (default: tcpip).");
    }

    static Form.Field unbind() {
        return onAdapter("unbind", "a protocol is unbound from an adapter.", protocol());
    }

    static Form.Field bind() {
        return onAdapter("bind", "a protocol is bound to an adapter again.", protocol());
    }

    static Form.Field surpriseRemove() {
        return onAdapter("surprise-remove", "the device is pulled out while it runs.");
    }

    static Form.Field media() {
        return onAdapter(
                "media",
                "the plug of one adapter is pulled, or put back; the miniport indicates it.",
                required(
                        "state",
                        new Form.Word(List.of("disconnected", "connected")),
                        "What it becomes."));
    }

    static Form.Field cancel() {
        return onAdapter(
                "cancel",
                "datagrams that a process has sent and that wait in a queue are cancelled.",
                optional("process", NAME, "Whose (default: application)."));
    }

    static Form.Field loadDriver() {
        List<String> roles = Stream.of(WindowsAction.Role.values()).map(Texts::word).toList();
        return optional(
                "load-driver",
                fields(
                        "load-driver",
                        "on, name, role and version",
                        List.of(),
                        required("on", NAME, "The host."),
                        required("name", NAME, "What it calls itself."),
                        required(
                                "role",
                                new Form.Word(roles),
                                "protocol: bound to every adapter; intermediate: bound to the first,"
                                        + " with a virtual adapter of its name on top; filter: a"
                                        + " lightweight filter on the first; miniport: with an"
                                        + " adapter of its name, which returns what is sent."),
                        required(
                                "version",
                                new Form.Word(VERSIONS),
                                "The version of NDIS whose contract it says it keeps."),
                        optional(
                                "handlers",
                                new Form.Word(List.of("all", "some")),
                                "some: one is missing that its kind must have (default: all).")),
                "Windows: a driver is loaded; its entry function registers it.");
    }

    static Form.Field fault() {
        List<String> kinds = Stream.of(ResourceFaults.Kind.values()).map(Texts::word).toList();
        return optional(
                "fault",
                fields(
                        "fault",
                        "on",
                        List.of(),
                        required("on", NAME, "The host."),
                        optional("kind", new Form.Word(kinds), "Of what; of anything if left out."),
                        optional("by", NAME, "Whose: a driver or protocol; anybody's if left out."),
                        optional(
                                "after",
                                new Form.Whole(0, MANY),
                                "Allocations that succeed before (default: 0)."),
                        optional("times", new Form.Whole(1, MANY), "How many fail (default: 1).")),
                "Windows: allocations fail, from now on.");
    }

    // ---- of checked trees

    /** The step of that name; empty, after saying so, if its host or NIC is not there. */
    static Optional<StepSpec.Action> action(String kind, Given given, Names names) {
        Place place = given.placeOf("on");
        String on = given.text("on", "");
        if (kind.equals("fault"))
            return names.host(place, on)
                    .map(host -> new StepSpec.Windows(host.name(), fault(given)));
        if (kind.equals("load-driver"))
            return names.host(place, on)
                    .map(host -> new StepSpec.Windows(host.name(), load(given)));
        return names.adapter(place, on)
                .map(nic -> new StepSpec.Windows(nic.host(), action(kind, nic.nic(), given)));
    }

    private static WindowsAction action(String kind, String nic, Given given) {
        String protocol = given.text("protocol", TCPIP);
        String state = given.text("state", "");
        return switch (kind) {
            case "power" -> new WindowsAction.Power(nic, power(state));
            case "pause" -> new WindowsAction.Pause(nic);
            case "restart" -> new WindowsAction.Restart(nic);
            case "unbind" -> new WindowsAction.Unbind(nic, protocol);
            case "bind" -> new WindowsAction.Bind(nic, protocol);
            case "surprise-remove" -> new WindowsAction.SurpriseRemove(nic);
            case "media" -> new WindowsAction.Media(nic, state.equals("connected"));
            case "cancel" -> new WindowsAction.Cancel(nic, given.text("process", APPLICATION));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static DevicePower power(String word) {
        return Stream.of(DevicePower.values())
                .filter(each -> each.name().equals(word))
                .findFirst()
                .orElse(DevicePower.D0);
    }

    private static WindowsAction load(Given given) {
        String word = given.text("role", "");
        return new WindowsAction.LoadDriver(
                Stream.of(WindowsAction.Role.values())
                        .filter(each -> Texts.word(each).equals(word))
                        .findFirst()
                        .orElse(WindowsAction.Role.PROTOCOL),
                given.text("name", ""),
                given.text("version", VERSIONS.getLast()),
                !given.text("handlers", "all").equals("some"));
    }

    private static WindowsAction fault(Given given) {
        String word = given.text("kind", "");
        return new WindowsAction.Fault(
                Stream.of(ResourceFaults.Kind.values())
                        .filter(each -> Texts.word(each).equals(word))
                        .findFirst(),
                given.text("by", ""),
                given.whole("after", 0),
                given.whole("times", 1));
    }

    /** In a sentence. */
    static String words(StepSpec.Windows step) {
        String on = step.on();
        return switch (step.action()) {
            case WindowsAction.Power(String nic, var to) -> on + "/" + nic + " goes to " + to;
            case WindowsAction.Pause(String nic) -> on + "/" + nic + " pauses";
            case WindowsAction.Restart(String nic) -> on + "/" + nic + " starts again";
            case WindowsAction.Unbind(String nic, String protocol) ->
                    protocol + " is unbound from " + on + "/" + nic;
            case WindowsAction.Bind(String nic, String protocol) ->
                    protocol + " is bound to " + on + "/" + nic;
            case WindowsAction.SurpriseRemove(String nic) -> on + "/" + nic + " is pulled out";
            case WindowsAction.Media(String nic, boolean connected) ->
                    "the plug of " + on + "/" + nic + (connected ? " is put back" : " is pulled");
            case WindowsAction.Cancel(String nic, String process) ->
                    "sends of " + process + " on " + on + "/" + nic + " are cancelled";
            case WindowsAction.InstallLoopback(var adapter) ->
                    "loopback adapter " + adapter.name() + " is installed on " + on;
            case WindowsAction.RestartHost _ -> on + " starts again";
            case WindowsAction.Bridge(String adapter) ->
                    "the virtual network of "
                            + on
                            + (adapter.isEmpty()
                                    ? " picks by itself"
                                    : " is bridged to " + adapter);
            case WindowsAction.LoadDriver load ->
                    Texts.word(load.role())
                            + " "
                            + load.name()
                            + " of version "
                            + load.version()
                            + (load.whole() ? "" : ", a handler missing,")
                            + " is loaded on "
                            + on;
            case WindowsAction.Fault fault -> faultWords(on, fault);
        };
    }

    private static String faultWords(String on, WindowsAction.Fault fault) {
        return "on "
                + on
                + " the next "
                + fault.times()
                + " allocations"
                + fault.kind().map(kind -> " of " + Texts.word(kind)).orElse("")
                + (fault.by().isEmpty() ? "" : " by " + fault.by())
                + " fail"
                + (fault.after() == 0 ? "" : ", after " + fault.after());
    }
}
