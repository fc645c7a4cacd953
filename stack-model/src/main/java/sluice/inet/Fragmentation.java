package sluice.inet;

/** What came of an attempt to make a packet fit a link. */
public enum Fragmentation {
    /** It fits as it is; nothing was handed out. */
    FITS,
    /** All fragments were handed out. */
    DONE,
    /** It does not fit and must not be split: ICMP fragmentation needed, or EMSGSIZE. */
    TOO_BIG,
    /** The link is too narrow for the headers and eight octets. */
    NO_ROOM
}
