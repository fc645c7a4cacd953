package sluice.script;

import static sluice.script.CountForm.counted;
import static sluice.script.Grammar.either;
import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.name;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.start;
import static sluice.script.Grammar.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import sluice.service.TcpOutcome;

/** The part of the language about programs over TCP, and what it means. */
final class TcpForms {
    /** What an expectation can ask of a program over TCP. */
    static final List<String> COUNTERS =
            List.of(
                    "connections",
                    "failures",
                    "received",
                    "sent",
                    "wrong",
                    "requests",
                    "answers",
                    "repeated",
                    "goodput-kbit",
                    "millis");

    static final String HTTP_SERVER = "http-server";
    static final String HTTP_GET = "http-get";
    static final String BULK_SENDER = "bulk-sender";
    static final String BULK_RECEIVER = "bulk-receiver";

    /** All programs, for the message that names them. */
    static final String WORDS =
            "tcp-echo, tcp-discard, tcp-chargen, bulk-sender, bulk-receiver, http-server, http-get";

    private static final int HTTP_PORT = 80;
    private static final Form NAME = value(Notation.NAME);
    private static final Form PORT = new Form.Whole(1, 65_535);
    private static final Form SIZE = value(Notation.SIZE);
    private static final Form RATE = value(Notation.RATE);
    private static final int BUFFER_OCTETS_MAX = 1 << 28;
    private static final List<String> OUTCOMES =
            Stream.of(TcpOutcome.values()).map(TcpOutcome::word).toList();

    private TcpForms() {}

    /** The kinds of programs. */
    static Form.Field[] programs() {
        List<Form.Field> kinds = new ArrayList<>();
        for (var service : TcpProgramSpec.Service.values()) {
            kinds.add(
                    optional(
                            service.word(),
                            fields(service.word(), "on and port", List.of(), on(), name(), port()),
                            "A server that " + service.does() + " a TCP port."));
        }
        kinds.add(receiver());
        kinds.add(sender());
        kinds.add(httpServer());
        kinds.add(httpGet());
        return kinds.toArray(Form.Field[]::new);
    }

    private static Form.Field on() {
        return required("on", NAME, "The host.");
    }

    private static Form.Field port() {
        return required("port", PORT, "Its port.");
    }

    private static Form.Field to(String doc) {
        return required("to", value(Notation.TARGET), doc);
    }

    private static Form.Field receiver() {
        return optional(
                BULK_RECEIVER,
                fields(
                        BULK_RECEIVER,
                        "on and port",
                        List.of(),
                        on(),
                        name(),
                        port(),
                        optional("rate", RATE, "At which it reads; as it comes if left out."),
                        optional(
                                "buffer",
                                SIZE,
                                "Its receive buffer; the stack's own if left out.")),
                "Receives what a bulk-sender sends and looks at each octet.");
    }

    private static Form.Field sender() {
        return optional(
                BULK_SENDER,
                fields(
                        BULK_SENDER,
                        "on, to, and length or lasts",
                        List.of(either(true, "length", "lasts")),
                        on(),
                        name(),
                        to("The receiver."),
                        optional("length", SIZE, "Octets that it sends."),
                        optional("lasts", value(Notation.DURATION), "How long it sends."),
                        optional("rate", RATE, "As fast as there is room if left out."),
                        optional(
                                "congestion",
                                new Form.Word(List.of("reno", "cubic")),
                                "Congestion control; the stack's own if left out."),
                        start()),
                "Sends over TCP as fast as there is room, or at a rate.");
    }

    private static Form.Field httpServer() {
        return optional(
                HTTP_SERVER,
                fields(
                        HTTP_SERVER,
                        "on and pages",
                        List.of(),
                        on(),
                        name(),
                        optional("port", PORT, "Its port (default: 80)."),
                        required(
                                "pages",
                                new Form.ByName("pages: names with a size each", SIZE),
                                "What it serves.")),
                "Serves pages by HTTP/1.1.");
    }

    private static Form.Field httpGet() {
        return optional(
                HTTP_GET,
                fields(
                        HTTP_GET,
                        "on, to and page",
                        List.of(),
                        on(),
                        name(),
                        to("The server."),
                        required("page", NAME, "What it asks for."),
                        optional(
                                "count",
                                new Form.Whole(1, 10_000),
                                "How often, one after the other on one connection (default: 1)."),
                        start()),
                "Gets a page by HTTP/1.1.");
    }

    static Form.Field expectation() {
        return optional(
                "tcp",
                counted(
                        "tcp",
                        required("program", NAME, "The program."),
                        required("counter", new Form.Word(COUNTERS), "Which of its counts.")),
                "A count of a program over TCP.");
    }

    static Form.Field ended() {
        return optional(
                "ended",
                fields(
                        "ended",
                        "program and as",
                        List.of(),
                        required("program", NAME, "The program that connects."),
                        required("as", new Form.Word(OUTCOMES), "How far its connection came.")),
                "How the connection of a client ended.");
    }

    /** A program of a checked tree; empty if it is none of these. */
    static Optional<ProgramSpec> programOf(String kind, Given given, String name, Names names) {
        String on = given.text("on", "");
        for (var service : TcpProgramSpec.Service.values()) {
            if (service.word().equals(kind)) {
                int port = given.whole("port", 1);
                return Optional.of(
                        new TcpProgramSpec.Server(given.place(), name, on, service, port));
            }
        }
        return switch (kind) {
            case BULK_RECEIVER ->
                    Optional.of(
                            new TcpProgramSpec.BulkReceiver(
                                    given.place(),
                                    name,
                                    on,
                                    given.whole("port", 1),
                                    rate(given),
                                    (int) Math.min(BUFFER_OCTETS_MAX, size(given, "buffer", 0))));
            case BULK_SENDER ->
                    Optional.of(
                            new TcpProgramSpec.BulkSender(
                                    given.place(),
                                    name,
                                    on,
                                    target(given, names),
                                    toPort(given),
                                    size(given, "length", Long.MAX_VALUE),
                                    given.nanos("lasts", Long.MAX_VALUE),
                                    rate(given),
                                    given.text("congestion", ""),
                                    given.nanos("start", 0)));
            case HTTP_SERVER ->
                    Optional.of(
                            new TcpProgramSpec.HttpServer(
                                    given.place(),
                                    name,
                                    on,
                                    given.whole("port", HTTP_PORT),
                                    pages(given)));
            case HTTP_GET ->
                    Optional.of(
                            new TcpProgramSpec.HttpGet(
                                    given.place(),
                                    name,
                                    on,
                                    target(given, names),
                                    toPort(given),
                                    Texts.host(given.text("to", "")),
                                    "/" + given.text("page", ""),
                                    given.whole("count", 1),
                                    given.nanos("start", 0)));
            default -> Optional.empty();
        };
    }

    private static Target target(Given given, Names names) {
        return names.target(given.placeOf("to"), Texts.host(given.text("to", "")));
    }

    private static int toPort(Given given) {
        return Texts.port(given.text("to", "")).orElse(1);
    }

    private static long rate(Given given) {
        return given.text("rate").map(text -> Units.bitsPerSecond(text).orElse(0)).orElse(0L);
    }

    private static long size(Given given, String name, long otherwise) {
        OptionalLong size = given.text(name).map(Units::octets).orElse(OptionalLong.of(otherwise));
        return size.orElse(otherwise);
    }

    private static SequencedMap<String, Long> pages(Given given) {
        var pages = new TreeMap<String, Long>();
        given.pairs("pages").forEach((name, size) -> pages.put(name, Units.octets(size).orElse(0)));
        return pages;
    }

    /** The program in words. */
    static String words(TcpProgramSpec program) {
        String who = program.name() + " on " + program.on() + " ";
        return who
                + switch (program) {
                    case TcpProgramSpec.Server server ->
                            server.service().does() + " TCP port " + server.port();
                    case TcpProgramSpec.HttpServer server ->
                            "serves "
                                    + server.pages().size()
                                    + " pages by HTTP at port "
                                    + server.port();
                    case TcpProgramSpec.BulkReceiver receiver ->
                            "receives at TCP port "
                                    + receiver.port()
                                    + (receiver.bitsPerSecond() == 0
                                            ? ""
                                            : ", " + Units.rate(receiver.bitsPerSecond()));
                    case TcpProgramSpec.BulkSender sender ->
                            "sends over TCP to " + sender.to() + " port " + sender.port();
                    case TcpProgramSpec.HttpGet get ->
                            "gets " + get.path() + " from " + get.to() + " port " + get.port();
                };
    }

    /** The program in a drawing. */
    static String drawn(TcpProgramSpec program) {
        return switch (program) {
            case TcpProgramSpec.Server server -> server.service().word() + " :" + server.port();
            case TcpProgramSpec.HttpServer server -> HTTP_SERVER + " :" + server.port();
            case TcpProgramSpec.BulkReceiver receiver -> BULK_RECEIVER + " :" + receiver.port();
            case TcpProgramSpec.BulkSender sender -> sender.name() + " sends to " + sender.to();
            case TcpProgramSpec.HttpGet get -> get.name() + " gets " + get.path();
        };
    }
}
