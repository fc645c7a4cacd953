package sluice.conntrack;

/** What the tracker of a protocol says of a packet. */
enum Tracking {
    /** It belongs to the connection. */
    VALID,
    /** It does not, and passes without one. */
    INVALID,
    /** Its connection was deleted: look again, and make a new one. */
    AGAIN
}
