package sluice.rules.expression;

/** What {@code ct} knows of a packet's connection ({@code enum nft_ct_keys}). */
public enum CtKey {
    /**
     * How the packet stands to its connection, as bits: 1 invalid, 2 established, 4 related, 8 new,
     * 64 untracked.
     */
    STATE(4),
    /** 0 original, 1 reply. */
    DIRECTION(1),
    /** {@link sluice.conntrack.CtStatus} as bits. */
    STATUS(4),
    /** Mark of the connection. */
    MARK(4),
    /** Security mark. */
    SECMARK(4),
    /** Milliseconds left. */
    EXPIRATION(8),
    /** Name of the helper. */
    HELPER(16),
    /** Family of the tuple. */
    L3PROTOCOL(1),
    /** Source address, as long as the family has it. */
    SRC(16),
    /** Destination address. */
    DST(16),
    /** Protocol behind IP. */
    PROTOCOL(1),
    /** Source port. */
    PROTO_SRC(2),
    /** Destination port. */
    PROTO_DST(2),
    /** Labels, 128 bits. */
    LABELS(16),
    /** Packets. */
    PKTS(8),
    /** Octets. */
    BYTES(8),
    /** Octets per packet. */
    AVGPKT(8),
    /** Zone. */
    ZONE(2),
    /** IPv4 source; not there in a connection of IPv6. */
    SRC_IP(4),
    /** IPv4 destination. */
    DST_IP(4),
    /** IPv6 source. */
    SRC_IP6(16),
    /** IPv6 destination. */
    DST_IP6(16),
    /** Number of the connection. */
    ID(4),
    /** Events that listeners are told of; to be set only. */
    EVENTMASK(4);

    private final int lengthOctets;

    CtKey(int lengthOctets) {
        this.lengthOctets = lengthOctets;
    }

    /** Length of its value. */
    public int lengthOctets() {
        return lengthOctets;
    }
}
