package sluice.inet;

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
}
