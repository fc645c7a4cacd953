package sluice.inet.tcp.socket;

import org.jspecify.annotations.Nullable;
import sluice.edge.SocketStatus;
import sluice.inet.SocketError;
import sluice.inet.tcp.TcpProfile;

/**
 * What a stack does for its TCP sockets: finds ways, carries segments, and lets what stands between
 * transport and program have its say.
 */
public interface TcpHost {
    /** What a filter between transport and program is asked about. */
    enum Asked {
        /** A program connects. */
        CONNECT,
        /** Another host connects to a port that is listened on. */
        ACCEPT,
        /** A program sends. */
        SEND,
        /** Data is there for a program. */
        RECEIVE
    }

    /** What kind of host it plays, with its settings of now; read for each new connection. */
    TcpProfile profile();

    /**
     * Finds the way to another host.
     *
     * @param localHigh address the program is bound to, 0/0 for none
     * @return why there is none, or null and {@code path} is filled in
     */
    @Nullable SocketError route(
            boolean v6,
            long localHigh,
            long localLow,
            long remoteHigh,
            long remoteLow,
            TcpPath path);

    /**
     * Makes room for a segment of {@code flow}.
     *
     * @param lengthOctets TCP header and data
     * @return false if there is none, or no way
     */
    boolean begin(TcpFlow flow, int lengthOctets);

    /** The array of the room made last. */
    byte[] octets();

    /** Where in it the TCP header begins. */
    int offset();

    /** The segment begun last is whole but for its checksum, which is zero: send it. */
    void send(TcpFlow flow, int lengthOctets);

    /** Whether a filter between transport and program lets it happen. */
    default boolean allows(Asked asked, TcpFlow flow, int octets) {
        return true;
    }

    /**
     * Whether a connection keeps others from listening on its local port unless they ask for reuse
     * (Linux {@code inet_csk_get_port}; Windows asks only who listens).
     */
    boolean connectionsHoldPorts();

    /** An error in the words of this system. */
    SocketStatus status(SocketError error);
}
