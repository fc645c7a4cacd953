package sluice.inet;

import org.jspecify.annotations.Nullable;

/**
 * The two IPv4 tables every Linux host has: {@code local} is asked first and wins whatever the
 * prefix lengths, then {@code main}. Tables chosen by rules come with a later issue.
 *
 * <p>{@link #addAddress} enters what the kernel enters when an address is configured (Linux 6.x,
 * {@code fib_add_ifaddr}): the address itself and the broadcast addresses as local, the subnet as
 * on-link in main, or, on the loopback device, the whole subnet as local.
 */
public final class Ipv4RouteTables {
    private final Ipv4Routes local = new Ipv4Routes();
    private final Ipv4Routes main = new Ipv4Routes();

    /** Two empty tables. */
    public Ipv4RouteTables() {}

    /** Table 255. */
    public Ipv4Routes local() {
        return local;
    }

    /** Table 254. */
    public Ipv4Routes main() {
        return main;
    }

    /** The route for {@code destination}, or null: ENETUNREACH. */
    public @Nullable Ipv4Route lookup(int destination) {
        Ipv4Route found = local.lookup(destination);
        return unlessThrown(found != null ? found : main.lookup(destination));
    }

    // fib_table_lookup: RTN_THROW is -EAGAIN, the next table, and main is the last.
    private static @Nullable Ipv4Route unlessThrown(@Nullable Ipv4Route found) {
        return found == null || found.kind() == RouteKind.THROW ? null : found;
    }

    /** The route for a packet that must leave by {@code deviceIndex}, or null. */
    public @Nullable Ipv4Route lookupBy(int destination, int deviceIndex) {
        Ipv4Route found = local.lookupBy(destination, deviceIndex);
        return unlessThrown(found != null ? found : main.lookupBy(destination, deviceIndex));
    }

    /** What {@code destination} is to this host: the kind of its local route, else UNICAST. */
    public RouteKind kindOf(int destination) {
        Ipv4Route found = local.lookup(destination);
        if (found != null) return found.kind();
        if (destination == Ipv4Addresses.LIMITED_BROADCAST) return RouteKind.BROADCAST;
        return Ipv4Addresses.isMulticast(destination) ? RouteKind.MULTICAST : RouteKind.UNICAST;
    }

    /** Enters the routes of a newly configured address; a loopback device makes all of it local. */
    public void addAddress(Ipv4InterfaceAddress address, boolean loopbackDevice) {
        change(address, loopbackDevice, true);
    }

    /** Takes out what {@link #addAddress} entered for the same address. */
    public void removeAddress(Ipv4InterfaceAddress address, boolean loopbackDevice) {
        change(address, loopbackDevice, false);
    }

    /**
     * Takes out the routes that lead to a device, those of its own addresses excepted ({@code
     * fib_sync_down_dev} with NETDEV_DOWN).
     */
    public void removeDevice(int deviceIndex) {
        for (Ipv4Route route : main.routes()) {
            if (route.deviceIndex() == deviceIndex) main.remove(route);
        }
        for (Ipv4Route route : local.routes()) {
            boolean host = route.kind() == RouteKind.LOCAL;
            if (route.deviceIndex() == deviceIndex && !host) local.remove(route);
        }
    }

    private void change(Ipv4InterfaceAddress of, boolean loopbackDevice, boolean add) {
        int length = of.prefixLength();
        enter(of, RouteKind.LOCAL, of.address(), 32, add);
        if ((length < 32 || of.peer() != of.address()) && !of.secondary()) {
            var kind = loopbackDevice ? RouteKind.LOCAL : RouteKind.UNICAST;
            enter(of, kind, of.peer(), length, add);
        }
        if (length < 31 && !of.secondary()) {
            int last = Ipv4Addresses.directedBroadcast(of.peer(), length);
            enter(of, RouteKind.BROADCAST, last, 32, add);
        }
    }

    private void enter(
            Ipv4InterfaceAddress of, RouteKind kind, int prefix, int prefixLength, boolean add) {
        var table = kind == RouteKind.UNICAST ? main : local;
        var route = new Ipv4Route(prefix, prefixLength, kind, 0, of.deviceIndex(), of.address(), 0);
        table.remove(route); // a device that comes up again may have it already
        if (add) table.append(route);
    }
}
