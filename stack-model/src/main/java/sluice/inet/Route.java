package sluice.inet;

import org.jspecify.annotations.Nullable;

/** What routes of both families have in common. */
public sealed interface Route permits Ipv4Route, Ipv6Route {
    /** What happens to a packet that takes it. */
    RouteKind kind();

    /** Number of leading bits that must agree. */
    int prefixLength();

    /** The device it leaves by; 0 where the kind needs none. */
    int deviceIndex();

    /** Cost; of two routes for one prefix the lower is taken. */
    int metric();

    /** Longest packet of the path behind it, 0 for that of the device. */
    default int mtuOctets() {
        return 0;
    }

    /** The route's siblings and itself, if it is one of several ways; else null. */
    @Nullable RouteWays ways();

    /** Next hop and device in words, the same for the same way. */
    default String hop() {
        String gateway =
                switch (this) {
                    case Ipv4Route route -> Ipv4Addresses.text(route.gateway());
                    case Ipv6Route route -> route.gateway().toString();
                };
        return gateway + " dev " + deviceIndex();
    }
}
