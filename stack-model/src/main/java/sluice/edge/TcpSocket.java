package sluice.edge;

/**
 * One TCP connection as a program has it. All calls run at THREAD level; news come through {@link
 * TcpSocketHandler}, at THREAD level too. Nothing blocks: what does not fit is not taken, and
 * {@link TcpSocketHandler#writable} says when to go on.
 */
public interface TcpSocket extends SocketEdge.Socket {
    /** What {@link #send} and {@link #receive} return once there is nothing to wait for. */
    int CLOSED = -1;

    /** The other side. */
    IpAddress remoteAddress();

    /** The other side's port. */
    int remotePort();

    /**
     * Puts octets into the send buffer; the array may be used again when this returns.
     *
     * @return how many were taken, 0 if the buffer is full (or a TDI filter said no), {@link
     *     #CLOSED} if this side sends no more
     */
    int send(byte[] octets, int offset, int lengthOctets);

    /** As {@link #send}, and marks the last octet as urgent ({@code MSG_OOB}, RFC 6093). */
    int sendUrgent(byte[] octets, int offset, int lengthOctets);

    /**
     * Takes octets out of the receive buffer, which opens the window to the other side.
     *
     * @return how many, 0 if there are none now, {@link #CLOSED} at the end of the stream and after
     *     an error
     */
    int receive(byte[] to, int offset, int lengthOctets);

    /** Octets that {@link #receive} would find now. */
    int receivableOctets();

    /** Octets sent by the program that the other side has not acknowledged. */
    long unacknowledgedOctets();

    /** Segments of data that had to be sent again; stays known when the connection is over. */
    long repeatedSegments();

    /** Smoothed round-trip time, 0 before the first sample. */
    long roundTripNanos();

    /** The congestion window. */
    long congestionWindowOctets();

    /** Whether small segments leave at once ({@code TCP_NODELAY}). */
    void noDelay(boolean on);

    /** Whether an idle connection is probed ({@code SO_KEEPALIVE}). */
    void keepAlive(boolean on);

    /** Half-close: nothing more is sent, what was taken still goes out ({@code SHUT_WR}). */
    void shutdownOutput();

    /**
     * The program is done: what was taken still goes out, nothing is told any more. Data that was
     * not received by the program makes it a reset (RFC 2525 section 2.17).
     */
    @Override
    void close();

    /** Gives the connection up with a reset ({@code SO_LINGER} of 0 and close). */
    void abort();
}
