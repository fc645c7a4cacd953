package sluice.linuxstack;

import java.util.function.IntPredicate;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketStatus;

/**
 * A raw socket ({@code SOCK_RAW}): its handler is given a copy of each packet of its protocol for
 * this host, beside whoever else takes it: from the IP header on for IPv4, from behind the headers
 * of IPv6.
 */
public interface RawSocket extends LinuxSocket {
    /**
     * Sends a message of the protocol, checksums and all (but that of ICMPv6, which the stack fills
     * in); the stack puts the IP header in front.
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

    /**
     * {@code ICMP6_FILTER}: the ICMPv6 types that are given to the handler; all at the start. Of no
     * effect with other protocols.
     */
    void setIcmpv6Filter(IntPredicate passes);
}
