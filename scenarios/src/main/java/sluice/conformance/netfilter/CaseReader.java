package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
                        "schema",
                        "id",
                        "family",
                        "title",
                        "shows",
                        "notes",
                        "dut",
                        "ruleset",
                        "steps",
                        "observe",
                        "expect",
                        "excluded",
                        "coverage"));
        json.number("schema", SCHEMA, SCHEMA);
        CaseJson expect = json.at("expect");
        List<CaseStep> steps = new ArrayList<>();
        for (CaseJson step : json.at("steps").items())
            steps.add(StepReader.step(step, steps.size()));
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
                CaseRuleset.of(json.at("ruleset")),
                List.copyOf(steps),
                List.copyOf(expected),
                ExpectedRules.read(expect.at("variants"), json.at("excluded")),
                CaseConntrack.read(expect.at("conntrack")),
                observed.contains("neigh")
                        ? Optional.of(neighbours(expect.at("neigh"), true))
                        : Optional.empty(),
                observed.contains("routes")
                        ? Optional.of(expect.texts("routes"))
                        : Optional.empty(),
                expect.has("snmp") ? Optional.of(statistics(expect.at("snmp"))) : Optional.empty());
    }

    private static Map<String, Long> statistics(CaseJson json) throws CaseFault {
        Map<String, Long> statistics = new TreeMap<>();
        for (Map.Entry<String, CaseJson> each : json.members().entrySet())
            statistics.put(each.getKey(), (long) each.getValue().number(0, Integer.MAX_VALUE));
        return statistics;
    }

    private static Device device(CaseJson json) throws CaseFault {
        json.requireOnly(
                Set.of("interfaces", "routes", "rules", "neigh", "sysctl", "sockets", "nfacct"));
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
                List.copyOf(sockets),
                json.texts("nfacct"));
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
                Set.of("id", "proto", "num", "dev", "ethertype", "bind", "port", "join", "ipv6"));
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

    // ---- what is expected ------------------------------------------------------------------

    private static ExpectedStep expected(CaseJson json) throws CaseFault {
        json.requireOnly(Set.of("tx", "tap", "sock", "error", "fate"));
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
        return new ExpectedStep(
                sent,
                json.has("tap") ? Optional.of(seen) : Optional.empty(),
                told,
                json.optional("error").orElse(""),
                json.texts("fate"));
    }
}
