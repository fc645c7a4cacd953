package sluice.script;

import static sluice.script.CountForm.counted;
import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.list;
import static sluice.script.Grammar.name;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.start;
import static sluice.script.Grammar.value;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sluice.linuxstack.LinuxKernel;
import sluice.report.Figures;

/** The part of the language about what only Linux hosts have, and what it means. */
final class LinuxForms {
    /** What an expectation can ask of a program of this part. */
    static final List<String> COUNTERS =
            List.of("sent", "received", "refused", "forwarded", "flooded", "stations", "frames");

    /** All programs, for the message that names them. */
    static final String WORDS = "tunnel, switch, protocol";

    private static final String ALL = "all";
    private static final Form NAME = value(Notation.NAME);
    private static final Form TEXT = value(Notation.TEXT);
    private static final Form PORT = new Form.Whole(1, 65_535);
    private static final int ETHER_TYPE_MIN = 0x600;
    private static final int ETHER_TYPE_MAX = 0xffff;

    private LinuxForms() {}

    private static Form.Field on() {
        return required("on", NAME, "The host.");
    }

    static Form.Field kernel() {
        return optional(
                "kernel",
                new Form.Word(Stream.of(LinuxKernel.values()).map(LinuxKernel::word).toList()),
                "Linux: of which time its kernel is; 2.4 differs in that lo refuses a MAC address"
                        + " (default: 6).");
    }

    static Form.Field commands() {
        return optional(
                "commands",
                list("commands", TEXT),
                "Linux: ip, tc, bridge and sysctl commands, before anything runs.");
    }

    static Form.Field command() {
        return optional(
                "command",
                fields(
                        "command",
                        "on and run",
                        List.of(),
                        on(),
                        required("run", TEXT, "An ip, tc, bridge or sysctl command.")),
                "Linux.");
    }

    static Form.Field[] programs() {
        return new Form.Field[] {
            optional(
                    "tunnel",
                    fields(
                            "tunnel",
                            "on, device, port and to",
                            List.of(),
                            on(),
                            name(),
                            required("device", NAME, "The tun or tap device."),
                            required("port", PORT, "Its UDP port."),
                            required("to", value(Notation.TARGET), "Where the other end is."),
                            optional("key", TEXT, "Seals what goes through; both ends know it.")),
                    "Carries the packets of a tun, or the frames of a tap, over UDP."),
            optional(
                    "switch",
                    fields(
                            "switch",
                            "on and port",
                            List.of(),
                            on(),
                            name(),
                            required("port", PORT, "Its UDP port.")),
                    "Switches the frames of tunnels over tap devices."),
            optional(
                    "protocol",
                    fields(
                            "protocol",
                            "on and ethertype",
                            List.of(),
                            on(),
                            name(),
                            required("ethertype", TEXT, "Such as 0x88b5, or all."),
                            start(),
                            optional(
                                    "lasts",
                                    value(Notation.DURATION),
                                    "How long the module is loaded (default: to the end).")),
                    "A module that takes the frames of an EtherType.")
        };
    }

    static Form.Field expectation() {
        return optional(
                "program",
                counted(
                        "program-count",
                        required("program", NAME, "A tunnel, switch, protocol or raw-receive."),
                        required(
                                "counter",
                                new Form.Word(
                                        Stream.of(COUNTERS, RawReceiveSpec.COUNTERS)
                                                .flatMap(List::stream)
                                                .distinct()
                                                .toList()),
                                "What it counts.")),
                "What a program of a Linux host, or one with a raw socket, counted.");
    }

    static Optional<ProgramSpec> programOf(String kind, Given given, String name, Names names) {
        String on = given.text("on", "");
        return switch (kind) {
            case "tunnel" -> {
                String to = given.text("to", "");
                yield Optional.of(
                        new LinuxProgramSpec.Tunnel(
                                given.place(),
                                name,
                                on,
                                given.text("device", ""),
                                given.whole("port", 1),
                                names.target(given.placeOf("to"), Texts.host(to)),
                                Texts.port(to).orElse(1),
                                given.text("key", "")));
            }
            case "switch" ->
                    Optional.of(
                            new LinuxProgramSpec.Switch(
                                    given.place(), name, on, given.whole("port", 1)));
            case "protocol" ->
                    Optional.of(
                            new LinuxProgramSpec.Protocol(
                                    given.place(),
                                    name,
                                    on,
                                    etherType(given, names),
                                    given.nanos("start", 0),
                                    given.nanos("lasts", LinuxProgramSpec.Protocol.FOR_EVER)));
            default -> Optional.empty();
        };
    }

    private static int etherType(Given given, Names names) {
        String word = given.text("ethertype", "");
        if (word.equals(ALL)) return LinuxProgramSpec.Protocol.ALL;
        try {
            int type = Integer.decode(word);
            if (type >= ETHER_TYPE_MIN && type <= ETHER_TYPE_MAX) return type;
        } catch (NumberFormatException _) {
            // told below
        }
        names.problem(
                given.placeOf("ethertype"),
                "found \"" + word + "\"; expected an EtherType such as 0x88b5, or all");
        return ETHER_TYPE_MIN;
    }

    /** A program in the drawing of its host. */
    static String drawn(LinuxProgramSpec program) {
        return switch (program) {
            case LinuxProgramSpec.Tunnel tunnel ->
                    "tunnel " + tunnel.device() + " :" + tunnel.port();
            case LinuxProgramSpec.Switch it -> "switch :" + it.port();
            case LinuxProgramSpec.Protocol protocol ->
                    protocol.name() + " takes " + frames(protocol);
        };
    }

    private static String frames(LinuxProgramSpec.Protocol protocol) {
        return protocol.etherType() == LinuxProgramSpec.Protocol.ALL
                ? "all frames"
                : "frames of 0x%04x".formatted(protocol.etherType());
    }

    /** A program in a sentence. */
    static String words(LinuxProgramSpec program) {
        String who = program.name() + " on " + program.on();
        return switch (program) {
            case LinuxProgramSpec.Tunnel tunnel ->
                    who
                            + " carries what goes into "
                            + tunnel.device()
                            + " from UDP port "
                            + tunnel.port()
                            + " to "
                            + tunnel.to()
                            + " port "
                            + tunnel.toPort()
                            + (tunnel.key().isEmpty() ? "" : ", sealed");
            case LinuxProgramSpec.Switch it ->
                    who + " switches frames that come to UDP port " + it.port();
            case LinuxProgramSpec.Protocol protocol ->
                    who
                            + " takes "
                            + frames(protocol)
                            + " from "
                            + Figures.duration(protocol.startNanos())
                            + (protocol.lastsNanos() == LinuxProgramSpec.Protocol.FOR_EVER
                                    ? " on"
                                    : " for " + Figures.duration(protocol.lastsNanos()));
        };
    }
}
