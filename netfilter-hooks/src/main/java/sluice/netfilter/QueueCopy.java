package sluice.netfilter;

/** How much of a packet a queue's listener is sent ({@code enum nfqnl_config_mode}). */
public enum QueueCopy {
    /** Nothing at all: the kernel then drops what is queued. */
    NONE(0),
    /** The facts without octets. */
    META(1),
    /** The facts and the packet's first octets, as far as the range goes. */
    PACKET(2);

    private final int code;

    QueueCopy(int code) {
        this.code = code;
    }

    /** The kernel's number. */
    public int code() {
        return code;
    }
}
