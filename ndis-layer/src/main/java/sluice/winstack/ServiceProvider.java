package sluice.winstack;

import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;

/**
 * The table of calls that Winsock has below it, and a layered provider has below and above it
 * (WSPStartup's procedure table): sockets, raw ones included.
 *
 * <p>{@link #ping} is no call of Winsock: {@code IcmpSendEcho} goes to the IP device.
 */
public interface ServiceProvider extends SocketEdge {
    /**
     * A raw socket ({@code SOCK_RAW}): sends what follows the IPv4 header, or header and all, and
     * is given whole IPv4 packets of the protocol that come to this host.
     *
     * @param protocol IP protocol number, 0 for all; ignored on what is sent with a header
     * @throws SocketRefused if this system has no raw sockets, or no such address
     */
    RawSocket raw(IpAddress local, int protocol, SocketHandler handler) throws SocketRefused;
}
