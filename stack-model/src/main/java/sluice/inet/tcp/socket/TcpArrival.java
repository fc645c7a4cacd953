package sluice.inet.tcp.socket;

/** What became of a segment; the host ends the packet accordingly. */
public enum TcpArrival {
    /** No connection and no listener: the host answers with a reset. */
    NO_SOCKET,
    /** Its data is in a receive buffer. */
    DATA,
    /** It was used and had no data: handshake, acknowledgment, close. */
    CONTROL,
    /** Refused, for {@link TcpSockets#refusal}. */
    REFUSED,
    /** Refused for {@link TcpSockets#refusal}, and the host answers with a reset. */
    REFUSED_WITH_RESET,
    /** What stands between transport and program does not let it connect; answered by a reset. */
    DENIED
}
