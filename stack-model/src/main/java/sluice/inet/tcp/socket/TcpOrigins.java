package sluice.inet.tcp.socket;

import sluice.inet.tcp.TcpOrigin;

/**
 * Says where the numbers of a host's connections begin, for runs that must meet numbers recorded
 * elsewhere.
 */
@FunctionalInterface
public interface TcpOrigins {
    /**
     * The origin of a new connection.
     *
     * @param drawn what the host has drawn for it
     */
    TcpOrigin of(TcpFlow flow, TcpOrigin drawn);
}
