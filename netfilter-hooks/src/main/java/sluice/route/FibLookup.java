package sluice.route;

import org.jspecify.annotations.Nullable;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Route;
import sluice.inet.RouteKind;

/**
 * What rules ask of the routing tables: what an address is to this host, and which way leads to it
 * (Linux 6.x, {@code nft_fib}, {@code ipt_rpfilter}, {@code xt_addrtype}). Changes nothing and
 * allocates nothing.
 */
public final class FibLookup {
    private final Ipv4Routing routing4;
    private final Ipv6Routing routing6;
    private final FlowKey key = new FlowKey();

    /** Asks these tables. */
    public FibLookup(Ipv4Routing routing4, Ipv6Routing routing6) {
        this.routing4 = routing4;
        this.routing6 = routing6;
    }

    /**
     * What an IPv4 address is by the table {@code local} ({@code inet_dev_addr_type}).
     *
     * @param deviceIndex the only device whose addresses count, or 0
     */
    public RouteKind kindOf4(int address, int deviceIndex) {
        if (address == Ipv4Addresses.LIMITED_BROADCAST || address == Ipv4Addresses.ANY)
            return RouteKind.BROADCAST;
        if (Ipv4Addresses.isMulticast(address)) return RouteKind.MULTICAST;
        Ipv4Route route = routing4.tables().local().lookup(address);
        if (route == null) return RouteKind.UNICAST;
        return deviceIndex == 0 || route.deviceIndex() == deviceIndex
                ? route.kind()
                : RouteKind.UNICAST;
    }

    /**
     * The route to an IPv4 address by the whole policy ({@code fib_lookup}); null if there is none.
     * Kinds that refuse are found, too.
     *
     * @param inIndex device the packet is taken to come in by; 0 for {@code lo}
     */
    public @Nullable Ipv4Route route4(int from, int to, int inIndex, int mark, int tos) {
        int in = inIndex == 0 ? routing4.loopbackIndex() : inIndex;
        return routing4.lookup(key.clear().ipv4(from, to).in(in).mark(mark).tos(tos));
    }

    /**
     * What an IPv6 address is ({@code nft_fib6_eval_type}); null if it is nothing at all.
     *
     * @param deviceIndex the only device whose addresses count, or 0
     */
    public @Nullable RouteKind kindOf6(long high, long low, int deviceIndex) {
        if (deviceIndex != 0 && routing6.isLocalOn(deviceIndex, high, low)) return RouteKind.LOCAL;
        if (deviceIndex == 0 && routing6.isLocal(high, low)) return RouteKind.LOCAL;
        if (Ipv6Address.isMulticast(high)) return RouteKind.MULTICAST;
        if (Ipv6Address.isAny(high, low)) return null;
        if (routing6.isLocal(high, low)) return RouteKind.UNICAST;
        Ipv6Route route = route6(0, 0, high, low, deviceIndex, 0, 0);
        if (route == null) return RouteKind.UNREACHABLE;
        return route.kind().refusal() == null ? RouteKind.UNICAST : route.kind();
    }

    /**
     * The route to an IPv6 address by the whole policy, with those to own addresses; null if there
     * is none. Kinds that refuse are found, too.
     *
     * @param deviceIndex the device it has to lead to, or 0
     */
    public @Nullable Ipv6Route route6(
            long fromHigh, long fromLow, long high, long low, int deviceIndex, int mark, int tos) {
        Ipv6Route own = routing6.localRoute(high, low);
        if (own != null) return own;
        key.clear().ipv6(fromHigh, fromLow, high, low).by(deviceIndex).mark(mark).tos(tos);
        return routing6.lookup(key.in(routing4.loopbackIndex()));
    }
}
