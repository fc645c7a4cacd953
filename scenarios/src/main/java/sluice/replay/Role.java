package sluice.replay;

/** What a recorded frame is to the replay. */
enum Role {
    /** Another station sent it: it arrives at the NIC. */
    ARRIVES,
    /** An application of the station sent a datagram: it starts at its UDP stand-in. */
    APP_UDP,
    /**
     * A segment of a connection that an application of the station had: it starts at its TCP
     * stand-in.
     */
    APP_TCP,
    /**
     * A segment of a connection that the stack's own TCP has: compared, and what the application
     * did is done.
     */
    OWN_TCP,
    /** An application of the station sent an ICMP message through a raw socket. */
    APP_PING,
    /** A later piece of a datagram that an application sent whole. */
    LATER_PIECE,
    /** The station's stack said it by itself: not sent, but compared. */
    OWN_ANSWER,
    /**
     * The station passed it on for another: it arrives on the other side, and what comes out is
     * compared.
     */
    FORWARDED,
    /** Of a protocol that no stack here speaks. */
    NOT_EMULATED
}
