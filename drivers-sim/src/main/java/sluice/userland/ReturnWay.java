package sluice.userland;

/** How a program gives packets back. */
public enum ReturnWay {
    /**
     * One request for each packet. It is over when the packet is: a write of a sent packet returns
     * when the NIC has sent it, since the octets are the request's until then.
     */
    IO,
    /** One request for each packet, which returns at once: the driver copies the octets. */
    IO_AT_ONCE,
    /** Through memory that it shares with the driver, and one event for each batch. */
    SHARED
}
