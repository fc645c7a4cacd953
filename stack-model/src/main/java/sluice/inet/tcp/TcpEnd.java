package sluice.inet.tcp;

/** How a connection ended, as the program is told. */
public enum TcpEnd {
    /** Both sides closed; all octets were acknowledged. */
    CLOSED,
    /** The other side answered the SYN with a reset: {@code ECONNREFUSED}. */
    REFUSED,
    /** The other side sent a reset: {@code ECONNRESET}. */
    RESET,
    /** The program gave it up, and a reset was sent. */
    ABORTED,
    /** No acknowledgment within the retries: {@code ETIMEDOUT}. */
    TIMED_OUT,
    /** A router or the host said that there is no way, and no answer came: {@code EHOSTUNREACH}. */
    UNREACHABLE
}
