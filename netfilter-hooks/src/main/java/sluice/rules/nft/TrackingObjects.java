package sluice.rules.nft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.Conntrack;
import sluice.conntrack.TimeoutPolicy;
import sluice.netfilter.NfFamily;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Statement;
import sluice.rules.names.Names;
import sluice.rules.statement.AssignHelper;
import sluice.rules.statement.AssignTimeouts;
import sluice.rules.statement.ExpectConnection;
import sluice.rules.statement.SynProxyTo;

/**
 * The objects {@code ct helper}, {@code ct timeout}, {@code ct expectation} and {@code synproxy}:
 * read and written.
 */
final class TrackingObjects {
    private static final int SIZE_MAX = 255;
    private static final int PORT_MAX = 0xffff;
    private static final int SECONDS_MAX = Integer.MAX_VALUE / 1000;

    private TrackingObjects() {}

    // ---- reading ---------------------------------------------------------------------------

    static Statement helper(Cmd.MakeObject make) throws NftFault {
        String type = stated(make, "type");
        int protocol = Conntrack.helperProtocol(type);
        if (protocol < 0)
            throw new NftFault(
                    make.place(), "the helper '" + Lexer.excerpt(type) + "' is not emulated");
        if (protocol != protocol(make))
            throw new NftFault(
                    make.place(),
                    "the helper '" + type + "' is one of " + Names.ofProtocol(protocol));
        return new AssignHelper(type, family(make));
    }

    static Statement timeouts(Cmd.MakeObject make) throws NftFault {
        int protocol = protocol(make);
        List<String> states = TimeoutPolicy.states(protocol);
        Map<String, Integer> seconds = new LinkedHashMap<>();
        for (String each : stated(make, "policy").split(",", -1)) {
            int colon = each.indexOf(':');
            String state = colon < 0 ? each.strip() : each.substring(0, colon).strip();
            long millis = colon < 0 ? -1 : ParserBase.millis(each.substring(colon + 1).strip());
            if (!states.contains(state))
                throw new NftFault(
                        make.place(),
                        "connections of "
                                + Names.ofProtocol(protocol)
                                + " have no state '"
                                + Lexer.excerpt(state)
                                + "': it is one of "
                                + String.join(", ", states));
            if (millis < 0 || millis / 1000 > SECONDS_MAX)
                throw new NftFault(make.place(), "the time of '" + state + "' is not a time");
            seconds.put(state, (int) (millis / 1000));
        }
        return new AssignTimeouts(TimeoutPolicy.of(protocol, seconds), family(make));
    }

    static Statement expectation(Cmd.MakeObject make) throws NftFault {
        int protocol = protocol(make);
        int port = (int) number(make, "dport", PORT_MAX);
        long timeout = number(make, "timeout", Integer.MAX_VALUE);
        int size = (int) number(make, "size", SIZE_MAX);
        return new ExpectConnection(protocol, port, timeout, size, family(make));
    }

    private static String stated(Cmd.MakeObject make, String name) throws NftFault {
        String text = make.settings().get(name);
        if (text == null || text.isEmpty())
            throw new NftFault(
                    make.place(), "the " + name + " of the " + make.kind() + " is missing");
        return text;
    }

    private static int protocol(Cmd.MakeObject make) throws NftFault {
        return switch (stated(make, "protocol")) {
            case "tcp", "6" -> IpProtocols.TCP;
            case "udp", "17" -> IpProtocols.UDP;
            default -> throw new NftFault(make.place(), "the protocol is tcp or udp");
        };
    }

    private static long number(Cmd.MakeObject make, String name, long most) throws NftFault {
        String text = stated(make, name);
        long value =
                Constants.numeric(text) && text.length() < 11
                        ? ParserBase.big(text).longValue()
                        : -1;
        if (value < 0 && name.equals("dport")) value = Names.port(text, protocol(make)).orElse(-1);
        if (value < 0 || value > most)
            throw new NftFault(
                    make.place(),
                    "the " + name + " " + Lexer.excerpt(text) + " is out of 0.." + most);
        return value;
    }

    private static @Nullable NfFamily family(Cmd.MakeObject make) throws NftFault {
        String stated = make.settings().getOrDefault("l3proto", "");
        String family = make.spot().family();
        boolean fits = family.equals("inet") || stated.isEmpty() || stated.equals(family);
        if (!fits)
            throw new NftFault(
                    make.place(), "l3proto " + Lexer.excerpt(stated) + " in family " + family);
        return switch (stated.isEmpty() ? family : stated) {
            case "ip" -> NfFamily.IPV4;
            case "ip6" -> NfFamily.IPV6;
            case "inet" -> null;
            default -> throw new NftFault(make.place(), "l3proto is ip, ip6 or inet");
        };
    }

    // ---- writing ---------------------------------------------------------------------------

    /**
     * The settings of an object in the order in which nft lists them, or null if it is none of
     * these.
     */
    static @Nullable Map<String, String> settings(Statement statement) {
        Map<String, String> settings = new LinkedHashMap<>();
        switch (statement) {
            case AssignHelper helper -> {
                settings.put("type", helper.name());
                settings.put("protocol", Names.ofProtocol(Conntrack.helperProtocol(helper.name())));
                settings.put("l3proto", word(helper.only()));
            }
            case AssignTimeouts timeouts -> {
                settings.put("protocol", Names.ofProtocol(timeouts.policy().protocol()));
                settings.put("l3proto", word(timeouts.only()));
                settings.put("policy", policy(timeouts.policy()));
            }
            case ExpectConnection expect -> {
                settings.put("protocol", Names.ofProtocol(expect.protocol()));
                settings.put("dport", Integer.toString(expect.port()));
                settings.put("timeout", Long.toString(expect.timeout()));
                settings.put("size", Integer.toString(expect.countMax()));
                settings.put("l3proto", word(expect.only()));
            }
            case SynProxyTo proxy -> settings.putAll(SynProxies.settings(proxy));
            default -> {
                return null;
            }
        }
        return settings;
    }

    private static String word(@Nullable NfFamily family) {
        return family == null ? "inet" : family == NfFamily.IPV4 ? "ip" : "ip6";
    }

    private static String policy(TimeoutPolicy policy) {
        var text = new StringBuilder();
        for (String state : TimeoutPolicy.states(policy.protocol())) {
            int seconds = policy.seconds(state);
            if (seconds < 0) continue;
            if (!text.isEmpty()) text.append(", ");
            text.append(state).append(" : ").append(seconds);
        }
        return text.toString();
    }

    /** The lines of an object's block in text. */
    static List<String> lines(Map<String, String> settings) {
        List<String> lines = new java.util.ArrayList<>();
        String type = settings.get("type");
        settings.forEach((name, value) -> {
            switch (name) {
                case "type" -> {}
                case "protocol" ->
                        lines.add(
                                (type == null ? "" : "type " + ExText.quoted(type) + " ")
                                        + "protocol "
                                        + value);
                case "timeout" ->
                        lines.add("timeout " + ExText.time(Long.parseLong(value) * 1_000_000L));
                case "policy" -> lines.add("policy = { " + value + " }");
                default -> lines.add(value.isEmpty() ? name : name + " " + value);
            }
        });
        return lines;
    }
}
