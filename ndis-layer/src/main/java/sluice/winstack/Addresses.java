package sluice.winstack;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4InterfaceAddress;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv4Routes;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6InterfaceAddress;
import sluice.inet.Ipv6Route;
import sluice.inet.Ipv6Routes;
import sluice.inet.RouteKind;

/**
 * The host's addresses, groups and routes. One route table per family, as Windows has it; the own
 * address is a route of its own, with a metric that a route added by hand goes before (the
 * loopback-adapter trick of ndis.md section 13.2 rests on that).
 */
final class Addresses {
    private static final int OWN_METRIC = 306;

    final List<Ipv4InterfaceAddress> v4 = new ArrayList<>();
    final List<Ipv6InterfaceAddress> v6 = new ArrayList<>();
    final Ipv4Routes routes4 = new Ipv4Routes();
    final Ipv6Routes routes6 = new Ipv6Routes();
    private final Set<Integer> groups4 = new HashSet<>();
    private final Set<Ipv6Address> groups6 = new HashSet<>();

    void add4(int address, int prefixLength, int device) {
        v4.add(Ipv4InterfaceAddress.primary(address, prefixLength, device));
        routes4.append(own4(address, 32, RouteKind.LOCAL, address, device));
        routes4.append(Ipv4Route.onLink(address, prefixLength, device, address));
        if (prefixLength < 31) {
            int broadcast = Ipv4Addresses.directedBroadcast(address, prefixLength);
            routes4.append(own4(broadcast, 32, RouteKind.BROADCAST, address, device));
        }
    }

    /** Takes the IPv4 addresses of a device away, with the routes that came with them. */
    void remove4(int device) {
        for (Ipv4InterfaceAddress own : List.copyOf(v4)) {
            if (own.deviceIndex() != device) continue;
            v4.remove(own);
            for (Ipv4Route route : List.copyOf(routes4.routes())) {
                if (route.deviceIndex() == device && route.preferredSource() == own.address())
                    routes4.remove(route);
            }
        }
    }

    private static Ipv4Route own4(int prefix, int length, RouteKind kind, int source, int device) {
        return new Ipv4Route(prefix, length, kind, 0, device, source, OWN_METRIC);
    }

    void add6(Ipv6Address address, int prefixLength, int device) {
        v6.add(Ipv6InterfaceAddress.preferred(address, prefixLength, device));
        routes6.append(
                new Ipv6Route(
                        address,
                        128,
                        RouteKind.LOCAL,
                        Ipv6Address.ANY,
                        device,
                        address,
                        OWN_METRIC));
        routes6.append(Ipv6Route.onLink(address, prefixLength, device));
        groups6.add(address.solicitedNode());
        groups6.add(Ipv6Address.ALL_NODES);
    }

    /** Whether an address, 127/8 and ::1 among them, is this host's. */
    boolean isHere(boolean v6, long high, long low) {
        if (v6) return Ipv6Address.isLoopback(high, low) || isOwn6(high, low, 0);
        return Ipv4Addresses.isLoopback((int) low) || isOwn4((int) low, 0);
    }

    /** Whether it is an own address, of {@code device} or, with 0, of any. */
    boolean isOwn4(int address, int device) {
        for (int i = 0; i < v4.size(); i++) {
            Ipv4InterfaceAddress own = v4.get(i);
            if (own.address() == address && (device == 0 || own.deviceIndex() == device))
                return true;
        }
        return false;
    }

    /**
     * Whether packets to an own address are sent all the same: a route added by hand goes before
     * the one of the address itself.
     */
    boolean isForced4(int address) {
        Ipv4Route route = routes4.lookup(address);
        return route != null && route.kind() == RouteKind.UNICAST;
    }

    boolean isOwn6(long high, long low, int device) {
        for (int i = 0; i < v6.size(); i++) {
            Ipv6InterfaceAddress own = v6.get(i);
            if (own.address().low() == low
                    && own.address().high() == high
                    && (device == 0 || own.deviceIndex() == device)) return true;
        }
        return false;
    }

    /** Whether it is 255.255.255.255 or a subnet's broadcast of that device. */
    boolean isBroadcast(int address, int device) {
        if (address == Ipv4Addresses.LIMITED_BROADCAST) return true;
        if ((address & 3) != 3) return false; // a subnet with a broadcast has two host bits or more
        for (int i = 0; i < v4.size(); i++) {
            Ipv4InterfaceAddress own = v4.get(i);
            if ((device == 0 || own.deviceIndex() == device)
                    && own.prefixLength() < 31
                    && address
                            == Ipv4Addresses.directedBroadcast(own.address(), own.prefixLength()))
                return true;
        }
        return false;
    }

    /** The first address of a device, or 0. */
    int first4(int device) {
        for (int i = 0; i < v4.size(); i++) {
            if (v4.get(i).deviceIndex() == device) return v4.get(i).address();
        }
        return Ipv4Addresses.ANY;
    }

    /** The device that has this own address, or 0. */
    int deviceOf4(int address) {
        for (int i = 0; i < v4.size(); i++) {
            if (v4.get(i).address() == address) return v4.get(i).deviceIndex();
        }
        return 0;
    }

    int deviceOf6(long high, long low) {
        for (int i = 0; i < v6.size(); i++) {
            Ipv6Address own = v6.get(i).address();
            if (own.low() == low && own.high() == high) return v6.get(i).deviceIndex();
        }
        return 0;
    }

    void join4(int group) {
        groups4.add(group);
    }

    void join6(Ipv6Address group) {
        groups6.add(group);
    }

    /** Groups this host is in; all hosts are in 224.0.0.1. */
    boolean isJoined4(int group) {
        return group == 0xe000_0001 || (!groups4.isEmpty() && groups4.contains(group));
    }

    boolean isJoined6(long high, long low) {
        return groups6.contains(new Ipv6Address(high, low));
    }
}
