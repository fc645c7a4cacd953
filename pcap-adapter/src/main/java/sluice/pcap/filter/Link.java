package sluice.pcap.filter;

import org.jspecify.annotations.Nullable;
import sluice.pcap.file.LinkType;

/** The link types that filters can be compiled for, and where their headers have what. */
enum Link {
    EN10MB(1, "Ethernet", 12, 14, 0, 3),
    NULL(0, "BSD loopback", 0, 4, 0, 0),
    LOOP(108, "OpenBSD loopback", 0, 4, 0, 0),
    RAW(101, "raw IP", Layout.NO_TYPE, 0, 0, 0),
    IPV4(228, "raw IPv4", Layout.NO_TYPE, 0, 0, 0),
    IPV6(229, "raw IPv6", Layout.NO_TYPE, 0, 0, 0),
    PPP(9, "PPP", 2, 4, 0, 0),
    LINUX_SLL(113, "Linux cooked v1", 14, 16, 0, 0),
    LINUX_SLL2(276, "Linux cooked v2", 0, 20, 0, 0),
    IEEE802_11(105, "802.11", 24, 0, 8, 3),
    IEEE802_11_RADIO(127, "802.11 plus radiotap header", 24, 0, 8, 3);

    private final int number;
    final String words;

    /** Offset of the field that says what the payload is; that of the LLC header for 802.11. */
    final int typeOffset;

    final int payloadOffset;

    /** Offset of the network header in the payload. */
    final int networkOffset;

    /** The same behind an LLC header without SNAP. */
    final int networkNoSnapOffset;

    Link(
            int number,
            String words,
            int typeOffset,
            int payloadOffset,
            int networkOffset,
            int networkNoSnapOffset) {
        this.number = number;
        this.words = words;
        this.typeOffset = typeOffset;
        this.payloadOffset = payloadOffset;
        this.networkOffset = networkOffset;
        this.networkNoSnapOffset = networkNoSnapOffset;
    }

    /** The link of {@code type}, or null if filters cannot be compiled for it. */
    static @Nullable Link of(LinkType type) {
        for (Link link : values()) if (link.number == type.number()) return link;
        return null;
    }

    /** As files hold it. */
    LinkType type() {
        return new LinkType(number);
    }

    /** True for the two with 802.11 headers. */
    boolean isWireless() {
        return this == IEEE802_11 || this == IEEE802_11_RADIO;
    }
}
