package sluice.inet;

import org.jspecify.annotations.Nullable;

/**
 * One IPv6 route.
 *
 * @param prefix the network; bits beyond {@code prefixLength} are cleared
 * @param prefixLength 0..128 bits
 * @param kind what happens to the packet
 * @param gateway the next hop, or {@link Ipv6Address#ANY} if the destination is on the link
 * @param deviceIndex the device, 0 where the kind needs none
 * @param preferredSource the source for packets that have none yet, or {@link Ipv6Address#ANY}
 * @param metric cost, lower is better
 * @param ways all ways of the route it is one of; null if it is the only one
 */
public record Ipv6Route(
        Ipv6Address prefix,
        int prefixLength,
        RouteKind kind,
        Ipv6Address gateway,
        int deviceIndex,
        Ipv6Address preferredSource,
        int metric,
        @Nullable RouteWays ways)
        implements Route {
    /**
     * Clears the host bits of the prefix.
     *
     * @throws IllegalArgumentException if the prefix is not 0..128 bits long
     */
    public Ipv6Route {
        if (prefixLength < 0 || prefixLength > 128)
            throw new IllegalArgumentException("IPv6 prefix of " + prefixLength + " bits");
        prefix =
                new Ipv6Address(
                        prefix.high() & PrefixTable.maskHigh(prefixLength),
                        prefix.low() & PrefixTable.maskLow(prefixLength));
    }

    /** A route with one way. */
    public Ipv6Route(
            Ipv6Address prefix,
            int prefixLength,
            RouteKind kind,
            Ipv6Address gateway,
            int deviceIndex,
            Ipv6Address preferredSource,
            int metric) {
        this(prefix, prefixLength, kind, gateway, deviceIndex, preferredSource, metric, null);
    }

    /** A route to neighbours on the link with the kernel's default metric 256. */
    public static Ipv6Route onLink(Ipv6Address prefix, int prefixLength, int deviceIndex) {
        return new Ipv6Route(
                prefix,
                prefixLength,
                RouteKind.UNICAST,
                Ipv6Address.ANY,
                deviceIndex,
                Ipv6Address.ANY,
                256);
    }

    /** A route through a gateway with metric 1024, source left open. */
    public static Ipv6Route via(
            Ipv6Address prefix, int prefixLength, Ipv6Address gateway, int deviceIndex) {
        return new Ipv6Route(
                prefix,
                prefixLength,
                RouteKind.UNICAST,
                gateway,
                deviceIndex,
                Ipv6Address.ANY,
                1024);
    }

    /** This host's own address. */
    public static Ipv6Route local(Ipv6Address address, int deviceIndex) {
        return new Ipv6Route(
                address, 128, RouteKind.LOCAL, Ipv6Address.ANY, deviceIndex, address, 0);
    }

    /** Whether the destination has to be reached through {@link #gateway}. */
    public boolean hasGateway() {
        return !Ipv6Address.isAny(gateway.high(), gateway.low());
    }
}
