package sluice.winstack;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Layers of the filtering platform that callouts can stand at; each for both families. In the order
 * of a packet's way:
 *
 * <pre>
 *   in    INBOUND_IPPACKET -> INBOUND_TRANSPORT -> ALE_AUTH_RECV_ACCEPT
 *   out   ALE_AUTH_CONNECT -> OUTBOUND_TRANSPORT -> OUTBOUND_IPPACKET
 *   on    IPFORWARD
 * </pre>
 *
 * <p>Source: Microsoft, "Packet inspection points", "Management filtering layer identifiers".
 * Differs: binding, listening, DATAGRAM_DATA, STREAM, ICMP_ERROR, the layers of frames and the
 * _DISCARD twins are left out.
 */
public enum WfpLayer {
    /** Packets for this host, before they are put together; turned-round ones too. */
    INBOUND_IPPACKET,
    /**
     * The same once they are whole, before their transport takes them. Differs: what is shown
     * begins with the IP header as everywhere here, on Windows behind the transport header.
     */
    INBOUND_TRANSPORT,
    /**
     * A connection from outside, or the first datagram of a peer, for a socket; once for each flow.
     * ICMP and raw sockets are not asked about.
     */
    ALE_AUTH_RECV_ACCEPT,
    /** A connection to outside, or the first message to a peer; once for each flow. */
    ALE_AUTH_CONNECT,
    /**
     * What leaves, before {@link #OUTBOUND_IPPACKET}, answers of the stack's own among it. Differs:
     * the IP header is there already.
     */
    OUTBOUND_TRANSPORT,
    /** Packets of this host, before they are cut up; fragments are not shown. */
    OUTBOUND_IPPACKET,
    /** Packets that are passed on for others. */
    IPFORWARD;

    /** The layers of whole IP packets. */
    public static final Set<WfpLayer> OF_PACKETS =
            Collections.unmodifiableSet(EnumSet.of(INBOUND_IPPACKET, OUTBOUND_IPPACKET, IPFORWARD));

    /** Whether it is asked about a flow and not about a packet. */
    public boolean isOfFlows() {
        return this == ALE_AUTH_CONNECT || this == ALE_AUTH_RECV_ACCEPT;
    }

    /** Whether it looks at what this host sends. */
    boolean isOutbound() {
        return switch (this) {
            case ALE_AUTH_CONNECT, OUTBOUND_TRANSPORT, OUTBOUND_IPPACKET -> true;
            case INBOUND_IPPACKET, INBOUND_TRANSPORT, ALE_AUTH_RECV_ACCEPT, IPFORWARD -> false;
        };
    }
}
