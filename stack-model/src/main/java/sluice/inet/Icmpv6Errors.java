package sluice.inet;

import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;

/**
 * ICMPv6 as a node sends it (RFC 4443): when to be silent, and the octets of errors and echo
 * replies. Builders write a whole IPv6 packet at an offset and return its length; an error needs
 * room for {@link #ERROR_OCTETS_MAX}.
 */
public final class Icmpv6Errors {
    /** Type: destination unreachable; codes 0 no route, 1 prohibited, 3 address, 4 port. */
    public static final int UNREACHABLE = 1;

    /** Type: packet too big; the rest of the header is the MTU. */
    public static final int PACKET_TOO_BIG = 2;

    /** Type: time exceeded; codes 0 hop limit, 1 reassembly. */
    public static final int TIME_EXCEEDED = 3;

    /** Type: parameter problem; codes 0 field, 1 next header, 2 option. */
    public static final int PARAMETER_PROBLEM = 4;

    /** Type: echo reply. */
    public static final int ECHO_REPLY = 129;

    /** No error is longer: the smallest MTU of IPv6. */
    public static final int ERROR_OCTETS_MAX = 1280;

    private static final int ICMPV6 = 58;
    private static final int ICMP_OCTETS = 8;
    private static final int REDIRECT = 137;
    private static final int UNKNOWN_OPTION = 2;

    private Icmpv6Errors() {}

    /**
     * Why an error of this type and code may not be sent about the packet, or null (RFC 4443
     * section 2.4 e). Packet too big, and parameter problem code 2, are sent about groups too.
     *
     * @param upperOffset where its upper header begins, counted from {@code offset}; -1 if unknown
     * @param upperProtocol the protocol there
     * @param length octets of it that are there, at least its header
     */
    public static @Nullable IcmpSilence silence(
            byte[] packet,
            int offset,
            int length,
            int upperOffset,
            int upperProtocol,
            boolean linkBroadcast,
            int type,
            int code) {
        boolean toGroupsToo =
                type == PACKET_TOO_BIG || (type == PARAMETER_PROBLEM && code == UNKNOWN_OPTION);
        if (!toGroupsToo && linkBroadcast) return IcmpSilence.LINK_BROADCAST;
        if (!toGroupsToo && Ipv6Address.isMulticast(Octets.i64(packet, offset + 24)))
            return IcmpSilence.GROUP_DESTINATION;
        long sourceHigh = Octets.i64(packet, offset + 8);
        if (Ipv6Address.isMulticast(sourceHigh)
                || Ipv6Address.isAny(sourceHigh, Octets.i64(packet, offset + 16)))
            return IcmpSilence.BAD_SOURCE;
        if (upperProtocol == ICMPV6 && upperOffset >= 0 && upperOffset < length) {
            int upperType = Octets.u8(packet, offset + upperOffset);
            if (upperType < 128) return IcmpSilence.ABOUT_AN_ERROR;
            if (upperType == REDIRECT) return IcmpSilence.ABOUT_A_REDIRECT;
        }
        return null;
    }

    /**
     * Writes an error.
     *
     * @param rest the four octets after the checksum: MTU, pointer, or 0
     * @param about the packet complained of, with {@code aboutLength} octets from {@code
     *     aboutOffset}
     */
    public static int write(
            byte[] to,
            int at,
            int hopLimit,
            int type,
            int code,
            int rest,
            Ipv6Address source,
            byte[] about,
            int aboutOffset,
            int aboutLength) {
        int room = ERROR_OCTETS_MAX - Ipv6Input.HEADER_OCTETS - ICMP_OCTETS;
        int quote = Math.min(aboutLength, room);
        int icmp = at + Ipv6Input.HEADER_OCTETS;
        System.arraycopy(about, aboutOffset, to, icmp + ICMP_OCTETS, quote);
        Octets.put16(to, icmp, type << 8 | code);
        Octets.put16(to, icmp + 2, 0);
        Octets.put32(to, icmp + 4, rest);
        var destination = Ipv6Address.read(about, aboutOffset + 8);
        int octets = ICMP_OCTETS + quote;
        int length = IpHeaders.writeIpv6(to, at, 0, octets, ICMPV6, hopLimit, source, destination);
        IpHeaders.putIpv6Checksum(to, at, icmp, octets, ICMPV6, 2);
        return length;
    }

    /**
     * Writes the reply to an echo request without extension headers.
     *
     * @param source our address in it: where the request went, or for a group our own
     * @param upperOffset where the ICMPv6 header begins, counted from {@code offset}
     * @param length octets of the request, header included
     */
    public static int writeEchoReply(
            byte[] to,
            int at,
            int hopLimit,
            Ipv6Address source,
            byte[] request,
            int offset,
            int upperOffset,
            int length) {
        int octets = length - upperOffset;
        int icmp = at + Ipv6Input.HEADER_OCTETS;
        System.arraycopy(request, offset + upperOffset, to, icmp, octets);
        Octets.put16(to, icmp, ECHO_REPLY << 8);
        Octets.put16(to, icmp + 2, 0);
        var destination = Ipv6Address.read(request, offset + 8);
        int replied = IpHeaders.writeIpv6(to, at, 0, octets, ICMPV6, hopLimit, source, destination);
        IpHeaders.putIpv6Checksum(to, at, icmp, octets, ICMPV6, 2);
        return replied;
    }
}
