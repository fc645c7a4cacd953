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
import java.util.OptionalInt;
import java.util.stream.Stream;
import sluice.ndis.VerifierLevel;
import sluice.winstack.WindowsPreset;

/** The part of the language that only Windows hosts have. */
final class WindowsForms {
    private static final Form NAME = value(Notation.NAME);
    private static final List<String> PRESETS =
            List.of(
                    WindowsPreset.XP.name(),
                    WindowsPreset.WINDOWS_10.name(),
                    WindowsPreset.CE.name());

    /** How a program reaches the network. */
    static final List<String> WAYS =
            List.of("winsock", "original-dll", "tdi", "tdi-device", "raw-socket");

    static final List<String> COUNTERS = List.of("saw", "matched", "stopped", "changed", "refused");

    private static final int SEND_BUFFER_OCTETS_MAX = 1 << 30;

    private WindowsForms() {}

    static Form.Field preset() {
        return optional(
                "preset", new Form.Word(PRESETS), "Windows: its generation (default: windows-10).");
    }

    static Form.Field verifier() {
        var words = new ArrayList<>(List.of("on", "off"));
        Stream.of(VerifierLevel.values())
                .map(WindowsForms::word)
                .filter(each -> !words.contains(each))
                .forEach(words::add);
        return optional(
                "verifier",
                new Form.Word(List.copyOf(words)),
                "Linux: whether hooks are held to the whole hook contract, on or off (default:"
                        + " off). Windows: how closely drivers are held to the NDIS contract, off,"
                        + " standard or strict (default: standard).");
    }

    private static String word(VerifierLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    static Form.Field sendBuffer() {
        return optional(
                "send-buffer",
                value(Notation.SIZE),
                "Windows: what a socket may have on its way before a send waits (default: its"
                        + " generation's).");
    }

    private static Form.Fields point(Form.Field... more) {
        var all = new ArrayList<>(List.of(more));
        all.addAll(
                List.of(
                        required("at", new Form.Word(PointSpec.points()), "Where it stands."),
                        optional("name", NAME, "What reports call it; the point's if left out."),
                        optional(
                                "nic",
                                NAME,
                                "The adapter, for points on one (default: the first)."),
                        optional(
                                "does",
                                new Form.Word(PointSpec.verbs()),
                                "see: it counts; stop: it keeps it from going on; change: it"
                                        + " exchanges two octets of the payload (default: see)."),
                        optional(
                                "protocol",
                                new Form.Word(PointSpec.PROTOCOLS),
                                "What it is about (default: any)."),
                        optional("port", new Form.Whole(1, 65_535), "Source or destination port."),
                        optional("address", value(Notation.ADDRESS), "Source or destination."),
                        optional("process", NAME, "Whose it is, where the point knows.")));
        return new Form.Fields("point", "a point: at", List.copyOf(all), List.of());
    }

    static Form.Field points() {
        return optional(
                "points",
                list("interception points", point()),
                "Windows: policies at interception points, put in one after another.");
    }

    static Form.Field kernelGuard() {
        return optional(
                "kernel-guard",
                value(Notation.SWITCH),
                "Windows: whether the wrapper's tables are guarded, as on 64-bit Windows: whoever"
                        + " patches one ends the machine 5 to 10 minutes later (default: false).");
    }

    static Form.Field loopbackAdapter() {
        return optional(
                "loopback-adapter",
                fields("loopback-adapter", "name and addresses", List.of(), BridgeForms.loopback()),
                "Windows: the Microsoft Loopback Adapter is installed.");
    }

    static Form.Field installPoint() {
        Form.Fields form = point(required("on", NAME, "The host."));
        return optional(
                "install-point",
                fields(
                        "install-point",
                        "on and at",
                        List.of(),
                        form.fields().toArray(Form.Field[]::new)),
                "Windows: a policy comes in at an interception point.");
    }

    static Form.Field removePoint() {
        return optional(
                "remove-point",
                fields(
                        "remove-point",
                        "on and name",
                        List.of(),
                        required("on", NAME, "The host."),
                        required("name", NAME, "The policy.")),
                "Windows: a policy is taken out.");
    }

    static Form.Field process() {
        return optional("process", NAME, "Windows: which process sends (default: application).");
    }

    static Form.Field by() {
        return optional(
                "by",
                new Form.Word(WAYS),
                "Windows: how it reaches the network: winsock; original-dll, past a replaced one;"
                        + " tdi, past Winsock; tdi-device, past the filters on the transport devices"
                        + " too; raw-socket, the UDP header made by itself, by Winsock (default:"
                        + " winsock).");
    }

    static Form.Field expectation() {
        return optional(
                "point",
                counted(
                        "point-count",
                        required("on", NAME, "The host."),
                        required("name", NAME, "The policy."),
                        optional(
                                "counter",
                                new Form.Word(COUNTERS),
                                "saw: anything; matched: what it is about; stopped; changed;"
                                        + " refused: not let in (default: matched).")),
                "What a policy at an interception point counted.");
    }

    static Form.Field bugCheck() {
        return optional(
                "bug-check",
                fields(
                        "bug-check",
                        "on",
                        List.of(),
                        required("on", NAME, "The host, windows."),
                        optional("rule", NAME, "The broken rule, such as S02; any if left out."),
                        optional("by", NAME, "The driver; any if left out."),
                        optional(
                                "expected",
                                value(Notation.SWITCH),
                                "false: there must be none (default: true).")),
                "How a machine ended; the run ends with status 3 all the same.");
    }

    static Form.Field owned() {
        return optional(
                "owned",
                counted(
                        "owned",
                        required("on", NAME, "The host, windows."),
                        required(
                                "by",
                                NAME,
                                "A driver, the NIC of a miniport, ndis, or tcpip once it has it"
                                        + " back."),
                        required("at", value(Notation.DURATION), "When, from the beginning.")),
                "Sends that a driver kept, and whose they are at a time.");
    }

    // ---- of checked trees

    static WindowsSpec spec(Given host) {
        String verifier = host.text("verifier", "");
        Optional<VerifierLevel> level =
                Stream.of(VerifierLevel.values())
                        .filter(each -> word(each).equals(verifier))
                        .findFirst();
        return new WindowsSpec(
                host.text("preset", ""),
                level,
                host.items("points").stream().map(node -> point(Given.of(node))).toList(),
                host.has("loopback-adapter")
                        ? Optional.of(BridgeForms.loopbackOf(host.block("loopback-adapter")))
                        : Optional.empty(),
                host.has("vm-bridge")
                        ? Optional.of(BridgeForms.bridgeOf(host.block("vm-bridge")))
                        : Optional.empty(),
                sendBuffer(host),
                host.isTrue("kernel-guard"));
    }

    private static OptionalInt sendBuffer(Given host) {
        Optional<String> size = host.text("send-buffer");
        if (size.isEmpty()) return OptionalInt.empty();
        long octets = Units.octets(size.get()).orElse(1);
        return OptionalInt.of((int) Math.clamp(octets, 1L, SEND_BUFFER_OCTETS_MAX));
    }

    static PointSpec point(Given given) {
        String at = given.text("at", "");
        return new PointSpec(
                given.place(),
                given.text("name", at),
                PointSpec.point(at),
                given.text("nic", ""),
                PointSpec.does(given.text("does", "")),
                PointSpec.protocol(given.text("protocol", "any")),
                given.whole("port", 0),
                given.text("address").flatMap(Texts::address),
                given.text("process", ""));
    }

    static Expectation pointOf(Given given, String on, Expectation.Range range) {
        return new Expectation.Point(
                given.placeOf("name"),
                on,
                given.text("name", ""),
                given.text("counter", "matched"),
                range);
    }

    static Expectation ownedOf(Given given, String on, Expectation.Range range) {
        return new Expectation.Owned(
                given.place(), on, given.text("by", ""), given.nanos("at", 0), range);
    }

    static Expectation bugCheckOf(Given given, String on) {
        return new Expectation.BugChecked(
                given.place(),
                on,
                given.text("rule", ""),
                given.text("by", ""),
                !given.text("expected", "true").equals("false"));
    }
}
