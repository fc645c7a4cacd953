package sluice.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.inet.AddressScope;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4InterfaceAddress;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv4RouteTables;
import sluice.inet.Ipv4Routes;
import sluice.inet.Route;
import sluice.inet.RouteKind;
import sluice.inet.RouteWays;
import sluice.inet.SocketError;
import sluice.inet.SourceAddressChoice;

/**
 * IPv4 routing decisions in the kernel's order (Linux 6.x, {@code net/ipv4/route.c}: {@code
 * ip_route_input_slow}, {@code fib_validate_source}, {@code ip_route_output_key_hash_rcu}). A
 * decision allocates nothing. One writer.
 */
public final class Ipv4Routing {
    private static final int IGMP = 2;

    private final Ipv4RouteTables tables = new Ipv4RouteTables();
    private final List<Ipv4InterfaceAddress> addresses = new ArrayList<>();
    private final Ipv4Groups groups = new Ipv4Groups();
    private final InterfaceSettings all = new InterfaceSettings();
    private final InterfaceSettings defaults = new InterfaceSettings();
    private final List<InterfaceSettings> settings = new ArrayList<>();
    private final int loopbackIndex;
    private final OutputResult result = new OutputResult();
    private final RouteRules rules = new RouteRules();
    private final Map<Integer, Ipv4Routes> others = new TreeMap<>();
    private final FlowKey key = new FlowKey();
    private final FlowKey backKey = new FlowKey();
    private final MultipathHash multipath = new MultipathHash();
    private final MultipathHash.Preference sameSource = this::hasSource;
    private int sourceOfFlow;
    private @Nullable Ipv4Route found;
    private boolean sourceOnLink;

    /** Tables without routes; {@code loopbackIndex} is the index of {@code lo}. */
    public Ipv4Routing(int loopbackIndex) {
        this.loopbackIndex = loopbackIndex;
    }

    /** The tables {@code local} and {@code main}. */
    public Ipv4RouteTables tables() {
        return tables;
    }

    int loopbackIndex() {
        return loopbackIndex;
    }

    /** How flows are spread where a route has several ways. */
    public MultipathHash multipath() {
        return multipath;
    }

    private boolean hasSource(Route way) {
        return way instanceof Ipv4Route route && choose(route, route.gateway()) == sourceOfFlow;
    }

    /** The routing policy. */
    public RouteRules rules() {
        return rules;
    }

    /** The table of a number, made on first use. */
    public Ipv4Routes table(int number) {
        return switch (number) {
            case RouteRule.LOCAL -> tables.local();
            case RouteRule.MAIN -> tables.main();
            default -> others.computeIfAbsent(number, _ -> new Ipv4Routes());
        };
    }

    /** Numbers of the tables besides {@code local} and {@code main}. */
    public List<Integer> otherTables() {
        return List.copyOf(others.keySet());
    }

    private static final Ipv4Route PROHIBITED = Ipv4Route.refusing(0, 0, RouteKind.PROHIBIT);
    private static final Ipv4Route BLACK_HOLE = Ipv4Route.refusing(0, 0, RouteKind.BLACKHOLE);

    /** The route by the policy ({@code fib_lookup}), or null: ENETUNREACH. */
    @Nullable Ipv4Route lookup(FlowKey of) {
        int to = of.destination4();
        if (!rules.custom()) {
            Ipv4Route plain =
                    of.outIndex == 0 ? tables.lookup(to) : tables.lookupBy(to, of.outIndex);
            if (plain != null || others.isEmpty()) return plain;
            return usable(others.get(RouteRule.DEFAULT), of, -1);
        }
        int at = rules.next(of, 0);
        while (at >= 0) {
            RouteRule rule = rules.at(at);
            int from = at + 1;
            switch (rule.action()) {
                case TABLE -> {
                    Ipv4Route there =
                            usable(tableIfAny(rule.target()), of, rule.suppressPrefixLength());
                    if (there != null) return there;
                }
                case GOTO -> from = rules.indexOf(rule.target());
                case NOP -> {}
                case BLACKHOLE -> {
                    return BLACK_HOLE;
                }
                case PROHIBIT -> {
                    return PROHIBITED;
                }
                case UNREACHABLE -> {
                    return null;
                }
            }
            at = rules.next(of, from);
        }
        return null;
    }

    private @Nullable Ipv4Routes tableIfAny(int number) {
        if (number == RouteRule.LOCAL) return tables.local();
        return number == RouteRule.MAIN ? tables.main() : others.get(number);
    }

    private static @Nullable Ipv4Route usable(
            @Nullable Ipv4Routes table, FlowKey of, int suppressed) {
        if (table == null) return null;
        int to = of.destination4();
        Ipv4Route route = of.outIndex == 0 ? table.lookup(to) : table.lookupBy(to, of.outIndex);
        if (route == null || route.kind() == RouteKind.THROW) return null;
        return route.prefixLength() <= suppressed ? null : route;
    }

    /** A question about a packet from one address to another; for {@link #output(FlowKey)}. */
    public FlowKey key(int source, int destination) {
        return key.clear().ipv4(source, destination);
    }

    /** Addresses in the order of their configuration. */
    public List<Ipv4InterfaceAddress> addresses() {
        return addresses;
    }

    /** Memberships. */
    public Ipv4Groups groups() {
        return groups;
    }

    /** {@code conf.all}. */
    public InterfaceSettings all() {
        return all;
    }

    /** {@code conf.default}. */
    public InterfaceSettings defaults() {
        return defaults;
    }

    /** {@code conf} of a device, made from {@code default} on first use. */
    public InterfaceSettings of(int deviceIndex) {
        while (settings.size() <= deviceIndex) settings.add(defaults.copy());
        return settings.get(deviceIndex);
    }

    /** Configures an address and its routes. */
    public void addAddress(int address, int prefixLength, int deviceIndex) {
        addAddress(address, address, prefixLength, deviceIndex);
    }

    /** Configures an address of a link whose other end has {@code peer}, and the routes. */
    public void addAddress(int address, int peer, int prefixLength, int deviceIndex) {
        boolean loopback = deviceIndex == loopbackIndex;
        boolean secondary = false;
        for (Ipv4InterfaceAddress other : addresses) {
            secondary |=
                    other.deviceIndex() == deviceIndex
                            && !other.secondary()
                            && other.prefixLength() == prefixLength
                            && other.covers(peer);
        }
        var scope = AddressScope.of(address);
        var added =
                new Ipv4InterfaceAddress(
                        address, peer, prefixLength, deviceIndex, scope, secondary);
        addresses.add(added);
        tables.addAddress(added, loopback);
    }

    /** Takes an address and its routes away; false if it was not there. */
    public boolean removeAddress(int address, int prefixLength, int deviceIndex) {
        for (Ipv4InterfaceAddress each : addresses) {
            if (each.address() == address
                    && each.prefixLength() == prefixLength
                    && each.deviceIndex() == deviceIndex) {
                addresses.remove(each);
                tables.removeAddress(each, deviceIndex == loopbackIndex);
                return true;
            }
        }
        return false;
    }

    /**
     * A device goes down and loses its routes, or comes up and gets those of its addresses again;
     * routes written by hand do not come back (Linux 6.x, {@code fib_netdev_event}).
     */
    public void deviceChanged(int deviceIndex, boolean up) {
        if (!up) {
            tables.removeDevice(deviceIndex);
            return;
        }
        for (Ipv4InterfaceAddress each : addresses) {
            if (each.deviceIndex() == deviceIndex)
                tables.addAddress(each, deviceIndex == loopbackIndex);
        }
    }

    /** Whether the address is configured on an interface. */
    public boolean own(int address) {
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.get(i).address() == address) return true;
        }
        return false;
    }

    /** Whether the address is local, as an address or as part of a local prefix. */
    public boolean isLocal(int address) {
        Ipv4Route local = tables.local().lookup(address);
        return local != null && local.kind() == RouteKind.LOCAL;
    }

    /** The route of the last {@link #input} that found one. */
    public @Nullable Ipv4Route inputRoute() {
        return found;
    }

    /** Whether the sender of the last {@link #input} could reach the next hop by itself. */
    public boolean redirectWanted() {
        return sourceOnLink;
    }

    /** What to do with a packet without mark and TOS that came in on {@code deviceIndex}. */
    public InputResult input(int source, int destination, int protocol, int deviceIndex) {
        return input(key(source, destination).transport(protocol, 0, 0), deviceIndex);
    }

    /** What to do with a packet that came in on {@code deviceIndex}. */
    public InputResult input(FlowKey of, int deviceIndex) {
        of.in(deviceIndex);
        int source = of.source4();
        int destination = of.destination4();
        int protocol = of.protocol;
        found = null;
        sourceOnLink = false;
        boolean localnet = all.routeLocalnet || of(deviceIndex).routeLocalnet;
        if (Ipv4Addresses.isMulticast(destination))
            return multicast(source, destination, protocol, deviceIndex, localnet);
        if (Ipv4Addresses.isMulticast(source) || source == Ipv4Addresses.LIMITED_BROADCAST)
            return InputResult.MARTIAN_SOURCE;
        if (destination == Ipv4Addresses.LIMITED_BROADCAST || (source | destination) == 0)
            return broadcast(source, deviceIndex);
        if (source == Ipv4Addresses.ANY) return InputResult.MARTIAN_SOURCE;
        if (destination == Ipv4Addresses.ANY) return InputResult.MARTIAN_DESTINATION;
        if (Ipv4Addresses.isLoopback(destination) && !localnet && deviceIndex != loopbackIndex)
            return InputResult.MARTIAN_DESTINATION;
        if (Ipv4Addresses.isLoopback(source) && !localnet && deviceIndex != loopbackIndex)
            return InputResult.MARTIAN_SOURCE;
        Ipv4Route route = lookup(of);
        found = route;
        boolean forwards = of(deviceIndex).forwarding;
        if (route == null) return noRoute(forwards);
        return switch (route.kind()) {
            case BROADCAST -> broadcast(source, deviceIndex);
            case LOCAL -> {
                InputResult wrong = validateSource(source, deviceIndex, 0);
                yield wrong == null ? InputResult.LOCAL : wrong;
            }
            case BLACKHOLE -> InputResult.BLACKHOLE;
            case UNREACHABLE -> forwards ? InputResult.UNREACHABLE : InputResult.NOT_FORWARDING;
            case PROHIBIT -> forwards ? InputResult.PROHIBIT : InputResult.NOT_FORWARDING;
            case THROW -> noRoute(forwards);
            case UNICAST -> forwards ? forward(of, route, deviceIndex) : InputResult.NOT_FORWARDING;
            case ANYCAST, MULTICAST -> InputResult.MARTIAN_DESTINATION;
        };
    }

    private static InputResult noRoute(boolean forwards) {
        return forwards ? InputResult.NO_ROUTE : InputResult.NOT_FORWARDING;
    }

    private InputResult forward(FlowKey of, Ipv4Route lead, int deviceIndex) {
        int source = of.source4();
        Ipv4Route route = multipath.select(lead, Ipv4Route.class, of, null);
        found = route;
        InputResult wrong = validateSource(source, deviceIndex, route.deviceIndex());
        if (wrong != null) return wrong;
        boolean back = route.deviceIndex() == deviceIndex;
        boolean shared = all.sharedMedia || of(deviceIndex).sharedMedia;
        sourceOnLink &= back && (shared || onLink(deviceIndex, source, route.gateway()));
        return InputResult.FORWARD;
    }

    private boolean onLink(int deviceIndex, int a, int b) {
        for (int i = 0; i < addresses.size(); i++) {
            Ipv4InterfaceAddress address = addresses.get(i);
            if (address.deviceIndex() == deviceIndex && address.covers(a) && address.covers(b))
                return true;
        }
        return false;
    }

    private InputResult multicast(
            int source, int destination, int protocol, int deviceIndex, boolean localnet) {
        boolean ours = groups.member(deviceIndex, destination);
        if (!ours && !(protocol == IGMP && Ipv4Addresses.isLocalMulticast(destination)))
            return InputResult.NOT_MEMBER;
        if (Ipv4Addresses.isMulticast(source) || source == Ipv4Addresses.LIMITED_BROADCAST)
            return InputResult.MARTIAN_SOURCE;
        if (Ipv4Addresses.isLoopback(source) && !localnet) return InputResult.MARTIAN_SOURCE;
        if (source == Ipv4Addresses.ANY) {
            boolean allowed = Ipv4Addresses.isLocalMulticast(destination) || protocol == IGMP;
            return allowed ? InputResult.MULTICAST : InputResult.MARTIAN_SOURCE;
        }
        InputResult wrong = validateSource(source, deviceIndex, 0);
        return wrong == null ? InputResult.MULTICAST : wrong;
    }

    private InputResult broadcast(int source, int deviceIndex) {
        if (source == Ipv4Addresses.ANY) return InputResult.BROADCAST;
        InputResult wrong = validateSource(source, deviceIndex, 0);
        return wrong == null ? InputResult.BROADCAST : wrong;
    }

    // fib_validate_source: the quick way without a reverse path filter looks only for own
    // addresses.
    private @Nullable InputResult validateSource(int source, int deviceIndex, int outIndex) {
        InterfaceSettings own = of(deviceIndex);
        int rpFilter = Math.max(all.rpFilter, own.rpFilter);
        boolean acceptLocal = all.acceptLocal || own.acceptLocal;
        boolean redirects = all.sendRedirects || own.sendRedirects;
        if (rpFilter == 0 && (outIndex != deviceIndex || !redirects)) {
            return !acceptLocal && own(source) ? InputResult.MARTIAN_SOURCE : null;
        }
        backKey.clear()
                .ipv4(/* source= */ key.destination4(), /* destination= */ source)
                .in(outIndex == 0 ? loopbackIndex : outIndex);
        backKey.tos(key.tos);
        if (own.sourceValidMark || all.sourceValidMark) backKey.mark(key.mark);
        Ipv4Route back = lookup(backKey);
        if (back == null || back.kind().refusal() != null)
            return rpFilter == 0 ? null : InputResult.REVERSE_PATH;
        if (back.kind() != RouteKind.UNICAST && !(back.kind() == RouteKind.LOCAL && acceptLocal))
            return InputResult.MARTIAN_SOURCE;
        RouteWays ways = back.ways();
        if (back.deviceIndex() == deviceIndex || (ways != null && ways.leadsTo(deviceIndex))) {
            sourceOnLink = back.gateway() == 0;
            return null;
        }
        return rpFilter == 1 ? InputResult.REVERSE_PATH : null;
    }

    /**
     * How to send to {@code destination} without mark and TOS.
     *
     * @param source bound source, or 0
     * @param deviceIndex bound device, or 0
     */
    public OutputResult output(int source, int destination, int deviceIndex) {
        return output(key(source, destination).by(deviceIndex));
    }

    /** How to send what the key describes; source and device are 0 where nothing is bound. */
    public OutputResult output(FlowKey of) {
        of.in(loopbackIndex);
        int source = of.source4();
        int destination = of.destination4();
        int deviceIndex = of.outIndex;
        OutputResult out = result;
        out.error = null;
        out.route = null;
        out.loops = false;
        out.kind = RouteKind.UNICAST;
        int to = destination;
        int by = deviceIndex;
        boolean group = Ipv4Addresses.isMulticast(to);
        boolean limited = to == Ipv4Addresses.LIMITED_BROADCAST;
        if (source != 0) {
            if (Ipv4Addresses.isMulticast(source)
                    || source == Ipv4Addresses.LIMITED_BROADCAST
                    || source == Ipv4Addresses.ANY) return out.fail(SocketError.INVALID_ARGUMENT);
            if (!of.anySource && !isLocal(source)) return out.fail(SocketError.INVALID_ARGUMENT);
            if (by == 0 && (group || limited)) by = deviceOf(source);
        }
        if (to == Ipv4Addresses.ANY) to = source != 0 ? source : Ipv4Addresses.of(127, 0, 0, 1);
        if (by != 0 && (limited || Ipv4Addresses.isLocalMulticast(to))) {
            return direct(out, source, to, by);
        }
        Ipv4Route route = lookup(of.ipv4(source, to).by(by));
        if (route == null) {
            // With a device and no route, everything is taken to be on the link.
            return by == 0
                    ? out.fail(SocketError.NETWORK_UNREACHABLE)
                    : direct(out, source, to, by);
        }
        SocketError refusal = route.kind().refusal();
        if (refusal != null) return out.fail(refusal);
        if (by == 0 && route.ways() != null) {
            sourceOfFlow = source;
            route = multipath.select(route, Ipv4Route.class, of, source == 0 ? null : sameSource);
        }
        out.route = route;
        out.kind = route.kind();
        if (route.kind() == RouteKind.LOCAL) {
            out.deviceIndex = loopbackIndex;
            out.nextHop = to;
            out.source = source != 0 ? source : localSource(route, to);
            return out;
        }
        out.deviceIndex = route.deviceIndex();
        out.nextHop = route.nextHop(to);
        out.source = source != 0 ? source : choose(route, to);
        return sendable(out, to);
    }

    private OutputResult direct(OutputResult out, int source, int to, int by) {
        out.deviceIndex = by;
        out.nextHop = to;
        out.source =
                source != 0
                        ? source
                        : SourceAddressChoice.ipv4(addresses, by, 0, AddressScope.LINK);
        return sendable(out, to);
    }

    private OutputResult sendable(OutputResult out, int to) {
        boolean localnet = all.routeLocalnet || of(out.deviceIndex).routeLocalnet;
        if (Ipv4Addresses.isLoopback(out.source) && out.deviceIndex != loopbackIndex && !localnet)
            return out.fail(SocketError.INVALID_ARGUMENT);
        if (to == Ipv4Addresses.LIMITED_BROADCAST) out.kind = RouteKind.BROADCAST;
        else if (Ipv4Addresses.isMulticast(to)) out.kind = RouteKind.MULTICAST;
        else if (to == Ipv4Addresses.ANY) return out.fail(SocketError.INVALID_ARGUMENT);
        out.loops =
                out.kind == RouteKind.BROADCAST
                        || (out.kind == RouteKind.MULTICAST && groups.member(out.deviceIndex, to));
        return out;
    }

    private int localSource(Ipv4Route route, int to) {
        return route.prefixLength() == 32 || route.preferredSource() == 0
                ? to
                : route.preferredSource();
    }

    private int choose(Ipv4Route route, int to) {
        if (route.preferredSource() != 0) return route.preferredSource();
        AddressScope scope = route.gateway() != 0 ? AddressScope.GLOBAL : AddressScope.LINK;
        int towards = route.gateway() != 0 ? route.gateway() : to;
        return SourceAddressChoice.ipv4(addresses, route.deviceIndex(), towards, scope);
    }

    /** Device on which an address is configured, or 0. */
    public int deviceOf(int address) {
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.get(i).address() == address) return addresses.get(i).deviceIndex();
        }
        return 0;
    }
}
