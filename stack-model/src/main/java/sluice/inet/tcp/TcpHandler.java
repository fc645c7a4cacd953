package sluice.inet.tcp;

/**
 * The program above a connection. Called at the end of a call into the connection, never inside of
 * one, so it may read, write and close.
 */
public interface TcpHandler {
    /** The connection is established. */
    default void connected(TcpConnection connection) {}

    /** There is more to read than before. */
    default void readable(TcpConnection connection) {}

    /** There is room to write again after a write that did not take everything. */
    default void writable(TcpConnection connection) {}

    /** The other side will send no more: end of file after what can still be read. */
    default void endOfInput(TcpConnection connection) {}

    /** Urgent data is announced (RFC 6093); it is read in its place. */
    default void urgent(TcpConnection connection) {}

    /** The connection is over, for this reason; nothing follows. */
    default void ended(TcpConnection connection, TcpEnd end) {}
}
