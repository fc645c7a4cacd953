package sluice.pcap.filter;

/** What an offset counts from. */
enum Base {
    LINK_HEADER,
    /** The field that says what the link's payload is. */
    LINK_TYPE,
    /** The link's payload: where an LLC header is if there is one. */
    LLC,
    NETWORK,
    NETWORK_NO_SNAP,
    /** The MPLS label before the network header. */
    LAST_LABEL,
    /** What follows an IPv4 header of whatever length. */
    IP4_PAYLOAD,
    /** What follows an IPv6 header without extensions. */
    IP6_PAYLOAD
}
