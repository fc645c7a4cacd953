package sluice.ndis;

/** Object identifiers that the wrapper and shipped miniports know ({@code ntddndis.h}). */
public enum Oid {
    /** Largest payload of a frame, in octets. */
    GEN_MAXIMUM_FRAME_SIZE(0x00010106),
    /** Speed in units of 100 bit/s. */
    GEN_LINK_SPEED(0x00010107),
    /** What may come up: {@link PacketFilters}. */
    GEN_CURRENT_PACKET_FILTER(0x0001010E),
    /** 0 connected, 1 disconnected. */
    GEN_MEDIA_CONNECT_STATUS(0x00010114),
    /** Frames sent without error. */
    GEN_XMIT_OK(0x00020101),
    /** Frames received without error. */
    GEN_RCV_OK(0x00020102),
    /** Frames lost for want of a receive buffer. */
    GEN_RCV_NO_BUFFER(0x00020105),
    /** The station address burnt in. */
    OID_802_3_PERMANENT_ADDRESS(0x01010101),
    /** The station address in use. */
    OID_802_3_CURRENT_ADDRESS(0x01010102),
    /** The listed groups. */
    OID_802_3_MULTICAST_LIST(0x01010103);

    private final int code;

    Oid(int code) {
        this.code = code;
    }

    /** The number. */
    public int code() {
        return code;
    }
}
