package sluice.inet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One IPv6 routing table, with the rules of {@link Ipv4Routes}. Lookups take the halves of the
 * address and allocate nothing. One writer, no locks.
 */
public final class Ipv6Routes {
    private final PrefixTable<Ipv6Route> table = new PrefixTable<>();

    /** An empty table. */
    public Ipv6Routes() {}

    /** The route for the destination, or null. */
    public @Nullable Ipv6Route lookup(long high, long low) {
        return table.lookup(high, low);
    }

    /** The route for a packet that must leave by {@code deviceIndex} (link-local and groups). */
    public @Nullable Ipv6Route lookupBy(long high, long low, int deviceIndex) {
        return table.lookupBy(high, low, deviceIndex);
    }

    /** Adds a route; false if one with the same prefix and metric exists. */
    public boolean add(Ipv6Route route) {
        return table.add(route.prefix().high(), route.prefix().low(), route, true);
    }

    /** Adds a route behind those with the same prefix and metric (link-local on each device). */
    public void append(Ipv6Route route) {
        table.add(route.prefix().high(), route.prefix().low(), route, false);
    }

    /** Puts the route in the place of the first with the same prefix and metric, or adds it. */
    public void replace(Ipv6Route route) {
        table.replace(route.prefix().high(), route.prefix().low(), route);
    }

    /** Adds all ways of a route; false if one with the same prefix and metric exists. */
    public boolean add(RouteWays ways) {
        for (int i = 0; i < ways.count(); i++) {
            if (!(ways.way(i) instanceof Ipv6Route way))
                throw new IllegalArgumentException("family");
            if (i > 0) append(way);
            else if (!add(way)) return false;
        }
        return true;
    }

    /** Removes all ways of the route that has the same; false if there is none. */
    public boolean remove(Ipv6Route prefix, RouteWays ways) {
        for (Ipv6Route each : table.routes()) {
            RouteWays there = each.ways();
            if (there == null) continue;
            boolean same =
                    each.prefixLength() == prefix.prefixLength()
                            && each.prefix().equals(prefix.prefix())
                            && each.metric() == prefix.metric()
                            && there.sameAs(ways);
            if (!same) continue;
            for (int i = there.count() - 1; i >= 0; i--)
                if (there.way(i) instanceof Ipv6Route way) remove(way);
            return true;
        }
        return false;
    }

    /** Removes a route equal to this one; false if there is none. */
    public boolean remove(Ipv6Route route) {
        boolean removed = table.remove(route.prefix().high(), route.prefix().low(), route);
        RouteWays ways = route.ways();
        if (removed && ways != null) ways.remove(route);
        return removed;
    }

    /** Number of routes. */
    public int count() {
        return table.count();
    }

    /** All routes, longest prefix first. Allocates. */
    public List<Ipv6Route> routes() {
        return table.routes();
    }
}
