package sluice.conntrack;

/** What is known of a connection, as bits ({@code enum ip_conntrack_status}). */
public enum CtStatus {
    /** It was expected by another one. */
    EXPECTED(0),
    /** Both directions have been seen. */
    SEEN_REPLY(1),
    /** Not thrown away early when the table is full. */
    ASSURED(2),
    /** Its first packet has left. */
    CONFIRMED(3),
    /** Its source is translated. */
    SRC_NAT(4),
    /** Its destination is translated. */
    DST_NAT(5),
    /** Sequence numbers are adjusted. */
    SEQ_ADJUST(6),
    /** It is decided whether the source is translated. */
    SRC_NAT_DONE(7),
    /** It is decided whether the destination is translated. */
    DST_NAT_DONE(8),
    /** It is out of the table. */
    DYING(9),
    /** Its timeout stays as it is. */
    FIXED_TIMEOUT(10),
    /** It lost a race and has one second to live. */
    NAT_CLASH(12),
    /** A helper was attached by a rule. */
    HELPER(13);

    private final int bit;

    CtStatus(int position) {
        this.bit = 1 << position;
    }

    /** The kernel's bit, {@code IPS_}. */
    public int bit() {
        return bit;
    }
}
