package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sluice.conformance.netfilter.KernelCase.Device;
import sluice.conformance.netfilter.KernelCase.ExpectedStep;
import sluice.conformance.netfilter.KernelCase.Interface;
import sluice.conformance.netfilter.KernelCase.Kind;
import sluice.conformance.netfilter.KernelCase.Neighbour;
import sluice.conformance.netfilter.KernelCase.SeenFrame;
import sluice.conformance.netfilter.KernelCase.Socket;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Reads a case from its file. */
final class CaseReader {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonFactory JSON = new JsonFactory();
    private static final int SCHEMA = 1;
    private static final int MTU_OCTETS = 1500;
    private static final int PORT_MAX = 65_535;

    private CaseReader() {}

    /**
     * The case that a text describes.
     *
     * @throws CaseFault if it describes none; the text of the fault begins with line and column
     */
    static KernelCase read(String text) throws CaseFault {
        try {
            return root(new CaseJson("", MAPPER.readTree(text)));
        } catch (JacksonException e) {
            throw new CaseFault("", place(e.getLocation()) + "this is not JSON");
        } catch (CaseFault fault) {
            String where = fault.pointer().isEmpty() ? "the file" : fault.pointer();
            throw new CaseFault(
                    fault.pointer(), placeOf(text, fault.pointer()) + where + ": " + fault.text());
        }
    }

    /** Line and column of a pointer's value, or of the nearest thing around it that is there. */
    private static String placeOf(String text, String pointer) {
        String found = "";
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            int best = -1;
            while (parser.nextToken() != null) {
                String here = parser.streamReadContext().pathAsPointer().toString();
                if (here.length() > best && (pointer + "/").startsWith(here + "/")) {
                    best = here.length();
                    found = place(parser.currentTokenLocation());
                }
            }
        } catch (JacksonException _) {
            return found; // it was read once without one
        }
        return found;
    }

    private static String place(TokenStreamLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    // ---- the case --------------------------------------------------------------------------

    private static KernelCase root(CaseJson json) throws CaseFault {
        json.requireOnly(
                Set.of(
                        "schema", "id", "family", "title", "shows", "notes", "dut", "ruleset",
                        "steps", "observe", "expect"));
        json.number("schema", SCHEMA, SCHEMA);
        CaseJson expect = json.at("expect");
        List<CaseStep> steps = new ArrayList<>();
        for (CaseJson step : json.at("steps").items()) steps.add(step(step, steps.size()));
        List<ExpectedStep> expected = new ArrayList<>();
        for (CaseJson step : expect.at("steps").items()) expected.add(expected(step));
        if (steps.size() != expected.size())
            throw new CaseFault("/expect/steps", "not as many as there are steps");
        List<String> observed = json.texts("observe");
        return new KernelCase(
                json.text("id"),
                json.text("family"),
                json.optional("title").orElse(""),
                device(json.at("dut")),
                RulesetEffect.of(json.at("ruleset")),
                List.copyOf(steps),
                List.copyOf(expected),
                observed.contains("neigh")
                        ? Optional.of(neighbours(expect.at("neigh"), true))
                        : Optional.empty(),
                observed.contains("routes")
                        ? Optional.of(expect.texts("routes"))
                        : Optional.empty());
    }

    private static Device device(CaseJson json) throws CaseFault {
        json.requireOnly(Set.of("interfaces", "routes", "rules", "neigh", "sysctl", "sockets"));
        List<Interface> interfaces = new ArrayList<>();
        for (CaseJson each : json.at("interfaces").items()) interfaces.add(interfaceOf(each));
        List<Socket> sockets = new ArrayList<>();
        for (CaseJson each : json.at("sockets").items()) sockets.add(socket(each));
        Map<String, Integer> sysctls = new LinkedHashMap<>();
        if (json.has("sysctl")) {
            for (Map.Entry<String, CaseJson> each : json.at("sysctl").members().entrySet())
                sysctls.put(
                        each.getKey(),
                        each.getValue().number(Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        return new Device(
                List.copyOf(interfaces),
                json.texts("routes"),
                json.texts("rules"),
                neighbours(json.at("neigh"), false),
                sysctls,
                List.copyOf(sockets));
    }

    private static Interface interfaceOf(CaseJson json) throws CaseFault {
        json.requireOnly(Set.of("name", "kind", "mac", "mtu", "addrs", "master"));
        return new Interface(
                json.text("name"),
                kind(json.at("kind")),
                json.optional("mac").orElse(""),
                json.number("mtu", 68, PORT_MAX, MTU_OCTETS),
                json.texts("addrs"),
                json.optional("master"));
    }

    private static Kind kind(CaseJson json) throws CaseFault {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(json.text())) return kind;
        }
        throw new CaseFault(json.pointer(), "unknown kind of interface: " + json.text());
    }

    private static List<Neighbour> neighbours(CaseJson json, boolean withState) throws CaseFault {
        List<Neighbour> neighbours = new ArrayList<>();
        for (CaseJson each : json.items()) {
            each.requireOnly(Set.of("ip", "dev", "mac", "state"));
            String state = withState ? String.join(" ", each.texts("state")) : "";
            String mac = each.optional("mac").orElse("");
            neighbours.add(new Neighbour(each.text("dev"), each.text("ip"), mac, state));
        }
        return List.copyOf(neighbours);
    }

    private static Socket socket(CaseJson json) throws CaseFault {
        json.requireOnly(
                Set.of(
                        "id",
                        "proto",
                        "num",
                        "dev",
                        "ethertype",
                        "bind",
                        "port",
                        "join",
                        "ipv6",
                        "transparent"));
        String protocol = json.text("proto");
        String number =
                switch (protocol) {
                    case "udp", "tcp" -> "port";
                    case "raw" -> "num";
                    case "packet" -> "ethertype";
                    default -> throw new CaseFault(json.pointer(), "unknown socket: " + protocol);
                };
        List<CaseJson> joined = json.at("join").items();
        if (joined.size() > 1) throw new CaseFault(json.pointer() + "/join", "more than one group");
        List<String> group = new ArrayList<>();
        for (CaseJson memberships : joined)
            for (CaseJson word : memberships.items()) group.add(word.text());
        return new Socket(
                json.text("id"),
                protocol,
                json.optional("bind").orElse(""),
                json.number(number, 0, PORT_MAX),
                json.optional("dev").orElse(""),
                List.copyOf(group),
                json.flag("ipv6"),
                json.flag("transparent"));
    }

    // ---- steps -----------------------------------------------------------------------------

    private static CaseStep step(CaseJson json, int index) throws CaseFault {
        String name = json.text("op");
        int watch = json.number("wait_ms", 0, 3_600_000, 0);
        return switch (name) {
            case "inject" -> {
                json.requireOnly(Set.of("op", "dev", "hex", "count", "tcp_ack_from", "wait_ms"));
                yield new CaseStep.Inject(
                        json.text("dev"),
                        json.octets("hex"),
                        json.number("count", 1, 100_000, 1),
                        answer(json),
                        watch);
            }
            case "udp_send" -> udpSend(json, "send#" + index, watch);
            case "ping" -> {
                json.requireOnly(Set.of("op", "to", "icmp_id", "seq", "payload_len", "wait_ms"));
                yield new CaseStep.Ping(
                        "ping#" + index,
                        json.text("to"),
                        json.number("icmp_id", 0, PORT_MAX),
                        json.number("seq", 0, PORT_MAX),
                        json.number("payload_len", 0, PORT_MAX),
                        watch);
            }
            case "raw_send" -> {
                json.requireOnly(Set.of("op", "proto", "hex", "to", "wait_ms"));
                yield new CaseStep.RawSend(
                        "rawsend#" + index,
                        json.number("proto", 0, 255),
                        json.octets("hex"),
                        json.text("to"),
                        watch);
            }
            case "tcp_connect" -> {
                json.requireOnly(Set.of("op", "id", "bind", "to", "uid", "gid", "wait_ms"));
                yield new CaseStep.TcpConnect(
                        json.text("id"), bind(json), endpoint(json.at("to")), owner(json), watch);
            }
            case "tcp_send" -> {
                json.requireOnly(Set.of("op", "sock", "payload", "wait_ms"));
                yield new CaseStep.TcpSend(json.text("sock"), json.octets("payload"), watch);
            }
            case "close", "shutdown" -> {
                json.requireOnly(Set.of("op", "sock", "abort", "wait_ms"));
                yield new CaseStep.Close(
                        json.text("sock"), name.equals("shutdown"), json.flag("abort"), watch);
            }
            case "wait" -> {
                json.requireOnly(Set.of("op", "ms"));
                yield new CaseStep.Wait(json.number("ms", 0, 3_600_000));
            }
            case "ip" -> {
                json.requireOnly(Set.of("op", "args", "wait_ms"));
                yield new CaseStep.IpCommand(json.text("args"), watch);
            }
            default -> new CaseStep.Other(name);
        };
    }

    private static CaseStep udpSend(CaseJson json, String id, int watch) throws CaseFault {
        json.requireOnly(
                Set.of(
                        "op",
                        "to",
                        "payload",
                        "bind",
                        "sock",
                        "connect",
                        "id",
                        "uid",
                        "gid",
                        "mark",
                        "ttl",
                        "tos",
                        "broadcast",
                        "mcast_if",
                        "pmtudisc",
                        "bindtodevice",
                        "wait_ms"));
        var options =
                new CaseStep.UdpOptions(
                        json.number("ttl", 1, 255, -1),
                        json.number("tos", 0, 255, -1),
                        json.number("pmtudisc", 0, 2, -1),
                        json.flag("broadcast"),
                        json.optional("mcast_if").orElse(""),
                        json.optional("bindtodevice").orElse(""));
        return new CaseStep.UdpSend(
                json.optional("id").orElse(id),
                json.optional("sock").orElse(""),
                bind(json),
                endpoint(json.at("to")),
                json.octets("payload"),
                json.flag("connect"),
                options,
                owner(json),
                watch);
    }

    private static CaseStep.Owner owner(CaseJson json) throws CaseFault {
        return new CaseStep.Owner(
                json.number("uid", 0, Integer.MAX_VALUE, 0),
                json.number("gid", 0, Integer.MAX_VALUE, 0),
                json.number("mark", 0, Integer.MAX_VALUE, 0));
    }

    private static Optional<CaseStep.Endpoint> bind(CaseJson json) throws CaseFault {
        return json.has("bind") ? Optional.of(endpoint(json.at("bind"))) : Optional.empty();
    }

    private static CaseStep.Endpoint endpoint(CaseJson json) throws CaseFault {
        List<CaseJson> parts = json.items();
        if (parts.size() != 2) throw new CaseFault(json.pointer(), "expected address and port");
        return new CaseStep.Endpoint(parts.get(0).text(), parts.get(1).number(0, PORT_MAX));
    }

    private static Optional<CaseStep.TcpAnswer> answer(CaseJson json) throws CaseFault {
        if (!json.has("tcp_ack_from")) return Optional.empty();
        CaseJson from = json.at("tcp_ack_from");
        from.requireOnly(Set.of("step", "dev", "n", "add", "as"));
        return Optional.of(
                new CaseStep.TcpAnswer(
                        from.number("step", 0, 10_000),
                        from.text("dev"),
                        from.number("n", 0, 100_000),
                        from.number("add", Integer.MIN_VALUE, Integer.MAX_VALUE, 0),
                        from.optional("as").orElse("ack").equals("seq")));
    }

    // ---- what is expected ------------------------------------------------------------------

    private static ExpectedStep expected(CaseJson json) throws CaseFault {
        json.requireOnly(Set.of("tx", "tap", "sock", "error"));
        Map<String, List<ExpectedFrame>> sent = new LinkedHashMap<>();
        for (Map.Entry<String, CaseJson> device : json.at("tx").members().entrySet()) {
            List<ExpectedFrame> frames = new ArrayList<>();
            for (CaseJson frame : device.getValue().items()) frames.add(ExpectedFrame.of(frame));
            sent.put(device.getKey(), frames);
        }
        List<SeenFrame> seen = new ArrayList<>();
        for (CaseJson each : json.at("tap").items())
            seen.add(
                    new SeenFrame(
                            each.text("dev"),
                            each.text("dir"),
                            each.text("pkttype"),
                            ExpectedFrame.of(each)));
        List<SocketEvent> told = new ArrayList<>();
        for (CaseJson each : json.at("sock").items()) told.add(SocketEvent.of(each));
        return new ExpectedStep(sent, seen, told, json.optional("error").orElse(""));
    }
}
