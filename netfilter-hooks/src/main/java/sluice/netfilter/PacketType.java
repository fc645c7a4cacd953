package sluice.netfilter;

/** To whom a frame was addressed, with the kernel's number (include/uapi/linux/if_packet.h). */
public enum PacketType {
    /** To this host. */
    HOST(0),
    /** To everybody on the link. */
    BROADCAST(1),
    /** To a group. */
    MULTICAST(2),
    /** To another station. */
    OTHERHOST(3),
    /** Sent by this host. */
    OUTGOING(4);

    private final int code;

    PacketType(int code) {
        this.code = code;
    }

    /** The kernel's number. */
    public int code() {
        return code;
    }
}
