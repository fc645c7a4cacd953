package sluice.inet;

import org.jspecify.annotations.Nullable;

/**
 * One IPv4 route.
 *
 * @param prefix the network; bits beyond {@code prefixLength} are cleared
 * @param prefixLength 0..32 bits
 * @param kind what happens to the packet
 * @param gateway the next hop, or 0 if the destination itself is on the link
 * @param deviceIndex the device, 0 where the kind needs none
 * @param preferredSource the source for packets that have none yet, or 0 to leave the choice to
 *     {@link SourceAddressChoice}
 * @param metric cost, lower is better
 * @param mtuOctets longest packet of the path behind it, 0 for that of the device
 * @param ways all ways of the route it is one of; null if it is the only one
 */
public record Ipv4Route(
        int prefix,
        int prefixLength,
        RouteKind kind,
        int gateway,
        int deviceIndex,
        int preferredSource,
        int metric,
        int mtuOctets,
        @Nullable RouteWays ways)
        implements Route {
    /**
     * Clears the host bits of the prefix.
     *
     * @throws IllegalArgumentException if the prefix is not 0..32 bits long
     */
    public Ipv4Route {
        if (prefixLength < 0 || prefixLength > 32)
            throw new IllegalArgumentException("IPv4 prefix of " + prefixLength + " bits");
        prefix &= Ipv4Addresses.mask(prefixLength);
    }

    /** A route with the MTU of its device. */
    public Ipv4Route(
            int prefix,
            int prefixLength,
            RouteKind kind,
            int gateway,
            int deviceIndex,
            int preferredSource,
            int metric) {
        this(prefix, prefixLength, kind, gateway, deviceIndex, preferredSource, metric, 0, null);
    }

    /** A route to neighbours on the link, metric 0. */
    public static Ipv4Route onLink(int prefix, int prefixLength, int deviceIndex, int source) {
        return new Ipv4Route(prefix, prefixLength, RouteKind.UNICAST, 0, deviceIndex, source, 0);
    }

    /** A route through a gateway, metric 0, source left open. */
    public static Ipv4Route via(int prefix, int prefixLength, int gateway, int deviceIndex) {
        return new Ipv4Route(prefix, prefixLength, RouteKind.UNICAST, gateway, deviceIndex, 0, 0);
    }

    /** A route without device or gateway: blackhole, unreachable, prohibit. */
    public static Ipv4Route refusing(int prefix, int prefixLength, RouteKind kind) {
        return new Ipv4Route(prefix, prefixLength, kind, 0, 0, 0, 0);
    }

    /** The neighbour to resolve for a packet to {@code destination}. */
    public int nextHop(int destination) {
        return gateway == 0 ? destination : gateway;
    }
}
