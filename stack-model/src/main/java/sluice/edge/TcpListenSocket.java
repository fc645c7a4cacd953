package sluice.edge;

import org.jspecify.annotations.Nullable;

/**
 * A port that takes connections. Handshakes are completed by the stack; connections wait, as many
 * as the backlog allows, until the program accepts them.
 */
public interface TcpListenSocket extends SocketEdge.Socket {
    /**
     * The connection that waits longest; its news go to {@code handler} from now on, what happened
     * so far first.
     *
     * @return null if none waits
     */
    @Nullable TcpSocket accept(TcpSocketHandler handler);

    /** Connections that wait. */
    int waiting();

    /** Handshakes under way. */
    int halfOpen();

    /** Takes no more; what waits is reset. */
    @Override
    void close();
}
