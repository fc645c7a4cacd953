package sluice.userland;

/** How a ring of packets lies in memory. */
public enum RingKind {
    /** Fixed slots of the largest frame. */
    SLOTS,
    /** Records of any length behind each other; one that does not fit at the end starts anew. */
    OCTETS
}
