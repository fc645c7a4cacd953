package sluice.netfilter;

import java.util.List;

/**
 * The five places of the fixed path, with the kernel's number ({@code NF_INET_}), and the two of a
 * device. {@link NfFamily#points} says which a family has.
 */
public enum HookPoint {
    /** After the header checks, before routing. */
    PRE_ROUTING(0, "PREROUTING"),
    /** For this host, before the transport protocol. */
    LOCAL_IN(1, "INPUT"),
    /** For another host, TTL already taken down. */
    FORWARD(2, "FORWARD"),
    /** Sent by this host, routed. */
    LOCAL_OUT(3, "OUTPUT"),
    /** About to leave by a device, before fragmentation and the neighbour. */
    POST_ROUTING(4, "POSTROUTING"),
    /** A frame came in by the device: behind the taps, before the checks of any protocol. */
    INGRESS(5, "INGRESS"),
    /** A frame is about to leave by the device: before the queue and the taps. */
    EGRESS(6, "EGRESS");

    /** The five of IP, and of a bridge. */
    public static final List<HookPoint> IP =
            List.of(PRE_ROUTING, LOCAL_IN, FORWARD, LOCAL_OUT, POST_ROUTING);

    /** Those of ARP; nothing is forwarded by a host that is no bridge. */
    static final List<HookPoint> OF_ARP = List.of(LOCAL_IN, FORWARD, LOCAL_OUT);

    /** Those of a device. */
    static final List<HookPoint> OF_DEVICE = List.of(INGRESS, EGRESS);

    private final int code;
    private final String chainName;

    HookPoint(int code, String chainName) {
        this.code = code;
        this.chainName = chainName;
    }

    /** What {@code iptables} calls the built-in chain at this point: {@code INPUT}. */
    public String chainName() {
        return chainName;
    }

    /** The kernel's number at the points of IP and in chains of {@code inet}. */
    public int code() {
        return code;
    }

    /** Whether packets are on their way to the wire here. */
    public boolean downward() {
        return this == LOCAL_OUT || this == POST_ROUTING || this == EGRESS;
    }
}
