package sluice.inet;

import sluice.packet.DropReason;

/**
 * Why the protocol mechanisms refuse a packet. Each constant is raised at exactly one place: the
 * method its text points to.
 */
public enum InetDrop implements DropReason {
    /** {@link Ipv4Input}. */
    IPV4_HEADER_TRUNCATED("fewer than 20 octets where an IPv4 header should be"),
    /** {@link Ipv4Input}. */
    IPV4_VERSION("the version in an IPv4 header is not 4"),
    /** {@link Ipv4Input}. */
    IPV4_HEADER_LENGTH("the IPv4 header length is below 20 octets"),
    /** {@link Ipv4Input}. */
    IPV4_OPTIONS_TRUNCATED("the frame ends inside the IPv4 header"),
    /** {@link Ipv4Input}. */
    IPV4_CHECKSUM("the IPv4 header checksum is wrong"),
    /** {@link Ipv4Input}. */
    IPV4_TRUNCATED("the frame is shorter than the IPv4 total length"),
    /** {@link Ipv4Input}. */
    IPV4_TOTAL_LENGTH("the IPv4 total length is below the header length"),
    /** {@link Ipv4Input}. */
    IPV4_OPTIONS("an IPv4 option has a wrong length"),
    /** {@link Ipv4Input}. */
    MARTIAN_SOURCE("the source address cannot be on the wire"),
    /** {@link Ipv4Input}. */
    MARTIAN_DESTINATION("the destination address cannot be on the wire"),
    /** {@link Ipv4Input}. */
    REVERSE_PATH("the way back to the source leaves by another interface"),
    /** {@link Ipv6Input}. */
    IPV6_HEADER_TRUNCATED("fewer than 40 octets where an IPv6 header should be"),
    /** {@link Ipv6Input}. */
    IPV6_VERSION("the version in an IPv6 header is not 6"),
    /** {@link Ipv6Input}. */
    IPV6_LOOPBACK_ON_WIRE("the IPv6 loopback address on the wire"),
    /** {@link Ipv6Input}. */
    IPV6_MULTICAST_SCOPE("an IPv6 group of interface scope or less on the wire"),
    /** {@link Ipv6Input}. */
    IPV6_MULTICAST_SOURCE("an IPv6 multicast address as source"),
    /** {@link Ipv6Input}. */
    IPV6_TRUNCATED("the frame is shorter than the IPv6 payload length"),
    /** {@link Reassembler}. */
    FRAGMENT_EMPTY("a fragment without octets"),
    /** {@link Reassembler}. */
    FRAGMENT_UNALIGNED("an IPv6 fragment that is not the last ends between multiples of 8"),
    /** {@link Reassembler}. */
    FRAGMENT_TOO_LONG("a fragment ends beyond 65535 octets"),
    /** {@link Reassembler}. */
    FRAGMENT_LENGTHS_DISAGREE("fragments disagree about where the datagram ends"),
    /** {@link Reassembler}. */
    FRAGMENT_OVERLAP("fragments overlap: the whole datagram is discarded"),
    /** {@link Reassembler}. */
    FRAGMENT_DUPLICATE("these octets of the datagram are there already"),
    /** {@link Reassembler}. */
    FRAGMENT_TIMEOUT("the missing fragments did not come in time"),
    /** {@link Reassembler}. */
    FRAGMENT_NO_MEMORY("no memory left for fragments"),
    /** {@link Reassembler}. */
    FRAGMENT_EVICTED("the datagram had to make room for newer ones"),
    /** {@link Reassembler}. */
    FRAGMENT_FLUSHED("the host or the interface stopped"),
    /** {@link Reassembler}. */
    FRAGMENT_HEADERS("the headers of an IPv6 fragment do not reach a fragment header"),
    /** {@link Reassembler}. */
    REASSEMBLED_TOO_LONG("the reassembled datagram would be longer than 65535 octets");

    private final String text;

    InetDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "inet";
    }

    @Override
    public String text() {
        return text;
    }
}
