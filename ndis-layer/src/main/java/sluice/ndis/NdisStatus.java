package sluice.ndis;

/**
 * Status codes that drivers and the wrapper give each other, with their numbers (Windows DDK,
 * {@code ndis.h}).
 */
public enum NdisStatus {
    /** Done. */
    SUCCESS(0x00000000),
    /** Not done yet: exactly one completion follows. */
    PENDING(0x00000103),
    /** The lookahead was not copied. */
    NOT_COPIED(0x00010002),
    /** Not interested in a frame. */
    NOT_ACCEPTED(0x00010003),
    /** Indication: a reset begins. */
    RESET_START(0x40010004),
    /** Indication: a reset is over. */
    RESET_END(0x40010005),
    /** Indication: the cable carries. */
    MEDIA_CONNECT(0x4001000B),
    /** Indication: the cable does not carry. */
    MEDIA_DISCONNECT(0x4001000C),
    /** Indication, NDIS 6: how the link is, in a buffer. */
    LINK_STATE(0x40010017),
    /** The miniport cannot reset. */
    NOT_RESETTABLE(0x80010001),
    /** The reset worked, with errors. */
    SOFT_ERRORS(0x80010003),
    /** The reset failed. */
    HARD_ERRORS(0x80010004),
    /** Failed, no more is said. */
    FAILURE(0xC0000001),
    /**
     * No room. From a serialized miniport's send: keep the packet and try again later; as a
     * completion: failed for lack of room; on a received packet: the miniport wants it back on
     * return.
     */
    RESOURCES(0xC000009A),
    /** A parameter is out of its range. */
    INVALID_PARAMETER(0xC000000D),
    /** The request is not supported. */
    NOT_SUPPORTED(0xC00000BB),
    /** The binding is being closed. */
    CLOSING(0xC0010002),
    /** The driver is of a version that this wrapper does not serve. */
    BAD_VERSION(0xC0010004),
    /** The driver lacks a handler that it must have. */
    BAD_CHARACTERISTICS(0xC0010005),
    /** The adapter cannot be opened. */
    OPEN_FAILED(0xC0010007),
    /** More group addresses than the NIC has room for. */
    MULTICAST_FULL(0xC0010009),
    /** Ended by a reset or a close. */
    REQUEST_ABORTED(0xC001000C),
    /** A reset is under way. */
    RESET_IN_PROGRESS(0xC001000D),
    /** Too long for the medium, or too short. */
    INVALID_PACKET(0xC001000F),
    /** A buffer of the wrong length. */
    INVALID_LENGTH(0xC0010014),
    /** A number that makes no sense. */
    INVALID_DATA(0xC0010015),
    /** The buffer of a request is too short. */
    BUFFER_TOO_SHORT(0xC0010016),
    /** No such object identifier. */
    INVALID_OID(0xC0010017),
    /** The adapter is gone. */
    ADAPTER_REMOVED(0xC0010018),
    /** Nothing is plugged in. */
    NO_CABLE(0xC001001F),
    /** NDIS 6: the send was cancelled. */
    SEND_ABORTED(0xC023000C),
    /** NDIS 6: the adapter or filter is paused. */
    PAUSED(0xC023002A),
    /** The adapter sleeps. */
    LOW_POWER_STATE(0xC023002F);

    private final int code;

    NdisStatus(int code) {
        this.code = code;
    }

    /** The number. */
    public int code() {
        return code;
    }

    /** The name as the DDK spells it. */
    public String ddkName() {
        return "NDIS_STATUS_" + name();
    }
}
