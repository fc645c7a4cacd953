package sluice.netfilter;

/** The five places of the fixed path, with the kernel's number ({@code NF_INET_}). */
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
    POST_ROUTING(4, "POSTROUTING");

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

    /** The kernel's number. */
    public int code() {
        return code;
    }

    /** Whether packets are on their way to the wire here. */
    public boolean downward() {
        return code >= LOCAL_OUT.code;
    }
}
