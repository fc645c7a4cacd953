package sluice.netfilter;

/**
 * How a packet stands to its connection, with the kernel's number ({@code enum ip_conntrack_info}).
 * A packet without a connection that is not {@link #UNTRACKED} is invalid.
 */
public enum CtInfo {
    /** Of a connection that has seen both directions, or of one it expects; original direction. */
    ESTABLISHED(0, false),
    /** Begins an expected connection, or an ICMP error about the original direction. */
    RELATED(1, false),
    /** Begins a connection. */
    NEW(2, false),
    /** {@link #ESTABLISHED} in the reply direction. */
    ESTABLISHED_REPLY(3, true),
    /** {@link #RELATED} in the reply direction. */
    RELATED_REPLY(4, true),
    /** Not to be tracked ({@code NOTRACK}). */
    UNTRACKED(7, false);

    private final int code;
    private final boolean reply;

    CtInfo(int code, boolean reply) {
        this.code = code;
        this.reply = reply;
    }

    /** The kernel's number. */
    public int code() {
        return code;
    }

    /** Whether it goes against the direction of the connection's first packet. */
    public boolean reply() {
        return reply;
    }
}
