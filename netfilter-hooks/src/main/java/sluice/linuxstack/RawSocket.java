package sluice.linuxstack;

import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketStatus;

/**
 * A raw IPv4 socket ({@code SOCK_RAW}): its handler is given a copy of each packet of its protocol
 * for this host, from the IP header on, beside whoever else takes it.
 */
public interface RawSocket extends LinuxSocket {
    /**
     * Sends a message of the protocol, checksums and all; the stack puts the IP header in front.
     */
    SocketStatus send(
            byte[] message,
            int offset,
            int lengthOctets,
            IpAddress to,
            SocketEdge.SendOptions options);

    /**
     * {@code ICMP_FILTER}: ICMP types 0 to 31 whose bit is set are not given to the handler; none
     * at the start. Of no effect with other protocols.
     */
    void setIcmpFilter(int types);
}
