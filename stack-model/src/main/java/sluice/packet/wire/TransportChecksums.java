package sluice.packet.wire;

import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * Checksums of whole headers and segments: verified where they lie, or filled in.
 *
 * <p>Every range is {@code offset} and {@code lengthOctets}, header and payload together. {@code
 * fill} methods treat the checksum field as zero whatever it holds. Nothing here allocates.
 */
public final class TransportChecksums {
    private static final int IPV4_FIELD = 10;
    private static final int ICMP_FIELD = 2;
    private static final int UDP_FIELD = 6;
    private static final int TCP_FIELD = 16;
    private static final int VALID = 0xffff;

    private TransportChecksums() {}

    /** True if the IPv4 header, options included, sums up (RFC 791 section 3.1). */
    public static boolean ipv4HeaderValid(byte[] octets, int offset, int headerOctets) {
        return plainValid(octets, offset, headerOctets);
    }

    /** Computes and stores the IPv4 header checksum. */
    public static void fillIpv4Header(byte[] octets, int offset, int headerOctets) {
        fillPlain(octets, offset, headerOctets, IPV4_FIELD);
    }

    /** True if an ICMP message sums up (RFC 792). */
    public static boolean icmpValid(byte[] octets, int offset, int lengthOctets) {
        return plainValid(octets, offset, lengthOctets);
    }

    /** Computes and stores the checksum of an ICMP message. */
    public static void fillIcmp(byte[] octets, int offset, int lengthOctets) {
        fillPlain(octets, offset, lengthOctets, ICMP_FIELD);
    }

    /** True if an IGMP message sums up (RFC 3376 section 4.1.2). */
    public static boolean igmpValid(byte[] octets, int offset, int lengthOctets) {
        return plainValid(octets, offset, lengthOctets);
    }

    /** Computes and stores the checksum of an IGMP message. */
    public static void fillIgmp(byte[] octets, int offset, int lengthOctets) {
        fillPlain(octets, offset, lengthOctets, ICMP_FIELD);
    }

    /**
     * True if a UDP datagram over IPv4 sums up, or says with a zero that it carries no checksum
     * (RFC 768).
     */
    public static boolean udp4Valid(
            byte[] octets, int offset, int lengthOctets, int source, int destination) {
        return Octets.u16(octets, offset + UDP_FIELD) == 0
                || valid4(octets, offset, lengthOctets, source, destination, IpProtocols.UDP);
    }

    /** Computes and stores the checksum of a UDP datagram over IPv4; a zero is sent as 0xffff. */
    public static void fillUdp4(
            byte[] octets, int offset, int lengthOctets, int source, int destination) {
        long pseudo = Checksums.pseudoHeader4(source, destination, IpProtocols.UDP, lengthOctets);
        fillUdp(octets, offset, lengthOctets, pseudo);
    }

    /** True if a TCP segment over IPv4 sums up. */
    public static boolean tcp4Valid(
            byte[] octets, int offset, int lengthOctets, int source, int destination) {
        return valid4(octets, offset, lengthOctets, source, destination, IpProtocols.TCP);
    }

    /** Computes and stores the checksum of a TCP segment over IPv4. */
    public static void fillTcp4(
            byte[] octets, int offset, int lengthOctets, int source, int destination) {
        long pseudo = Checksums.pseudoHeader4(source, destination, IpProtocols.TCP, lengthOctets);
        fill(octets, offset, lengthOctets, TCP_FIELD, pseudo);
    }

    /**
     * True if a UDP datagram over IPv6 sums up; a zero is an error there (RFC 8200 section 8.1).
     */
    public static boolean udp6Valid(
            byte[] octets, int offset, int lengthOctets, int sourceOffset, int destinationOffset) {
        return Octets.u16(octets, offset + UDP_FIELD) != 0
                && valid6(
                        octets,
                        offset,
                        lengthOctets,
                        sourceOffset,
                        destinationOffset,
                        IpProtocols.UDP);
    }

    /** Computes and stores the checksum of a UDP datagram over IPv6; a zero is sent as 0xffff. */
    public static void fillUdp6(
            byte[] octets, int offset, int lengthOctets, int sourceOffset, int destinationOffset) {
        long pseudo =
                Checksums.pseudoHeader6(
                        octets, sourceOffset, destinationOffset, IpProtocols.UDP, lengthOctets);
        fillUdp(octets, offset, lengthOctets, pseudo);
    }

    /** True if a TCP segment over IPv6 sums up. */
    public static boolean tcp6Valid(
            byte[] octets, int offset, int lengthOctets, int sourceOffset, int destinationOffset) {
        return valid6(
                octets, offset, lengthOctets, sourceOffset, destinationOffset, IpProtocols.TCP);
    }

    /** Computes and stores the checksum of a TCP segment over IPv6. */
    public static void fillTcp6(
            byte[] octets, int offset, int lengthOctets, int sourceOffset, int destinationOffset) {
        long pseudo =
                Checksums.pseudoHeader6(
                        octets, sourceOffset, destinationOffset, IpProtocols.TCP, lengthOctets);
        fill(octets, offset, lengthOctets, TCP_FIELD, pseudo);
    }

    /** True if an ICMPv6 message sums up (RFC 4443 section 2.3). */
    public static boolean icmpv6Valid(
            byte[] octets, int offset, int lengthOctets, int sourceOffset, int destinationOffset) {
        return valid6(
                octets, offset, lengthOctets, sourceOffset, destinationOffset, IpProtocols.ICMPV6);
    }

    /** Computes and stores the checksum of an ICMPv6 message. */
    public static void fillIcmpv6(
            byte[] octets, int offset, int lengthOctets, int sourceOffset, int destinationOffset) {
        long pseudo =
                Checksums.pseudoHeader6(
                        octets, sourceOffset, destinationOffset, IpProtocols.ICMPV6, lengthOctets);
        fill(octets, offset, lengthOctets, ICMP_FIELD, pseudo);
    }

    /** True if the range, with the IPv4 pseudo header, sums to all ones. */
    public static boolean valid4(
            byte[] octets,
            int offset,
            int lengthOctets,
            int source,
            int destination,
            int protocol) {
        long sum = Checksums.pseudoHeader4(source, destination, protocol, lengthOctets);
        return Checksums.fold(sum + Checksums.sum(octets, offset, lengthOctets)) == VALID;
    }

    /** True if the range, with the IPv6 pseudo header, sums to all ones. */
    public static boolean valid6(
            byte[] octets,
            int offset,
            int lengthOctets,
            int sourceOffset,
            int destinationOffset,
            int protocol) {
        long sum =
                Checksums.pseudoHeader6(
                        octets, sourceOffset, destinationOffset, protocol, lengthOctets);
        return Checksums.fold(sum + Checksums.sum(octets, offset, lengthOctets)) == VALID;
    }

    private static boolean plainValid(byte[] octets, int offset, int lengthOctets) {
        return Checksums.fold(Checksums.sum(octets, offset, lengthOctets)) == VALID;
    }

    private static void fillPlain(byte[] octets, int offset, int lengthOctets, int field) {
        fill(octets, offset, lengthOctets, field, 0);
    }

    private static void fill(
            byte[] octets, int offset, int lengthOctets, int field, long pseudoSum) {
        Octets.put16(octets, offset + field, 0);
        long sum = pseudoSum + Checksums.sum(octets, offset, lengthOctets);
        Octets.put16(octets, offset + field, Checksums.finish(sum));
    }

    private static void fillUdp(byte[] octets, int offset, int lengthOctets, long pseudoSum) {
        fill(octets, offset, lengthOctets, UDP_FIELD, pseudoSum);
        if (Octets.u16(octets, offset + UDP_FIELD) == 0) {
            Octets.put16(octets, offset + UDP_FIELD, 0xffff); // zero means: no checksum
        }
    }
}
