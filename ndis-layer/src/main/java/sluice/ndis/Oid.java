package sluice.ndis;

/** Object identifiers that the wrapper and shipped miniports know ({@code ntddndis.h}). */
public enum Oid {
    /** Longest look-ahead that the miniport can give, in octets behind the header. */
    GEN_MAXIMUM_LOOKAHEAD(0x00010105),
    /** Largest payload of a frame, in octets. */
    GEN_MAXIMUM_FRAME_SIZE(0x00010106),
    /** Speed in units of 100 bit/s. */
    GEN_LINK_SPEED(0x00010107),
    /** What may come up: {@link PacketFilters}. */
    GEN_CURRENT_PACKET_FILTER(0x0001010E),
    /** How long a look-ahead is wanted, in octets behind the header. */
    GEN_CURRENT_LOOKAHEAD(0x0001010F),
    /** Largest frame, header included, in octets. */
    GEN_MAXIMUM_TOTAL_SIZE(0x00010111),
    /** What a binding wants of NDIS: {@link ProtocolBinding#NO_LOOPBACK}. */
    GEN_PROTOCOL_OPTIONS(0x00010112),
    /** What the miniport does by itself: {@link MacOptions}. */
    GEN_MAC_OPTIONS(0x00010113),
    /** 0 connected, 1 disconnected. */
    GEN_MEDIA_CONNECT_STATUS(0x00010114),
    /** Frames sent without error. */
    GEN_XMIT_OK(0x00020101),
    /** Frames received without error. */
    GEN_RCV_OK(0x00020102),
    /** Frames lost for want of a receive buffer. */
    GEN_RCV_NO_BUFFER(0x00020105),
    /** What power states the device has. */
    PNP_CAPABILITIES(0xFD010100),
    /** Goes to a power state: a number of {@link DevicePower}. */
    PNP_SET_POWER(0xFD010101),
    /** Could it go to a power state? */
    PNP_QUERY_POWER(0xFD010102),
    /** The station address burnt in. */
    OID_802_3_PERMANENT_ADDRESS(0x01010101),
    /** The station address in use. */
    OID_802_3_CURRENT_ADDRESS(0x01010102),
    /** The listed groups. */
    OID_802_3_MULTICAST_LIST(0x01010103),
    /** How many groups can be listed. */
    OID_802_3_MAXIMUM_LIST_SIZE(0x01010104);

    private final int code;

    Oid(int code) {
        this.code = code;
    }

    /** The number. */
    public int code() {
        return code;
    }
}
