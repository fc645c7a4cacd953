package sluice.script;

import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.list;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.value;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import sluice.vmbridge.VmNet;

/** The part of the language about guests that are bridged to an adapter of their Windows host. */
final class BridgeForms {
    /** Their names, as {@link #action} knows them. */
    static final List<String> NAMES = List.of("install-loopback", "restart-host", "bridge");

    /** What the port of a virtual network is called if nothing else is said. */
    private static final String PORT = "vmnet0";

    private static final String AUTOMATIC = "automatic";
    private static final Form NAME = value(Notation.NAME);

    private BridgeForms() {}

    private static String word(VmNet.Order order) {
        return order.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Form.Field host() {
        return optional(
                "vm-bridge",
                fields(
                        "vm-bridge",
                        "name, adapter and order",
                        List.of(),
                        optional(
                                "name",
                                NAME,
                                "Its port, HOST/NAME at the end of the guest's link (default:"
                                        + " vmnet0)."),
                        optional(
                                "adapter",
                                NAME,
                                "What it is bridged to; automatic: it picks by itself (default:"
                                        + " automatic)."),
                        optional(
                                "order",
                                new Form.Word(
                                        Stream.of(VmNet.Order.values())
                                                .map(BridgeForms::word)
                                                .toList()),
                                "In which order it tries adapters on automatic (default:"
                                        + " newest-first).")),
                "Windows: a virtual network of a virtual machine monitor, bridged to one adapter.");
    }

    /** Name and addresses of a loopback adapter. */
    static Form.Field[] loopback(Form.Field... before) {
        return Stream.concat(
                        Stream.of(before),
                        Stream.of(
                                optional(
                                        "name",
                                        NAME,
                                        "What routes and points call it (default: loop)."),
                                required(
                                        "addresses",
                                        list(
                                                "addresses with prefix lengths",
                                                value(Notation.PREFIX)),
                                        "Its addresses.")))
                .toArray(Form.Field[]::new);
    }

    static Form.Field installLoopback() {
        return optional(
                "install-loopback",
                fields(
                        "install-loopback",
                        "on and addresses",
                        List.of(),
                        loopback(required("on", NAME, "The host."))),
                "Windows: the Microsoft Loopback Adapter is installed.");
    }

    static Form.Field restartHost() {
        return optional(
                "restart-host",
                fields(
                        "restart-host",
                        "on",
                        List.of(),
                        required("on", NAME, "The host, with a vm-bridge.")),
                "Windows: the host starts again, of which is shown what its virtual network does: on"
                        + " automatic it picks its adapter anew.");
    }

    static Form.Field bridge() {
        return optional(
                "bridge",
                fields(
                        "bridge",
                        "on and adapter",
                        List.of(),
                        required("on", NAME, "The host, with a vm-bridge."),
                        required("adapter", NAME, "An adapter's name, or automatic.")),
                "Windows: a virtual network is bridged to an adapter by hand, or left to itself.");
    }

    // ---- of checked trees

    static WindowsSpec.VmBridge bridgeOf(Given given) {
        String order = given.text("order", "");
        return new WindowsSpec.VmBridge(
                given.place(),
                given.text("name", PORT),
                adapter(given),
                Stream.of(VmNet.Order.values())
                        .filter(each -> word(each).equals(order))
                        .findFirst()
                        .orElse(VmNet.Order.NEWEST_FIRST));
    }

    /** Empty: automatic. */
    private static String adapter(Given given) {
        String adapter = given.text("adapter", AUTOMATIC);
        return adapter.equals(AUTOMATIC) ? "" : adapter;
    }

    static WindowsSpec.LoopbackAdapter loopbackOf(Given given) {
        List<Prefix> addresses =
                given.texts("addresses").stream()
                        .flatMap(text -> Prefix.checked(text).stream())
                        .toList();
        return new WindowsSpec.LoopbackAdapter(
                given.place(), given.text("name", "loop"), addresses);
    }

    /** The step of that name; empty, after saying so, if its host is not there. */
    static Optional<StepSpec.Action> action(String kind, Given given, Names names) {
        Place place = given.placeOf("on");
        return names.host(place, given.text("on", ""))
                .map(host -> new StepSpec.Windows(host.name(), action(kind, given, host, names)));
    }

    private static WindowsAction action(String kind, Given given, HostSpec host, Names names) {
        if (kind.equals("install-loopback")) {
            WindowsSpec.LoopbackAdapter adapter = loopbackOf(given);
            new HostRules(host, names).loopback(adapter);
            return new WindowsAction.InstallLoopback(adapter);
        }
        if (host.windows().bridge().isEmpty())
            names.problem(
                    given.place(),
                    "host " + host.name() + " has no virtual network; expected its vm-bridge");
        if (kind.equals("restart-host")) return new WindowsAction.RestartHost();
        String adapter = adapter(given);
        if (!adapter.isEmpty())
            names.adapter(given.placeOf("adapter"), host.name() + "/" + adapter);
        return new WindowsAction.Bridge(adapter);
    }
}
