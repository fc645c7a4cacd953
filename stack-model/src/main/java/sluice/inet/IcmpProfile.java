package sluice.inet;

/**
 * How a stack writes its own ICMP messages.
 *
 * @param ttl time to live or hop limit
 * @param errorPrecedence what is or-ed into the quoted packet's type of service, and what remains
 *     of it
 * @param packetOctetsMax longest IPv4 error, IP header included
 * @param quotedPayloadOctetsMax octets quoted behind the quoted IP header
 */
public record IcmpProfile(
        int ttl, int errorPrecedence, int packetOctetsMax, int quotedPayloadOctetsMax) {
    /**
     * Linux 6.x, {@code icmp_send}: TTL 64, precedence internetwork control (0xc0), up to 576
     * octets of packet.
     */
    public static final IcmpProfile LINUX = new IcmpProfile(64, 0xc0, 576, 576);

    /**
     * Windows XP: TTL 128 (Microsoft, "Microsoft Windows 2000 TCP/IP Implementation Details",
     * DefaultTTL) and the quote of RFC 792: IP header and eight octets.
     */
    public static final IcmpProfile WINDOWS_XP = new IcmpProfile(128, 0, 576, 8);

    /**
     * Windows Vista and later.
     *
     * <p>Differs: the length of the quote is not published; RFC 1812 section 4.3.2.3 is followed.
     */
    public static final IcmpProfile WINDOWS_VISTA = new IcmpProfile(128, 0, 576, 576);

    /** The type of service of an error about a packet that had this one. */
    int errorTos(int quotedTos) {
        return errorPrecedence == 0 ? 0 : (quotedTos & 0x1e) | errorPrecedence;
    }
}
