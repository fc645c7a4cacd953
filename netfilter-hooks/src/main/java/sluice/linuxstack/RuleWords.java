package sluice.linuxstack;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.netdev.DeviceLayer;
import sluice.netdev.NetDevice;
import sluice.route.RouteRule;
import sluice.route.RouteRule.Action;
import sluice.route.RouteRule.Prefix;
import sluice.route.RouteRule.Range;

/**
 * A rule of the routing policy in the words of {@code ip rule add} (iproute2, {@code iprule.c}).
 */
final class RuleWords {
    private static final int PORT_MAX = 65_535;

    private final String text;
    private final List<String> words;
    private final DeviceLayer devices;
    private int at;
    private boolean v6;

    private int priority = -1;
    private boolean inverted;
    private Prefix from = Prefix.ALL;
    private Prefix to = Prefix.ALL;
    private int inIndex;
    private int outIndex;
    private int mark;
    private int markMask;
    private int tos = -1;
    private Range uids = Range.ALL;
    private int protocol;
    private Range sourcePorts = Range.ALL;
    private Range destinationPorts = Range.ALL;
    private @Nullable Action action;
    private int target;
    private int suppress = -1;

    private RuleWords(String text, DeviceLayer devices) {
        this.text = text;
        this.words = List.of(text.trim().split("\\s+"));
        this.devices = devices;
        this.v6 = text.contains(":");
    }

    /**
     * The rule that the words describe.
     *
     * @throws IllegalArgumentException if they describe none
     */
    static RuleWords read(String text, DeviceLayer devices) {
        var read = new RuleWords(text, devices);
        if (read.words.getFirst().equals("-6")) {
            read.v6 = true;
            read.at = 1;
        }
        while (read.at < read.words.size()) read.word(read.words.get(read.at++));
        return read;
    }

    boolean v6() {
        return v6;
    }

    /** The rule; {@code ofNext} is its priority if the words have none. */
    RouteRule rule(int ofNext) {
        Action says = action;
        if (says == null) throw new IllegalArgumentException("no table in rule: " + text);
        return new RouteRule(
                priority < 0 ? ofNext : priority,
                inverted,
                from,
                to,
                inIndex,
                outIndex,
                mark,
                markMask,
                tos,
                uids,
                protocol,
                sourcePorts,
                destinationPorts,
                says,
                target,
                suppress);
    }

    private void word(String word) {
        switch (word) {
            case "not" -> inverted = true;
            case "from" -> from = prefix(argument());
            case "to" -> to = prefix(argument());
            case "priority", "preference", "pref", "order" -> priority = number(argument());
            case "iif", "dev" -> inIndex = device(argument());
            case "oif" -> outIndex = device(argument());
            case "fwmark" -> mark(argument());
            case "tos", "dsfield" -> tos = hex(argument());
            case "uidrange" -> uids = range(argument(), Integer.MAX_VALUE);
            case "ipproto" -> protocol = protocol(argument());
            case "sport" -> sourcePorts = range(argument(), PORT_MAX);
            case "dport" -> destinationPorts = range(argument(), PORT_MAX);
            case "table", "lookup" -> says(Action.TABLE, table(argument()));
            case "goto" -> says(Action.GOTO, number(argument()));
            case "nop" -> says(Action.NOP, 0);
            case "blackhole" -> says(Action.BLACKHOLE, 0);
            case "unreachable" -> says(Action.UNREACHABLE, 0);
            case "prohibit" -> says(Action.PROHIBIT, 0);
            case "suppress_prefixlength", "sup_pl" -> suppress = number(argument());
            case "proto", "protocol" -> argument();
            case "type" -> word(argument());
            case "unicast" -> {}
            default ->
                    throw new IllegalArgumentException(
                            "unknown word " + word + " in rule: " + text);
        }
    }

    private void says(Action what, int of) {
        action = what;
        target = of;
    }

    private String argument() {
        if (at >= words.size()) throw new IllegalArgumentException("rule ends too early: " + text);
        return words.get(at++);
    }

    private int number(String word) {
        try {
            return Integer.parseUnsignedInt(word);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("no number: " + word + " in rule: " + text);
        }
    }

    private int hex(String word) {
        try {
            return Integer.decode(word);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("no number: " + word + " in rule: " + text);
        }
    }

    private void mark(String word) {
        int slash = word.indexOf('/');
        mark = (int) wide(slash < 0 ? word : word.substring(0, slash));
        markMask = slash < 0 ? -1 : (int) wide(word.substring(slash + 1));
    }

    private long wide(String word) {
        try {
            return Long.decode(word);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("no number: " + word + " in rule: " + text);
        }
    }

    private Range range(String word, int most) {
        int dash = word.indexOf('-');
        int first = number(dash < 0 ? word : word.substring(0, dash));
        int last = dash < 0 ? first : number(word.substring(dash + 1));
        if (first > last || last > most)
            throw new IllegalArgumentException("no range: " + word + " in rule: " + text);
        return new Range(first, last);
    }

    private int protocol(String word) {
        return switch (word) {
            case "tcp" -> sluice.packet.wire.IpProtocols.TCP;
            case "udp" -> sluice.packet.wire.IpProtocols.UDP;
            case "icmp" -> sluice.packet.wire.IpProtocols.ICMP;
            case "ipv6-icmp", "icmpv6" -> sluice.packet.wire.IpProtocols.ICMPV6;
            default -> number(word);
        };
    }

    private int device(String name) {
        NetDevice device = devices.device(name);
        if (device == null) throw new IllegalArgumentException("no device " + name);
        return device.index();
    }

    private static Prefix prefix(String word) {
        if (word.equals("all") || word.equals("any") || word.equals("default")) return Prefix.ALL;
        Configuration.Prefix read = Configuration.prefix(word);
        IpAddress address = read.address();
        return address.isV4()
                ? new Prefix((long) address.v4() << Integer.SIZE, 0, read.length())
                : new Prefix(address.high(), address.low(), read.length());
    }

    /**
     * The number of a table by its name or number.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static int table(String word) {
        Integer known =
                switch (word.toLowerCase(Locale.ROOT)) {
                    case "local" -> RouteRule.LOCAL;
                    case "main" -> RouteRule.MAIN;
                    case "default" -> RouteRule.DEFAULT;
                    default -> null;
                };
        if (known != null) return known;
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("unknown table: " + word);
        }
    }

    /** Name of a table as {@code ip} prints it. */
    static String tableName(int number) {
        return switch (number) {
            case RouteRule.LOCAL -> "local";
            case RouteRule.MAIN -> "main";
            case RouteRule.DEFAULT -> "default";
            default -> Integer.toString(number);
        };
    }

    /** A rule as {@code ip rule} prints it. */
    static String line(RouteRule rule, boolean v6, DeviceLayer devices) {
        var out = new StringBuilder();
        out.append(rule.priority()).append(":\t");
        if (rule.inverted()) out.append("not ");
        out.append("from ").append(text(rule.from(), v6));
        if (rule.to().length() != 0) out.append(" to ").append(text(rule.to(), v6));
        if (rule.tos() >= 0) out.append(" tos 0x").append(Integer.toHexString(rule.tos()));
        if (rule.markMask() != 0) {
            out.append(" fwmark 0x").append(Integer.toHexString(rule.mark()));
            if (rule.markMask() != -1)
                out.append("/0x").append(Integer.toHexString(rule.markMask()));
        }
        if (rule.inIndex() != 0) out.append(" iif ").append(devices.device(rule.inIndex()).name());
        if (rule.outIndex() != 0)
            out.append(" oif ").append(devices.device(rule.outIndex()).name());
        if (!rule.uids().equals(Range.ALL))
            out.append(" uidrange ").append(text(rule.uids(), true));
        if (rule.protocol() != 0) out.append(" ipproto ").append(rule.protocol());
        if (!rule.sourcePorts().equals(Range.ALL))
            out.append(" sport ").append(text(rule.sourcePorts(), false));
        if (!rule.destinationPorts().equals(Range.ALL))
            out.append(" dport ").append(text(rule.destinationPorts(), false));
        switch (rule.action()) {
            case TABLE -> out.append(" lookup ").append(tableName(rule.target()));
            case GOTO -> out.append(" goto ").append(rule.target());
            case NOP, BLACKHOLE, UNREACHABLE, PROHIBIT ->
                    out.append(' ').append(rule.action().name().toLowerCase(Locale.ROOT));
        }
        if (rule.suppressPrefixLength() >= 0)
            out.append(" suppress_prefixlength ").append(rule.suppressPrefixLength());
        return out.toString();
    }

    private static String text(Prefix prefix, boolean v6) {
        if (prefix.length() == 0) return "all";
        IpAddress address =
                v6
                        ? new IpAddress(prefix.high(), prefix.low())
                        : IpAddress.v4((int) (prefix.high() >> Integer.SIZE));
        int most = v6 ? 2 * Long.SIZE : Integer.SIZE;
        return prefix.length() == most ? address.toString() : address + "/" + prefix.length();
    }

    private static String text(Range range, boolean both) {
        boolean one = range.first() == range.last() && !both;
        return one ? Integer.toString(range.first()) : range.first() + "-" + range.last();
    }
}
