package sluice.inet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One IPv4 routing table: longest prefix first, then the lowest metric, then the route added first.
 *
 * <p>A Windows host has one of these. A Linux host asks its {@code local} table before {@code
 * main}, whatever the prefix lengths (the rules 0 and 32766 of {@code ip rule}); {@link
 * Ipv4RouteTables} does that. Lookups allocate nothing. One writer, no locks.
 */
public final class Ipv4Routes {
    private final PrefixTable<Ipv4Route> table = new PrefixTable<>();

    /** An empty table. */
    public Ipv4Routes() {}

    /** The route for {@code destination}, or null. */
    public @Nullable Ipv4Route lookup(int destination) {
        return table.lookup(key(destination), 0);
    }

    /** The route for a packet that must leave by {@code deviceIndex}, or null. */
    public @Nullable Ipv4Route lookupBy(int destination, int deviceIndex) {
        return table.lookupBy(key(destination), 0, deviceIndex);
    }

    /** Adds a route; false if one with the same prefix and metric exists (the kernel's EEXIST). */
    public boolean add(Ipv4Route route) {
        return table.add(key(route.prefix()), 0, route, true);
    }

    /** Adds a route behind those with the same prefix and metric. */
    public void append(Ipv4Route route) {
        table.add(key(route.prefix()), 0, route, false);
    }

    /** Puts the route in the place of the first with the same prefix and metric, or adds it. */
    public void replace(Ipv4Route route) {
        table.replace(key(route.prefix()), 0, route);
    }

    /** Adds all ways of a route; false if one with the same prefix and metric exists. */
    public boolean add(RouteWays ways) {
        for (int i = 0; i < ways.count(); i++) {
            if (!(ways.way(i) instanceof Ipv4Route way))
                throw new IllegalArgumentException("family");
            if (i > 0) append(way);
            else if (!add(way)) return false;
        }
        return true;
    }

    /** Removes all ways of the route that has the same; false if there is none. */
    public boolean remove(Ipv4Route prefix, RouteWays ways) {
        for (Ipv4Route each : table.routes()) {
            RouteWays there = each.ways();
            if (there == null) continue;
            boolean same =
                    each.prefixLength() == prefix.prefixLength()
                            && each.prefix() == prefix.prefix()
                            && each.metric() == prefix.metric()
                            && there.sameAs(ways);
            if (!same) continue;
            for (int i = there.count() - 1; i >= 0; i--)
                if (there.way(i) instanceof Ipv4Route way) remove(way);
            return true;
        }
        return false;
    }

    /** Removes a route equal to this one; false if there is none. */
    public boolean remove(Ipv4Route route) {
        boolean removed = table.remove(key(route.prefix()), 0, route);
        RouteWays ways = route.ways();
        if (removed && ways != null) ways.remove(route);
        return removed;
    }

    /** Number of routes. */
    public int count() {
        return table.count();
    }

    /** All routes, longest prefix first. Allocates. */
    public List<Ipv4Route> routes() {
        return table.routes();
    }

    private static long key(int address) {
        return (long) address << 32;
    }
}
