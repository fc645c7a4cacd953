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

    /** Removes a route equal to this one; false if there is none. */
    public boolean remove(Ipv6Route route) {
        return table.remove(route.prefix().high(), route.prefix().low(), route);
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
