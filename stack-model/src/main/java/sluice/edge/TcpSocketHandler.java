package sluice.edge;

/**
 * What a program does with what happens to its connection. Called at THREAD level, some time after
 * it happened; several happenings may come as one. May call back in.
 */
public interface TcpSocketHandler {
    /** The connection stands. */
    default void connected(TcpSocket socket) {}

    /** More has arrived since the last time; it stays in the buffer until it is received. */
    default void readable(TcpSocket socket) {}

    /** There is room again after a send that was not taken whole. */
    default void writable(TcpSocket socket) {}

    /** The other side sends no more; what has arrived before can still be received. */
    default void endOfInput(TcpSocket socket) {}

    /** The other side has marked data as urgent; it is received in its place. */
    default void urgent(TcpSocket socket) {}

    /**
     * The connection is over; nothing follows.
     *
     * @param status {@link SocketStatus#OK} if both sides closed, else why: refused, reset, timed
     *     out, unreachable, aborted
     */
    default void ended(TcpSocket socket, SocketStatus status) {}
}
