package sluice.packet.wire;

/** Operations of ARP (RFC 826), RARP (RFC 903) and InARP (RFC 2390). */
public enum ArpOperation {
    REQUEST(1),
    REPLY(2),
    REVERSE_REQUEST(3),
    REVERSE_REPLY(4),
    INVERSE_REQUEST(8),
    INVERSE_REPLY(9);

    private final int code;

    ArpOperation(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }
}
