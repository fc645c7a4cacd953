package sluice.trace;

/**
 * What the octets at a layer boundary begin with; decides the link type of that boundary's capture.
 */
public enum Layering {
    /** A frame with its Ethernet header. */
    ETHERNET,
    /** An IPv4 or IPv6 packet. */
    IP,
    /** What an application reads or writes. */
    PAYLOAD
}
