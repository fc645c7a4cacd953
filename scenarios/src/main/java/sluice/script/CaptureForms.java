package sluice.script;

import static sluice.script.CountForm.counted;
import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.list;
import static sluice.script.Grammar.name;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.priority;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.start;
import static sluice.script.Grammar.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;
import sluice.capture.CaptureOptions;
import sluice.capture.NpfPreset;
import sluice.ndis.PacketFilters;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;

/** The part of the language about captures and raw sends, and what it means. */
final class CaptureForms {
    /** The embedded engine, beside the presets of the large one. */
    private static final String PACKETCE = ProgramSpec.Capture.PACKETCE;

    /** What an expectation can ask of a program that captures or sends. */
    static final List<String> COUNTERS =
            List.of(
                    "received",
                    "dropped",
                    "captured",
                    "rejected",
                    "packets",
                    "octets",
                    "wire-octets",
                    "record-octets",
                    "reads",
                    "calls",
                    "copies",
                    "copied-octets",
                    "buffers",
                    "delay-us",
                    "mean-delay-us",
                    "out-of-order",
                    "rings-used",
                    "intervals",
                    "file-packets",
                    "file-octets",
                    "sent",
                    "shown",
                    "same",
                    "missing",
                    "different",
                    "troubles");

    private static final List<String> DRIVERS =
            Stream.concat(NpfPreset.ALL.stream().map(NpfPreset::name), Stream.of(PACKETCE))
                    .toList();
    private static final SequencedMap<String, Integer> FILTERS = new LinkedHashMap<>();
    private static final int SNAP_OCTETS = 262_144;
    private static final int INSTRUCTIONS_MAX = 4096;
    private static final long TIMEOUT_MILLIS_MAX = 3_600_000;

    static {
        FILTERS.put("none", 0);
        FILTERS.put("directed", PacketFilters.DIRECTED);
        FILTERS.put("multicast", PacketFilters.MULTICAST);
        FILTERS.put("all-multicast", PacketFilters.ALL_MULTICAST);
        FILTERS.put("broadcast", PacketFilters.BROADCAST);
        FILTERS.put("promiscuous", PacketFilters.PROMISCUOUS);
        FILTERS.put("all-local", PacketFilters.ALL_LOCAL);
    }

    private CaptureForms() {}

    static Form.Field capture() {
        Form size = value(Notation.SIZE);
        return optional(
                "capture",
                fields(
                        "capture-program",
                        "on, and how it captures",
                        List.of(Grammar.either(false, "filter", "program")),
                        required(
                                "on",
                                value(Notation.NIC),
                                "The host, NIC, tun or tap device that its commands make, or"
                                        + " HOST/NPF_Loopback on Windows."),
                        name(),
                        optional(
                                "driver",
                                new Form.Word(DRIVERS),
                                "Windows: which generation of the capture driver (default: npf)."),
                        optional(
                                "mode",
                                new Form.Word(List.of("capture", "statistics", "dump", "save")),
                                "Reads packets, counts them, lets the driver dump them, or reads"
                                        + " and saves them (default: capture)."),
                        optional(
                                "filter",
                                value(Notation.TEXT),
                                "Which frames, in the language of pcap-filter(7); all if left"
                                        + " out."),
                        optional(
                                "program",
                                value(Notation.TEXT),
                                "The filter as tcpdump -ddd prints it, spaces or commas between"
                                        + " numbers; everything if left out."),
                        optional(
                                "snap",
                                new Form.Whole(1, 262_144),
                                "Octets of each frame to keep, but with a program, which says it"
                                        + " itself (default: all)."),
                        optional("kernel-buffer", size, "The driver's ring (default: 1MB)."),
                        optional("user-buffer", size, "The program's buffer (default: 256kB)."),
                        optional("least", size, "Least data to copy (default: 16kB)."),
                        optional(
                                "timeout",
                                value(Notation.DURATION),
                                "Longest wait of a read, in whole milliseconds (default: 1s)."),
                        optional(
                                "packet-filter",
                                list(
                                        "packet filters",
                                        new Form.Word(List.copyOf(FILTERS.keySet()))),
                                "What it asks of the NIC (default: directed, multicast, broadcast,"
                                        + " all-local)."),
                        optional(
                                "groups",
                                list("group addresses", value(Notation.GROUP)),
                                "Groups it asks the NIC for by their addresses, beside the packet"
                                        + " filter multicast."),
                        optional(
                                "packets",
                                new Form.Whole(1, 1_000_000_000),
                                "It stops after so many; a dump is limited to them."),
                        optional(
                                "reference",
                                value(Notation.NAME),
                                "Another capture of the same traffic, against which its records are"
                                        + " held one by one."),
                        optional(
                                "newest",
                                new Form.Whole(1, 1_000),
                                "Its display: shows the newest so many packets, decoded; none if"
                                        + " left out."),
                        optional(
                                "resize",
                                fields(
                                        "resize",
                                        "at, and kernel-buffer or user-buffer",
                                        List.of(),
                                        required("at", value(Notation.DURATION), "When."),
                                        optional(
                                                "kernel-buffer",
                                                size,
                                                "The ring's new size; what is in it is lost."),
                                        optional(
                                                "user-buffer",
                                                size,
                                                "The new size of what a read fills.")),
                                "Other sizes while it captures."),
                        start(),
                        optional(
                                "lasts",
                                value(Notation.DURATION),
                                "How long it captures (default: 10s)."),
                        priority()),
                "Captures on a NIC: by the capture driver (Windows) or a packet socket (Linux).");
    }

    static Form.Field rawSend() {
        return optional(
                "raw-send",
                fields(
                        "raw-send",
                        "on and hex",
                        List.of(Grammar.either(false, "writes", "queue")),
                        required("on", value(Notation.NIC), "The host or NIC."),
                        required(
                                "hex",
                                value(Notation.HEX),
                                "The frame from its destination address on, without FCS."),
                        name(),
                        optional(
                                "writes",
                                new Form.Whole(0, 1_000_000),
                                "How often one call sends it (default: 1)."),
                        optional(
                                "queue",
                                list("times", value(Notation.DURATION)),
                                "Sends it at these times, counted from the first, by one queue."),
                        optional(
                                "timed",
                                value(Notation.SWITCH),
                                "Whether a queue keeps its times (default: true)."),
                        optional(
                                "loopback",
                                value(Notation.SWITCH),
                                "Whether bindings of the NIC see it (default: true)."),
                        start(),
                        priority()),
                "Windows: sends a frame as it is.");
    }

    static Form.Field expectation() {
        return optional(
                "capture",
                counted(
                        "capture-counter",
                        required("program", value(Notation.NAME), "The capture or raw-send."),
                        required("counter", new Form.Word(COUNTERS), "Which of its counts.")),
                "A count of a capture.");
    }

    static Form.Field shown() {
        return optional(
                "shown",
                counted(
                        "shown",
                        required("program", value(Notation.NAME), "The capture."),
                        required("text", value(Notation.TEXT), "Words of the line.")),
                "Lines of a capture's display with these words.");
    }

    private static void embeddedHas(Given given, Names names) {
        if (!given.text("driver", "").equals(PACKETCE)) return;
        boolean plain = given.text("mode", "capture").equals("capture") && !given.has("resize");
        if (!plain)
            names.problem(
                    given.placeOf("driver"),
                    "driver packetce has mode capture only, and no resize; expected another driver"
                            + " for more");
    }

    private static void loopbackHas(Given given, NicRef nic, Names names) {
        if (!nic.nic().equals(WindowsSpec.LOOPBACK_DEVICE)) return;
        boolean plain = given.text("mode", "capture").equals("capture");
        if (!plain || given.has("resize") || given.has("driver"))
            names.problem(
                    given.place(),
                    "the device NPF_Loopback has mode capture only, a driver of its own and no"
                            + " resize; expected an adapter for more");
    }

    /** A capture of a checked tree. */
    static ProgramSpec captureOf(Given given, String name, NicRef nic, int priority, Names names) {
        CaptureOptions usual = CaptureOptions.WPCAP;
        embeddedHas(given, names);
        loopbackHas(given, nic, names);
        Optional<ProgramSpec.Resize> resize =
                given.has("resize")
                        ? Optional.of(
                                new ProgramSpec.Resize(
                                        given.block("resize").nanos("at", 0),
                                        octets(given.block("resize"), "kernel-buffer", 0),
                                        octets(given.block("resize"), "user-buffer", 0)))
                        : Optional.empty();
        resize.filter(sizes -> sizes.kernelOctets() + sizes.userOctets() == 0)
                .ifPresent(_ ->
                        names.problem(
                                given.placeOf("resize"),
                                "nothing to resize; expected kernel-buffer or user-buffer"));
        long timeout = given.nanos("timeout", usual.timeoutMillis() * 1_000_000L);
        if (timeout % 1_000_000 != 0 || timeout / 1_000_000 > TIMEOUT_MILLIS_MAX)
            names.problem(
                    given.placeOf("timeout"),
                    "a timeout that is no whole number of milliseconds up to an hour; expected such"
                            + " as 100ms");
        return new ProgramSpec.Capture(
                given.place(),
                name,
                nic,
                given.text("driver", NpfPreset.NPF.name()),
                given.text("mode", "capture"),
                filter(given, names.linkType(nic), names),
                octets(given, "kernel-buffer", usual.kernelBufferOctets()),
                octets(given, "user-buffer", usual.userBufferOctets()),
                octets(given, "least", usual.minToCopyOctets()),
                (int) Math.clamp(timeout / 1_000_000, 0, TIMEOUT_MILLIS_MAX),
                packetFilter(given, usual.packetFilter()),
                given.longWhole("packets", 0),
                resize,
                given.nanos("start", 0),
                given.nanos("lasts", 10_000_000_000L),
                priority,
                given.whole("newest", 0),
                groups(given),
                given.text("reference", ""),
                names.linkType(nic));
    }

    private static int octets(Given given, String name, int otherwise) {
        long octets =
                given.text(name)
                        .map(text -> Units.octets(text).orElse(otherwise))
                        .orElse((long) otherwise);
        return Math.clamp(octets, 0, 1 << 28);
    }

    private static int packetFilter(Given given, int otherwise) {
        if (!given.has("packet-filter")) return otherwise;
        int bits = 0;
        for (String word : given.texts("packet-filter")) bits |= FILTERS.getOrDefault(word, 0);
        return bits;
    }

    private static Set<Long> groups(Given given) {
        var groups = new TreeSet<Long>();
        for (String text : given.texts("groups")) {
            if (Notation.GROUP.matches(text)) groups.add(Texts.mac(text));
        }
        return groups;
    }

    private static Optional<CaptureFilter> filter(Given given, LinkType type, Names names) {
        Optional<String> text = given.text("program");
        if (text.isPresent()) {
            Optional<BpfProgram> program = numbers(text.get());
            if (program.isEmpty())
                names.problem(
                        given.placeOf("program"),
                        "no filter program; expected the numbers that tcpdump -ddd prints");
            return program.map(CaptureFilter::given);
        }
        Optional<String> expression = given.text("filter");
        if (expression.isPresent()) return compiled(expression.get(), type, given, names);
        if (!given.has("snap")) return Optional.empty();
        int snap = given.whole("snap", 1);
        BpfProgram cutting = CaptureOptions.snapLength(snap);
        return Optional.of(new CaptureFilter(cutting, cutting, snap));
    }

    private static Optional<CaptureFilter> compiled(
            String text, LinkType type, Given given, Names names) {
        int snap = Math.max(1, given.whole("snap", SNAP_OCTETS));
        var options = FilterOptions.of(type).withSnapLengthOctets(snap);
        // The family before a packet is another system's than that of the host that Sluice runs on.
        if (type.equals(LinkType.NULL)) options = options.withSource(FilterOptions.Source.FILE);
        FilterOptions socket = options.withSource(FilterOptions.Source.LINUX_SOCKET);
        return switch (FilterCompiler.compile(text, options)) {
            case FilterResult.Compiled(var filter) -> {
                BpfProgram onSocket =
                        FilterCompiler.compile(text, socket)
                                        instanceof FilterResult.Compiled(var beside)
                                ? beside.program()
                                : filter.program();
                yield Optional.of(new CaptureFilter(filter.program(), onSocket, snap));
            }
            case FilterResult.Refused(var error) -> {
                names.problem(given.placeOf("filter"), "filter: " + error);
                yield Optional.empty();
            }
        };
    }

    /** Groups of four: code, jt, jf, k; with their count in front. */
    private static Optional<BpfProgram> numbers(String text) {
        String[] words = text.strip().split("[\\s,]+", -1);
        if (words.length % 4 != 1 || words.length > 4 * INSTRUCTIONS_MAX + 1)
            return Optional.empty();
        var instructions = new java.util.ArrayList<BpfInstruction>();
        try {
            if (Integer.parseInt(words[0]) != words.length / 4) return Optional.empty();
            for (int i = 1; i < words.length; i += 4) {
                instructions.add(
                        new BpfInstruction(
                                Integer.parseInt(words[i]),
                                Integer.parseInt(words[i + 1]),
                                Integer.parseInt(words[i + 2]),
                                Integer.parseUnsignedInt(words[i + 3])));
            }
        } catch (IllegalArgumentException notNumbers) {
            return Optional.empty();
        }
        return Optional.of(BpfProgram.of(instructions));
    }

    /** A raw send of a checked tree. */
    static ProgramSpec rawSendOf(
            Given given,
            String name,
            NicRef nic,
            sluice.packet.wire.OctetSequence frame,
            int priority) {
        return new ProgramSpec.RawSend(
                given.place(),
                name,
                nic,
                frame,
                given.whole("writes", 1),
                given.texts("queue").stream()
                        .map(time -> Units.nanos(time).orElse(0))
                        .sorted()
                        .toList(),
                !given.text("timed", "true").equals("false"),
                !given.text("loopback", "true").equals("false"),
                given.nanos("start", 0),
                priority);
    }
}
