package sluice.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6InterfaceAddress;
import sluice.inet.Ipv6Route;
import sluice.inet.Ipv6Routes;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.inet.SourceAddressChoice;

/**
 * IPv6 routing decisions (Linux 6.x, {@code net/ipv6/route.c}), in the thin form: own addresses and
 * groups, then the routes. A decision allocates nothing. One writer.
 */
public final class Ipv6Routing {
    private record Membership(int deviceIndex, long high, long low) {}

    private final Ipv6Routes local = new Ipv6Routes();
    private final Ipv6Routes main = new Ipv6Routes();
    private final List<Ipv6InterfaceAddress> addresses = new ArrayList<>();
    private final List<Membership> groups = new ArrayList<>();
    private final int loopbackIndex;
    private final OutputResult result = new OutputResult();
    private final RouteRules rules = new RouteRules();
    private final Map<Integer, Ipv6Routes> others = new TreeMap<>();
    private final FlowKey key = new FlowKey();
    private final MultipathHash multipath = new MultipathHash();
    private boolean forwarding;
    private @Nullable Ipv6Route found;

    /** Tables without routes; {@code loopbackIndex} is the index of {@code lo}. */
    public Ipv6Routing(int loopbackIndex) {
        this.loopbackIndex = loopbackIndex;
    }

    /** The table of configured routes. */
    public Ipv6Routes main() {
        return main;
    }

    /** How flows are spread where a route has several ways. */
    public MultipathHash multipath() {
        return multipath;
    }

    /** The routing policy. */
    public RouteRules rules() {
        return rules;
    }

    /** The table of a number, made on first use. */
    public Ipv6Routes table(int number) {
        return switch (number) {
            case RouteRule.LOCAL -> local;
            case RouteRule.MAIN -> main;
            default -> others.computeIfAbsent(number, _ -> new Ipv6Routes());
        };
    }

    private static final Ipv6Route PROHIBITED = refusing(RouteKind.PROHIBIT);
    private static final Ipv6Route BLACK_HOLE = refusing(RouteKind.BLACKHOLE);

    private static Ipv6Route refusing(RouteKind kind) {
        return new Ipv6Route(Ipv6Address.ANY, 0, kind, Ipv6Address.ANY, 0, Ipv6Address.ANY, 0);
    }

    /** The route by the policy ({@code fib6_rule_lookup}) for what is not local, or null. */
    @Nullable Ipv6Route lookup(FlowKey of) {
        if (!rules.custom()) {
            Ipv6Route plain = usable(main, of, -1);
            return plain == null && !others.isEmpty()
                    ? usable(others.get(RouteRule.DEFAULT), of, -1)
                    : plain;
        }
        int at = rules.next(of, 0);
        while (at >= 0) {
            RouteRule rule = rules.at(at);
            int from = at + 1;
            switch (rule.action()) {
                case TABLE -> {
                    Ipv6Route there =
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

    private @Nullable Ipv6Routes tableIfAny(int number) {
        if (number == RouteRule.LOCAL) return null; // own addresses are found beforehand
        return number == RouteRule.MAIN ? main : others.get(number);
    }

    private static @Nullable Ipv6Route usable(
            @Nullable Ipv6Routes table, FlowKey of, int suppressed) {
        if (table == null) return null;
        Ipv6Route route =
                of.outIndex == 0
                        ? table.lookup(of.destinationHigh, of.destinationLow)
                        : table.lookupBy(of.destinationHigh, of.destinationLow, of.outIndex);
        if (route == null || route.kind() == RouteKind.THROW) return null;
        return route.prefixLength() <= suppressed ? null : route;
    }

    /** A question about a packet from one address to another, the unspecified one for none. */
    public FlowKey key(long sourceHigh, long sourceLow, long high, long low) {
        return key.clear().ipv6(sourceHigh, sourceLow, high, low);
    }

    /** Addresses in the order of their configuration. */
    public List<Ipv6InterfaceAddress> addresses() {
        return addresses;
    }

    /** Whether packets for others are forwarded. */
    public boolean forwarding() {
        return forwarding;
    }

    /** Switches forwarding. */
    public void setForwarding(boolean value) {
        forwarding = value;
    }

    /** Configures an address and the route of its prefix. */
    public void addAddress(Ipv6Address address, int prefixLength, int deviceIndex) {
        addresses.add(Ipv6InterfaceAddress.preferred(address, prefixLength, deviceIndex));
        local.append(Ipv6Route.local(address, deviceIndex));
        if (deviceIndex == loopbackIndex) return;
        if (prefixLength < 128) {
            main.append(
                    new Ipv6Route(
                            address,
                            prefixLength,
                            RouteKind.UNICAST,
                            Ipv6Address.ANY,
                            deviceIndex,
                            Ipv6Address.ANY,
                            256));
        }
    }

    @Nullable Ipv6Route localRoute(long high, long low) {
        return local.lookup(high, low);
    }

    /** Whether the address is configured on some interface. */
    public boolean isLocal(long high, long low) {
        return local.lookup(high, low) != null;
    }

    /** Whether the address is configured on this interface. */
    public boolean isLocalOn(int deviceIndex, long high, long low) {
        for (int i = 0; i < addresses.size(); i++) {
            Ipv6InterfaceAddress a = addresses.get(i);
            if (a.deviceIndex() == deviceIndex
                    && a.address().high() == high
                    && a.address().low() == low) return true;
        }
        return false;
    }

    /** Joins a group; false if it was joined already. */
    public boolean join(int deviceIndex, long high, long low) {
        if (member(deviceIndex, high, low)) return false;
        groups.add(new Membership(deviceIndex, high, low));
        return true;
    }

    /** Whether packets to the group that come in on the device are for this host. */
    public boolean member(int deviceIndex, long high, long low) {
        Ipv6Address all = Ipv6Address.ALL_NODES;
        if (high == all.high() && low == all.low()) return true;
        if (forwarding
                && high == Ipv6Address.ALL_ROUTERS.high()
                && low == Ipv6Address.ALL_ROUTERS.low()) return true;
        for (int i = 0; i < groups.size(); i++) {
            Membership m = groups.get(i);
            if (m.deviceIndex == deviceIndex && m.high == high && m.low == low) return true;
        }
        return false;
    }

    /** The route of the last {@link #input} that found one. */
    public @Nullable Ipv6Route inputRoute() {
        return found;
    }

    /** What to do with a packet that came in on {@code deviceIndex}. */
    public InputResult input(FlowKey of, int deviceIndex) {
        of.in(deviceIndex);
        long high = of.destinationHigh;
        long low = of.destinationLow;
        found = null;
        if (Ipv6Address.isMulticast(high)) {
            return member(deviceIndex, high, low) ? InputResult.MULTICAST : InputResult.NOT_MEMBER;
        }
        boolean onlyHere = Ipv6Address.isLinkLocal(high);
        if (onlyHere ? isLocalOn(deviceIndex, high, low) : isLocal(high, low))
            return InputResult.LOCAL;
        if (Ipv6Address.isAny(high, low)) return InputResult.MARTIAN_DESTINATION;
        Ipv6Route route = lookup(onlyHere ? of.by(deviceIndex) : of);
        if (route == null) return InputResult.NO_ROUTE;
        if (!onlyHere) route = multipath.select(route, Ipv6Route.class, of, null);
        found = route;
        return switch (route.kind()) {
            case BLACKHOLE -> InputResult.BLACKHOLE;
            case UNREACHABLE -> InputResult.UNREACHABLE;
            case PROHIBIT -> InputResult.PROHIBIT;
            case THROW -> InputResult.NO_ROUTE;
            case UNICAST, LOCAL, ANYCAST, BROADCAST, MULTICAST ->
                    forwarding ? InputResult.FORWARD : InputResult.NOT_FORWARDING;
        };
    }

    /**
     * How to send to an address.
     *
     * @param sourceHigh bound source, 0/0 for none
     * @param deviceIndex device to leave by, or 0
     */
    public OutputResult output(
            long sourceHigh, long sourceLow, long high, long low, int deviceIndex) {
        return output(key(sourceHigh, sourceLow, high, low).by(deviceIndex));
    }

    /**
     * The way of a message of neighbour discovery, which asks no table: its destination is always
     * the neighbour itself ({@code icmp6_dst_alloc}).
     *
     * @param sourceHigh source, 0/0 to choose one
     */
    public OutputResult onLink(
            long sourceHigh, long sourceLow, long high, long low, int deviceIndex) {
        if (Ipv6Address.isMulticast(high))
            return output(sourceHigh, sourceLow, high, low, deviceIndex);
        OutputResult out = result;
        out.error = null;
        out.route = null;
        out.loops = false;
        out.kind = RouteKind.UNICAST;
        out.deviceIndex = deviceIndex;
        out.nextHopHigh = high;
        out.nextHopLow = low;
        out.sourceHigh = sourceHigh;
        out.sourceLow = sourceLow;
        return Ipv6Address.isAny(sourceHigh, sourceLow) ? chooseSource(out, high, low) : out;
    }

    /** How to send what the key describes. */
    public OutputResult output(FlowKey of) {
        of.in(loopbackIndex);
        long sourceHigh = of.sourceHigh;
        long sourceLow = of.sourceLow;
        long high = of.destinationHigh;
        long low = of.destinationLow;
        int deviceIndex = of.outIndex;
        OutputResult out = result;
        out.error = null;
        out.route = null;
        out.loops = false;
        out.kind = RouteKind.UNICAST;
        out.nextHopHigh = high;
        out.nextHopLow = low;
        out.sourceHigh = sourceHigh;
        out.sourceLow = sourceLow;
        boolean bound = !Ipv6Address.isAny(sourceHigh, sourceLow);
        int by = deviceIndex;
        boolean group = Ipv6Address.isMulticast(high);
        boolean linkLocal = Ipv6Address.isLinkLocal(high) || group;
        if (by == 0 && bound && linkLocal) by = deviceOf(sourceHigh, sourceLow);
        if (!group && isLocal(high, low)) {
            out.kind = RouteKind.LOCAL;
            out.deviceIndex = loopbackIndex;
            if (!bound) {
                out.sourceHigh = high;
                out.sourceLow = low;
            }
            return out;
        }
        if (group) {
            out.kind = RouteKind.MULTICAST;
            if (by == 0) by = firstDevice();
            if (by == 0) return out.fail(SocketError.NETWORK_UNREACHABLE);
            out.deviceIndex = by;
            out.loops = member(by, high, low);
        } else {
            Ipv6Route route = lookup(of.by(by));
            if (route == null && by != 0 && linkLocal) {
                out.deviceIndex = by; // on the link of the device
            } else if (route == null) {
                return out.fail(SocketError.NETWORK_UNREACHABLE);
            } else {
                SocketError refusal = route.kind().refusal();
                if (refusal != null) return out.fail(refusal);
                if (by == 0) route = multipath.select(route, Ipv6Route.class, of, null);
                out.route = route;
                out.deviceIndex = route.deviceIndex();
                if (route.hasGateway()) {
                    out.nextHopHigh = route.gateway().high();
                    out.nextHopLow = route.gateway().low();
                }
            }
        }
        return bound ? out : chooseSource(out, high, low);
    }

    private OutputResult chooseSource(OutputResult out, long high, long low) {
        Ipv6InterfaceAddress choice =
                SourceAddressChoice.ipv6(addresses, out.deviceIndex, high, low);
        if (choice == null) return out.fail(SocketError.ADDRESS_NOT_AVAILABLE);
        out.sourceHigh = choice.address().high();
        out.sourceLow = choice.address().low();
        return out;
    }

    /** The device that has an address, or 0. */
    public int deviceOf(long high, long low) {
        for (int i = 0; i < addresses.size(); i++) {
            Ipv6InterfaceAddress a = addresses.get(i);
            if (a.address().high() == high && a.address().low() == low) return a.deviceIndex();
        }
        return 0;
    }

    private int firstDevice() {
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.get(i).deviceIndex() != loopbackIndex)
                return addresses.get(i).deviceIndex();
        }
        return 0;
    }
}
