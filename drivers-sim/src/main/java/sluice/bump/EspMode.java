package sluice.bump;

/** What ESP protects (RFC 4303 section 1). */
public enum EspMode {
    /** The payload; the IP header stays. For the two hosts' own packets. */
    TRANSPORT,
    /** The whole packet, in a new one between the two hosts. */
    TUNNEL
}
