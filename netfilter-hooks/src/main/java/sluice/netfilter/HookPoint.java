package sluice.netfilter;

/** The five places of the fixed path, with the kernel's number ({@code NF_INET_}). */
public enum HookPoint {
    /** After the header checks, before routing. */
    PRE_ROUTING(0),
    /** For this host, before the transport protocol. */
    LOCAL_IN(1),
    /** For another host, TTL already taken down. */
    FORWARD(2),
    /** Sent by this host, routed. */
    LOCAL_OUT(3),
    /** About to leave by a device, before fragmentation and the neighbour. */
    POST_ROUTING(4);

    private final int code;

    HookPoint(int code) {
        this.code = code;
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
