package sluice.route;

/** What routing says of a packet that came in. */
public enum InputResult {
    /** To this host. */
    LOCAL,
    /** To this host as to all of a link. */
    BROADCAST,
    /** To this host as member of a group. */
    MULTICAST,
    /** Onward. */
    FORWARD,
    /** Nobody here joined the group. */
    NOT_MEMBER,
    /** The source cannot be right. */
    MARTIAN_SOURCE,
    /** The destination cannot be right. */
    MARTIAN_DESTINATION,
    /** It did not come from where the route back leads. */
    REVERSE_PATH,
    /** For another host, and this one forwards nothing. */
    NOT_FORWARDING,
    /** No route. */
    NO_ROUTE,
    /** A blackhole route. */
    BLACKHOLE,
    /** An unreachable route. */
    UNREACHABLE,
    /** A prohibit route. */
    PROHIBIT
}
