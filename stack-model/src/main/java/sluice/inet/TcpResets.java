package sluice.inet;

import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * The reset a host answers to a TCP segment that fits no socket (RFC 9293 section 3.10.7.1; Linux
 * 6.x {@code tcp_v4_send_reset}): RST with the segment's own acknowledgement as sequence number if
 * it had one, else RST|ACK for all it occupied.
 *
 * <p>Builders write a whole packet at an offset and return its length, or 0: a reset is never
 * answered, nor a segment whose header does not fit.
 */
public final class TcpResets {
    /** Octets of an IPv4 reset. */
    public static final int IPV4_OCTETS = 40;

    /** Octets of an IPv6 reset. */
    public static final int IPV6_OCTETS = 60;

    private static final int TCP = 6;
    private static final int TCP_OCTETS = 20;
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;

    private TcpResets() {}

    /**
     * Answers the segment in the IPv4 packet at {@code offset}: DF set, window 0, type of service
     * of the segment without its ECN bits.
     *
     * @param length octets of the packet, header included
     * @param identification 0 on Linux
     */
    public static int writeIpv4(
            byte[] to, int at, int ttl, int identification, byte[] packet, int offset, int length) {
        int header = Ipv4Input.headerOctets(packet, offset);
        int tcp = at + 20;
        if (!writeSegment(to, tcp, packet, offset + header, length - header)) return 0;
        int source = Octets.i32(packet, offset + 16);
        int destination = Octets.i32(packet, offset + 12);
        long sum =
                Checksums.pseudoHeader4(source, destination, TCP, TCP_OCTETS)
                        + Checksums.sum(to, tcp, TCP_OCTETS);
        Octets.put16(to, tcp + 16, Checksums.finish(sum));
        int tos = Octets.u8(packet, offset + 1) & 0xfc;
        return IpHeaders.writeIpv4(
                to, at, tos, IPV4_OCTETS, identification, true, ttl, TCP, source, destination);
    }

    /**
     * Answers the segment in the IPv6 packet at {@code offset}.
     *
     * @param tcpOffset where the TCP header begins, counted from {@code offset}
     * @param length octets of the packet, header included
     */
    public static int writeIpv6(
            byte[] to, int at, int hopLimit, byte[] packet, int offset, int tcpOffset, int length) {
        int tcp = at + Ipv6Input.HEADER_OCTETS;
        if (!writeSegment(to, tcp, packet, offset + tcpOffset, length - tcpOffset)) return 0;
        var source = Ipv6Address.read(packet, offset + 24);
        var destination = Ipv6Address.read(packet, offset + 8);
        int octets = IpHeaders.writeIpv6(to, at, 0, TCP_OCTETS, TCP, hopLimit, source, destination);
        IpHeaders.putIpv6Checksum(to, at, tcp, TCP_OCTETS, TCP, 16);
        return octets;
    }

    private static boolean writeSegment(byte[] to, int at, byte[] from, int offset, int length) {
        if (length < TCP_OCTETS) return false;
        int header = (Octets.u8(from, offset + 12) >> 4) * 4;
        int flags = Octets.u8(from, offset + 13);
        if (header < TCP_OCTETS || header > length || (flags & RST) != 0) return false;
        Octets.put16(to, at, Octets.u16(from, offset + 2));
        Octets.put16(to, at + 2, Octets.u16(from, offset));
        boolean acknowledged = (flags & ACK) != 0;
        int occupied = length - header + ((flags & SYN) >> 1) + (flags & FIN);
        Octets.put32(to, at + 4, acknowledged ? Octets.i32(from, offset + 8) : 0);
        Octets.put32(to, at + 8, acknowledged ? 0 : Octets.i32(from, offset + 4) + occupied);
        Octets.put16(to, at + 12, 0x5000 | (acknowledged ? RST : RST | ACK));
        Octets.put32(to, at + 14, 0);
        Octets.put16(to, at + 18, 0);
        return true;
    }
}
