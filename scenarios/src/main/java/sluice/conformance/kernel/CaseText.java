package sluice.conformance.kernel;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import sluice.conformance.kernel.KernelRules.Counted;
import sluice.conformance.kernel.PlayedStep.Event;
import sluice.conformance.kernel.PlayedStep.Left;
import sluice.conformance.kernel.TestDevice.Port;
import sluice.edge.IpAddress;
import sluice.firewall.Syntax;
import sluice.packet.wire.Addresses;
import sluice.report.JsonText;

/**
 * Two plays of the same steps, written down as recorded rulesets are: what differs between them is
 * masked, or, if it is more than some fields, the step is not repeatable.
 */
final class CaseText {
    private static final HexFormat HEX = HexFormat.of();

    private final TestDevice device;
    private final List<PlayedStep> one;
    private final List<PlayedStep> other;
    private final BitSet unrepeatable = new BitSet();
    private final Set<String> leftOut = new TreeSet<>();
    private final List<Integer> places = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final JsonText json = new JsonText(text);

    private CaseText(TestDevice device, List<PlayedStep> one, List<PlayedStep> other) {
        this.device = device;
        this.one = one;
        this.other = other;
    }

    /**
     * A case.
     *
     * @param places index among the played steps of each step of the text
     * @param unrepeatable indexes of played steps of which the kernel made different things
     */
    record Written(String text, List<Integer> places, BitSet unrepeatable) {}

    /** What was played, with the counters at the end of each play. */
    record Plays(
            List<PlayedStep> one,
            Map<String, Counted> counters,
            List<PlayedStep> other,
            Map<String, Counted> otherCounters) {}

    static Written write(String id, String file, Syntax syntax, TestDevice device, Plays plays) {
        var written = new CaseText(device, plays.one(), plays.other());
        written.leftOut.addAll(unsteady(plays));
        written.all(id, file, syntax, plays);
        return new Written(written.text.toString(), written.places, written.unrepeatable);
    }

    private static String key(Event event) {
        return String.join(
                " ", event.family(), event.table(), event.chain(), "rule", "" + event.rule());
    }

    private void all(String id, String file, Syntax syntax, Plays plays) {
        json.beginObject().member("schema", 1).member("id", id).member("family", "live");
        device();
        json.name("ruleset").beginObject();
        json.member("file", file).member("syntax", syntax.word()).endObject();
        json.name("steps").beginArray();
        for (int i = 0; i < one.size(); i++) step(i);
        json.endArray();
        excluded(plays);
        json.name("expect").beginObject().name("steps").beginArray();
        for (int place = 0; place < places.size(); place++) expected(place);
        json.endArray();
        json.name("variants").beginObject();
        json.name(syntax == Syntax.NFT ? "nft" : "iptables").beginObject();
        counters(plays);
        json.name("trace").beginArray();
        for (int place = 0; place < places.size(); place++) {
            json.beginArray();
            if (isFirst(place))
                for (Event each : one.get(places.get(place)).events())
                    if (!leftOut.contains(key(each))) event(each);
            json.endArray();
        }
        json.endArray().endObject().endObject();
        json.name("conntrack").beginArray().endArray();
        json.endObject().endObject();
    }

    // ---- device and steps ------------------------------------------------------------------

    private void device() {
        json.name("dut").beginObject().name("interfaces").beginArray();
        json.beginObject().member("name", "lo").member("kind", "lo").name("addrs").beginArray();
        json.value("127.0.0.1/8");
        if (device.ipv6()) json.value("::1/128");
        json.endArray().endObject();
        for (Port each : device.ports()) {
            json.beginObject().member("name", each.name()).member("kind", "tap");
            json.member("mac", Addresses.formatMac(each.mac())).name("addrs").beginArray();
            device.addresses(each).forEach(json::value);
            json.endArray().endObject();
        }
        json.endArray().name("routes").beginArray();
        device.routes().forEach(json::value);
        json.endArray().name("neigh").beginArray();
        for (Map.Entry<IpAddress, Port> each : device.stations().entrySet())
            json.beginObject()
                    .member("ip", each.getKey().toString())
                    .member("dev", each.getValue().name())
                    .member(
                            "mac",
                            Addresses.formatMac(TestDevice.mac(each.getKey(), each.getValue())))
                    .endObject();
        json.endArray().name("sysctl").beginObject();
        device.sysctls().forEach(json::member);
        json.endObject().endObject();
    }

    private void step(int index) {
        switch (one.get(index).step()) {
            case FreshStep.Arrives(String name, byte[] frame, var _) -> {
                begin("inject", index).member("dev", name).member("hex", HEX.formatHex(frame));
                json.endObject();
            }
            case FreshStep.Answers _ -> begin("wait", index).member("ms", 0).endObject();
            case FreshStep.Sends(int from, IpAddress to, int port, var _) -> {
                begin("udp_send", index);
                ends(from, to, port);
                json.member("payload", "736c75696365").endObject();
            }
            case FreshStep.Connects(int from, IpAddress to, int port, var _) -> {
                begin("tcp_connect", index).member("id", "c" + index);
                ends(from, to, port);
                json.endObject();
                begin("close", index).member("sock", "c" + index).member("abort", true);
                json.endObject();
            }
        }
    }

    private JsonText begin(String operation, int index) {
        places.add(index);
        return json.beginObject().member("op", operation);
    }

    private void ends(int from, IpAddress to, int port) {
        json.name("bind").beginArray().value(to.isV4() ? "0.0.0.0" : "::").value(from).endArray();
        json.name("to").beginArray().value(to.toString()).value(port).endArray();
    }

    /** Whether a step of the text is the first of a played one. */
    private boolean isFirst(int place) {
        return place == 0 || !places.get(place - 1).equals(places.get(place));
    }

    // ---- what came of it -------------------------------------------------------------------

    private void expected(int place) {
        int index = places.get(place);
        json.beginObject();
        if (isFirst(place)) {
            PlayedStep mine = one.get(index);
            PlayedStep theirs = other.get(index);
            if (!mine.error().equals(theirs.error())
                    || !numbered(mine.events()).equals(numbered(theirs.events())))
                unrepeatable.set(index);
            if (!mine.error().isEmpty()) json.member("error", mine.error());
            frames(index, mine, theirs);
        } else {
            json.name("tx").beginObject().endObject();
        }
        json.endObject();
    }

    private void frames(int index, PlayedStep mine, PlayedStep theirs) {
        Map<String, List<byte[]>> left = byDevice(mine.left());
        Map<String, List<byte[]>> again = byDevice(theirs.left());
        if (!left.keySet().equals(again.keySet())) unrepeatable.set(index);
        List<String> always =
                mine.step() instanceof FreshStep.Connects ? List.of("tcp.window") : List.of();
        json.name("tx").beginObject();
        left.forEach((name, frames) -> {
            List<byte[]> others = again.getOrDefault(name, List.of());
            if (frames.size() != others.size()) unrepeatable.set(index);
            json.name(name).beginArray();
            for (int i = 0; i < frames.size(); i++) {
                byte[] frame = frames.get(i);
                Optional<FrameMask> mask =
                        i < others.size()
                                ? FrameMask.of(frame, others.get(i), always)
                                : Optional.empty();
                if (mask.isEmpty()) unrepeatable.set(index);
                mask.or(() -> FrameMask.of(frame, frame, always)).ifPresent(this::frame);
            }
            json.endArray();
        });
        json.endObject();
    }

    private static Map<String, List<byte[]>> byDevice(List<Left> left) {
        Map<String, List<byte[]>> sorted = new LinkedHashMap<>();
        for (Left each : left)
            sorted.computeIfAbsent(each.device(), _ -> new ArrayList<>()).add(each.frame());
        return sorted;
    }

    private void frame(FrameMask frame) {
        json.beginObject().member("len", frame.octets().length);
        json.member("hex", HEX.formatHex(frame.octets())).name("csum").beginObject();
        if (!frame.ip().isEmpty()) json.member("ip", frame.ip());
        if (!frame.transport().isEmpty()) json.member("l4", frame.transport());
        json.endObject().name("mask").beginArray();
        for (FrameMask.Field each : frame.fields())
            json.beginObject()
                    .member("f", each.name())
                    .member("off", each.offset())
                    .member("len", each.octets())
                    .endObject();
        json.endArray().endObject();
    }

    /** Events with the packets numbered by their first among these. */
    private static List<Event> numbered(List<Event> events) {
        Map<Integer, Integer> numbers = new HashMap<>();
        return events.stream()
                .map(each ->
                        new Event(
                                numbers.computeIfAbsent(each.packet(), _ -> numbers.size()),
                                each.hook(),
                                each.family(),
                                each.table(),
                                each.chain(),
                                each.rule(),
                                each.verdict(),
                                each.to(),
                                each.mark(),
                                each.in(),
                                each.out()))
                .toList();
    }

    private void event(Event event) {
        json.beginObject().member("pkt", event.packet()).member("hook", event.hook());
        json.member("family", event.family()).member("table", event.table());
        json.member("chain", event.chain());
        json.member("type", event.rule() < 0 ? "policy" : "rule");
        if (event.rule() >= 0) json.member("rule", event.rule());
        json.member("verdict", event.verdict());
        if (!event.to().isEmpty()) json.member("to", event.to());
        if (event.mark() != 0) json.member("mark", event.mark());
        if (!event.in().isEmpty()) json.member("iif", event.in());
        if (!event.out().isEmpty()) json.member("oif", event.out());
        json.endObject();
    }

    // ---- counters --------------------------------------------------------------------------

    /** Rules that did not count the same in both plays: chance or time has a part in them. */
    private void excluded(Plays plays) {
        json.name("excluded").beginArray();
        for (String key : leftOut) {
            Counted counted = plays.counters().get(key);
            if (counted == null || !counted.kind().equals("rule")) continue;
            json.beginObject().member("family", counted.family());
            json.member("table", counted.table()).member("chain", counted.chain());
            json.member("rule", Long.parseLong(counted.what()));
            json.member("reason", "differs between two plays: left out").endObject();
        }
        json.endArray();
    }

    static Set<String> unsteady(Plays plays) {
        Set<String> keys = new TreeSet<>(plays.counters().keySet());
        keys.removeIf(
                key -> Objects.equals(plays.counters().get(key), plays.otherCounters().get(key)));
        return keys;
    }

    private void counters(Plays plays) {
        json.name("counters").beginArray();
        for (Counted each : plays.counters().values()) {
            json.beginObject().member("family", each.family()).member("table", each.table());
            if (!each.chain().isEmpty()) json.member("chain", each.chain());
            if (each.kind().equals("rule")) json.member("rule", Long.parseLong(each.what()));
            else json.member(each.kind(), each.what());
            json.member("packets", each.packets()).member("bytes", each.octets()).endObject();
        }
        json.endArray();
    }
}
