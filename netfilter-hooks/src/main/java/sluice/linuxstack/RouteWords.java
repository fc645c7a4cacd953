package sluice.linuxstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv4Routes;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Route;
import sluice.inet.Ipv6Routes;
import sluice.inet.RouteKind;
import sluice.inet.RouteWays;
import sluice.linuxstack.Configuration.Prefix;
import sluice.netdev.NetDevice;
import sluice.route.RouteRule;

/**
 * A route as the words of {@code ip route add} have it: {@code default via 192.0.2.254 dev eth0},
 * {@code default nexthop via 192.0.2.254 weight 2 nexthop dev ppp0}.
 */
final class RouteWords {
    private final Net net;
    private final String text;
    private final List<String> words;
    private int at;

    private RouteKind kind = RouteKind.UNICAST;
    private @Nullable Prefix to;
    private @Nullable IpAddress source;
    private int metric;
    private int mtuOctets;
    private int table;
    private Hop hop = new Hop();
    private final List<Hop> hops = new ArrayList<>();

    /** Where a way leads. */
    private static final class Hop {
        @Nullable IpAddress via;
        @Nullable NetDevice device;
        int weight = 1;
    }

    /**
     * Reads the words.
     *
     * @throws IllegalArgumentException if they are no route
     */
    RouteWords(Net net, String text) {
        this.net = net;
        this.text = text;
        words = List.of(text.trim().split("\\s+"));
        RouteKind first = kind(words.getFirst());
        if (first != null) {
            kind = first;
            at = 1;
        }
        boolean v6 = text.contains(":");
        while (at < words.size()) word(words.get(at++), v6);
    }

    private void word(String word, boolean v6) {
        switch (word) {
            case "via" -> hop.via = via();
            case "dev" -> hop.device = device(argument());
            case "nexthop" -> {
                hop = new Hop();
                hops.add(hop);
            }
            case "weight" -> {
                if (hops.isEmpty()) throw wrong("weight without nexthop");
                hop.weight = number(argument());
            }
            case "src" -> source = Configuration.prefix(argument()).address();
            case "metric" -> metric = number(argument());
            case "mtu" -> {
                // "lock" forbids to learn a smaller one, which does not happen here.
                if (at < words.size() && words.get(at).equals("lock")) at++;
                mtuOctets = number(argument());
            }
            case "table" -> table = RuleWords.table(argument());
            case "proto", "scope" -> argument();
            case "onlink" -> {}
            case "default" -> to = new Prefix(v6 ? IpAddress.ANY6 : IpAddress.ANY4, 0);
            default -> {
                if (to != null) throw wrong("unknown word " + word);
                to = Configuration.prefix(word);
            }
        }
    }

    // "via inet6 ADDRESS" says the family, too.
    private IpAddress via() {
        String word = argument();
        if (word.equals("inet") || word.equals("inet6")) word = argument();
        return Configuration.prefix(word).address();
    }

    /** Adds or removes it; false if one to be removed is not there. */
    boolean enter(boolean add) {
        Prefix prefix = to;
        if (prefix == null) throw wrong("no destination");
        if (hops.isEmpty()) hops.add(hop);
        for (Hop each : hops)
            if (kind == RouteKind.UNICAST && each.via == null && each.device == null)
                throw wrong("neither via nor dev");
        return prefix.address().isV4() ? enter4(prefix, add) : enter6(prefix, add);
    }

    /** The table named, else that of its kind. */
    private int table(boolean toLocal) {
        if (table != 0) return table;
        return toLocal ? RouteRule.LOCAL : RouteRule.MAIN;
    }

    private boolean enter4(Prefix prefix, boolean add) {
        boolean toLocal = kind == RouteKind.LOCAL || kind == RouteKind.BROADCAST;
        Ipv4Routes into = net.routing4.table(table(toLocal));
        if (hops.size() > 1) {
            var ways = new RouteWays();
            for (Hop each : hops) ways.add(route4(prefix, each, ways), each.weight);
            if (!add) return into.remove(route4(prefix, hops.getFirst(), null), ways);
            if (!into.add(ways)) throw new IllegalArgumentException("route exists: " + text);
            return true;
        }
        Ipv4Route route = route4(prefix, hops.getFirst(), null);
        if (!add) return into.remove(route);
        if (toLocal) into.append(route);
        else if (!into.add(route)) throw new IllegalArgumentException("route exists: " + text);
        return true;
    }

    private Ipv4Route route4(Prefix prefix, Hop by, @Nullable RouteWays ways) {
        int gateway = by.via == null ? 0 : by.via.v4();
        int device = by.device == null ? 0 : by.device.index();
        if (gateway != 0 && device == 0) {
            Ipv4Route towards = net.routing4.tables().lookup(gateway);
            if (towards == null) throw unreached();
            device = towards.deviceIndex();
        }
        int from = source == null ? 0 : source.v4();
        return new Ipv4Route(
                prefix.address().v4(),
                prefix.length(),
                kind,
                gateway,
                device,
                from,
                metric,
                mtuOctets,
                ways);
    }

    private boolean enter6(Prefix prefix, boolean add) {
        Ipv6Routes into = net.routing6.table(table(kind == RouteKind.LOCAL));
        if (hops.size() > 1) {
            var ways = new RouteWays();
            for (Hop each : hops) ways.add(route6(prefix, each, ways), each.weight);
            if (!add) return into.remove(route6(prefix, hops.getFirst(), null), ways);
            if (!into.add(ways)) throw new IllegalArgumentException("route exists: " + text);
            return true;
        }
        Ipv6Route route = route6(prefix, hops.getFirst(), null);
        if (!add) return into.remove(route);
        into.append(route);
        return true;
    }

    private Ipv6Route route6(Prefix prefix, Hop by, @Nullable RouteWays ways) {
        Ipv6Address gateway = Ipv6Address.ANY;
        int device = by.device == null ? 0 : by.device.index();
        IpAddress via = by.via;
        if (via != null) {
            gateway = new Ipv6Address(via.high(), via.low());
            if (device == 0) {
                Ipv6Route towards = net.routing6.main().lookup(via.high(), via.low());
                if (towards == null) throw unreached();
                device = towards.deviceIndex();
            }
        }
        IpAddress from = source;
        return new Ipv6Route(
                new Ipv6Address(prefix.address().high(), prefix.address().low()),
                prefix.length(),
                kind,
                gateway,
                device,
                from == null ? Ipv6Address.ANY : new Ipv6Address(from.high(), from.low()),
                metric == 0 ? 1024 : metric,
                ways);
    }

    // ---- words -----------------------------------------------------------------------------

    private IllegalArgumentException unreached() {
        return new IllegalArgumentException("gateway cannot be reached: " + text);
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + " in route: " + text);
    }

    private NetDevice device(String name) {
        NetDevice device = net.devices.device(name);
        if (device == null) throw new IllegalArgumentException("no device " + name);
        return device;
    }

    private static @Nullable RouteKind kind(String word) {
        for (RouteKind kind : RouteKind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) return kind;
        }
        return null;
    }

    private String argument() {
        if (at >= words.size()) throw new IllegalArgumentException("route ends too early: " + text);
        return words.get(at++);
    }

    private int number(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException _) {
            throw wrong("no number: " + word);
        }
    }
}
