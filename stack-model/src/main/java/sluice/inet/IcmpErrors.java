package sluice.inet;

import org.jspecify.annotations.Nullable;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * ICMP for IPv4 as a host or router sends it: when to be silent, and the octets of errors and echo
 * replies (RFC 792, RFC 1122 section 3.2.2, RFC 1812 section 4.3.2; Linux 6.x {@code
 * net/ipv4/icmp.c}). Builders write a whole IPv4 packet at an offset and return its length; the
 * caller's array must have room for {@link #ERROR_OCTETS_MAX}, or for the request's length.
 */
public final class IcmpErrors {
    /** Type: destination unreachable. */
    public static final int UNREACHABLE = 3;

    /** Type: redirect. */
    public static final int REDIRECT = 5;

    /** Type: time exceeded. */
    public static final int TIME_EXCEEDED = 11;

    /** Type: parameter problem. */
    public static final int PARAMETER_PROBLEM = 12;

    /** Code of UNREACHABLE: network. */
    public static final int NETWORK = 0;

    /** Code of UNREACHABLE: host. */
    public static final int HOST = 1;

    /** Code of UNREACHABLE: protocol. */
    public static final int PROTOCOL = 2;

    /** Code of UNREACHABLE: port. */
    public static final int PORT = 3;

    /** Code of UNREACHABLE: fragmentation needed; the rest of the header is the next hop's MTU. */
    public static final int FRAGMENTATION_NEEDED = 4;

    /** Code of UNREACHABLE: administratively prohibited. */
    public static final int FILTERED = 13;

    /** No error is longer, IP header included. */
    public static final int ERROR_OCTETS_MAX = 576;

    private static final int IP_OCTETS = 20;
    private static final int ICMP_OCTETS = 8;
    private static final int ICMP = 1;

    private IcmpErrors() {}

    /**
     * Why nothing may be said about the packet at {@code offset}, or null if an error may be sent.
     *
     * @param length octets of it that are there, at least its header
     * @param linkBroadcast whether its frame was a broadcast or multicast
     * @param groupDestination whether its destination is a broadcast address or a group
     */
    public static @Nullable IcmpSilence silence(
            byte[] packet,
            int offset,
            int length,
            boolean linkBroadcast,
            boolean groupDestination) {
        if (linkBroadcast) return IcmpSilence.LINK_BROADCAST;
        if (groupDestination || Ipv4Addresses.isMulticast(Octets.i32(packet, offset + 16)))
            return IcmpSilence.GROUP_DESTINATION;
        if ((Octets.u16(packet, offset + 6) & 0x1fff) != 0) return IcmpSilence.LATER_FRAGMENT;
        int source = Octets.i32(packet, offset + 12);
        if (Ipv4Addresses.isZeroNet(source)
                || Ipv4Addresses.isMulticast(source)
                || source == Ipv4Addresses.LIMITED_BROADCAST) return IcmpSilence.BAD_SOURCE;
        int header = Ipv4Input.headerOctets(packet, offset);
        boolean icmp = Octets.u8(packet, offset + 9) == ICMP && length > header;
        if (icmp && isErrorOrUnknown(Octets.u8(packet, offset + header)))
            return IcmpSilence.ABOUT_AN_ERROR;
        return null;
    }

    /** Whether a type is an error, or none that is known and so perhaps an error. */
    static boolean isErrorOrUnknown(int type) {
        return switch (type) {
            case 0, 8, 9, 10, 13, 14, 15, 16, 17, 18 -> false;
            default -> true;
        };
    }

    /**
     * Writes an error.
     *
     * @param rest the four octets after the checksum: MTU, gateway, pointer, or 0
     * @param source our address in it: for a forwarded packet the address of the interface it came
     *     in by, else the address it was sent to
     * @param identification of the IP header, see {@link IpIdentification}
     * @param about the packet complained of, with {@code aboutLength} octets from {@code
     *     aboutOffset}
     */
    public static int write(
            byte[] to,
            int at,
            IcmpProfile profile,
            int type,
            int code,
            int rest,
            int source,
            int identification,
            byte[] about,
            int aboutOffset,
            int aboutLength) {
        int quotedHeader = Math.min(Ipv4Input.headerOctets(about, aboutOffset), aboutLength);
        int quote =
                Math.min(
                        Math.min(aboutLength, quotedHeader + profile.quotedPayloadOctetsMax()),
                        profile.packetOctetsMax() - IP_OCTETS - ICMP_OCTETS);
        int icmp = at + IP_OCTETS;
        System.arraycopy(about, aboutOffset, to, icmp + ICMP_OCTETS, quote);
        Octets.put16(to, icmp, type << 8 | code);
        Octets.put16(to, icmp + 2, 0);
        Octets.put32(to, icmp + 4, rest);
        Octets.put16(to, icmp + 2, Checksums.finish(Checksums.sum(to, icmp, ICMP_OCTETS + quote)));
        return IpHeaders.writeIpv4(
                to,
                at,
                profile.errorTos(Octets.u8(about, aboutOffset + 1)),
                IP_OCTETS + ICMP_OCTETS + quote,
                identification,
                false,
                profile.ttl(),
                ICMP,
                source,
                Octets.i32(about, aboutOffset + 12));
    }

    /**
     * Writes the reply to an echo request: its type of service, never DF, its data unchanged.
     * Options are not returned.
     *
     * @param source our address in it: where the request went, or for a group our own
     * @param length octets of the request, header included
     */
    public static int writeEchoReply(
            byte[] to,
            int at,
            IcmpProfile profile,
            int source,
            int identification,
            byte[] request,
            int offset,
            int length) {
        int header = Ipv4Input.headerOctets(request, offset);
        int octets = length - header;
        int icmp = at + IP_OCTETS;
        System.arraycopy(request, offset + header, to, icmp, octets);
        Octets.put16(to, icmp, 0);
        Octets.put16(to, icmp + 2, 0);
        Octets.put16(to, icmp + 2, Checksums.finish(Checksums.sum(to, icmp, octets)));
        return IpHeaders.writeIpv4(
                to,
                at,
                Octets.u8(request, offset + 1),
                IP_OCTETS + octets,
                identification,
                false,
                profile.ttl(),
                ICMP,
                source,
                Octets.i32(request, offset + 12));
    }
}
