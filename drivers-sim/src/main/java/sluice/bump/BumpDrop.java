package sluice.bump;

import sluice.packet.DropReason;

/** Losses at drivers that put a protocol between IP and the link layer. */
public enum BumpDrop implements DropReason {
    /** No descriptor was left for the driver's own frame. */
    NO_OWN_DESCRIPTOR("no descriptor is left for a frame of the driver's own"),
    /** More notices than may wait. */
    TOO_MANY_NOTICES("too many frames of the driver's own wait on their way up"),
    /** The stack around the driver changes; its own frames that wait end. */
    DRIVER_PAUSED("the driver between IP and the link layer pauses"),
    /** A packet to be protected has a header that cannot be. */
    ESP_BAD_HEADER("the IPv4 header of a packet to be protected is not sound"),
    /** Sequence numbers may not begin again under one key (RFC 4303 section 3.3.3). */
    ESP_SEQUENCE_EXHAUSTED("all sequence numbers of the security association are used"),
    /** It does not fit and must not be split; the sender is told how much fits. */
    ESP_TOO_LONG("longer than fits with its ESP header, and not to be split"),
    /** No packet can carry it. */
    ESP_OVER_64K("longer than a packet can be with its ESP header"),
    /** Neither header nor check value fit (RFC 4303 section 2). */
    ESP_TRUNCATED("shorter than an ESP packet can be"),
    /** No security association has that index (RFC 4303 section 3.4.2). */
    ESP_UNKNOWN_SPI("no security association has its index"),
    /** Left of the window of sequence numbers, or there already (RFC 4303 section 3.4.3). */
    ESP_REPLAYED("its sequence number was there already, or is too old"),
    /** The check value is wrong (RFC 4303 section 3.4.4.2). */
    ESP_NOT_AUTHENTIC("its integrity check value is wrong"),
    /** Padding, trailer or the packet inside make no sense. */
    ESP_BAD_CONTENT("what was decrypted is no packet of the agreed kind"),
    /** Authentic, but its addresses are not those agreed on (RFC 4301 section 5.2). */
    ESP_OUTSIDE_POLICY("its inner addresses are not those the association is for"),
    /** It came in clear text but had to be protected (RFC 4301 section 5.2). */
    ESP_NOT_PROTECTED("it came in clear text although it has to be protected"),
    /** Before a session is open or after it. */
    PPPOE_NO_SESSION("no PPPoE session is open"),
    /** It does not fit into a PPPoE session (RFC 2516 section 7), or is no sound packet. */
    PPPOE_TOO_LONG("no sound IPv4 packet that the PPPoE session can carry"),
    /** IPv6 would need a protocol of its own in the session. */
    PPPOE_IPV4_ONLY("the PPPoE session carries IPv4 only"),
    /** Not the session, or not the station, that it was opened with. */
    PPPOE_FOREIGN_SESSION("of a PPPoE session that is not open here"),
    /** The header or its length is wrong (RFC 2516 section 4). */
    PPPOE_MALFORMED("its PPPoE header is not sound"),
    /** A discovery frame that nothing was waiting for. */
    PPPOE_UNEXPECTED("a PPPoE discovery frame that was not waited for"),
    /** Clear text from the wire at a host that speaks IP in its session only. */
    PPPOE_CLEAR_IP("IP beside the PPPoE session");

    private final String text;

    BumpDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "bump";
    }

    @Override
    public String text() {
        return text;
    }
}
