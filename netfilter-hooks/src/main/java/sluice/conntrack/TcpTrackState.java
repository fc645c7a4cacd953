package sluice.conntrack;

/** States of a tracked TCP connection ({@code enum tcp_conntrack}). */
enum TcpTrackState {
    NONE,
    /** SYN seen. */
    SYN_SENT,
    /** SYN|ACK seen. */
    SYN_RECV,
    ESTABLISHED,
    /** FIN seen. */
    FIN_WAIT,
    /** ACK seen after FIN. */
    CLOSE_WAIT,
    /** FIN seen from both. */
    LAST_ACK,
    /** The last ACK seen. */
    TIME_WAIT,
    /** RST seen. */
    CLOSE,
    /** SYN seen from both. */
    SYN_SENT2
}
