package sluice.nat;

import java.util.zip.CRC32C;
import sluice.conntrack.Tuple;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.UdpView;

/**
 * Writes other addresses and ports into a packet and keeps its checksums as right, or as wrong, as
 * they were (Linux, {@code nf_nat_proto.c}; RFC 1624).
 */
final class Mangler {
    private static final int PORT_OCTETS = 8;
    private static final int INFORMATION_REQUEST = 15;
    private static final int ADDRESS_REPLY = 18;
    private static final int SCTP_OCTETS = 12;

    private Mangler() {}

    /**
     * Makes a packet look like the answer to {@code other}: the tuple of the other direction.
     *
     * @param partial whether the transport checksum is the pseudo header's sum alone
     */
    static boolean towards(
            byte[] octets,
            int ip,
            int upper,
            int limit,
            int protocol,
            Tuple other,
            Manip manip,
            boolean partial) {
        boolean source = manip == Manip.SRC;
        int port = source ? other.destinationPort() : other.sourcePort();
        if (other.icmp()) port = other.icmpId();
        long high = source ? other.destinationHigh() : other.sourceHigh();
        long low = source ? other.destinationLow() : other.sourceLow();
        return change(octets, ip, upper, limit, protocol, high, low, port, source, partial);
    }

    /** Writes one half of {@code tuple} into a quoted packet as it stands. */
    static boolean quoted(
            byte[] octets, int ip, int upper, int limit, Tuple tuple, boolean source) {
        long high = source ? tuple.sourceHigh() : tuple.destinationHigh();
        long low = source ? tuple.sourceLow() : tuple.destinationLow();
        int port = source || tuple.icmp() ? tuple.sourcePort() : tuple.destinationPort();
        return change(octets, ip, upper, limit, tuple.protocol(), high, low, port, source, false);
    }

    private static boolean change(
            byte[] octets,
            int ip,
            int upper,
            int limit,
            int protocol,
            long high,
            long low,
            int port,
            boolean source,
            boolean partial) {
        boolean ipv6 = octets[ip] >>> 4 == 6;
        long delta;
        int field;
        if (ipv6) {
            field = ip + (source ? 8 : 24);
            delta =
                    difference(Octets.i64(octets, field), high)
                            + difference(Octets.i64(octets, field + 8), low);
        } else {
            field = ip + (source ? 12 : 16);
            delta = difference(Octets.u32(octets, field), low);
        }
        if (!transport(octets, upper, limit, protocol, port, source, delta, partial)) return false;
        if (ipv6) {
            Octets.put64(octets, field, high);
            Octets.put64(octets, field + 8, low);
        } else {
            Octets.put32(octets, field, (int) low);
            adjust(octets, ip + 10, delta);
        }
        return true;
    }

    // What the one's-complement sum grows by when 64 bits change.
    private static long difference(long before, long after) {
        return (~before & 0xffff_ffffL)
                + (~before >>> 32)
                + (after & 0xffff_ffffL)
                + (after >>> 32);
    }

    private static int difference16(int before, int after) {
        return (~before & 0xffff) + after;
    }

    private static void adjust(byte[] octets, int field, long delta) {
        int sum = ~Octets.u16(octets, field) & 0xffff;
        Octets.put16(octets, field, Checksums.finish(sum + delta));
    }

    // inet_proto_csum_replace4, -2: an unfinished checksum is not complemented and knows no ports
    private static void adjust(
            byte[] octets, int field, long addresses, int ports, boolean partial) {
        if (partial)
            Octets.put16(octets, field, Checksums.fold(Octets.u16(octets, field) + addresses));
        else adjust(octets, field, addresses + ports);
    }

    private static boolean transport(
            byte[] octets,
            int upper,
            int limit,
            int protocol,
            int port,
            boolean source,
            long delta,
            boolean partial) {
        int there = limit - upper;
        int at = upper + (source ? 0 : 2);
        switch (protocol) {
            case IpProtocols.TCP -> {
                if (there < PORT_OCTETS) return false;
                int before = Octets.u16(octets, at);
                Octets.put16(octets, at, port);
                if (there >= TcpView.HEADER_OCTETS_MIN)
                    adjust(octets, upper + 16, delta, difference16(before, port), partial);
            }
            case IpProtocols.UDP, IpProtocols.UDP_LITE -> {
                if (there < UdpView.HEADER_OCTETS) return false;
                int before = Octets.u16(octets, at);
                Octets.put16(octets, at, port);
                int check = upper + 6;
                if (partial || Octets.u16(octets, check) != 0) {
                    adjust(octets, check, delta, difference16(before, port), partial);
                    if (Octets.u16(octets, check) == 0) Octets.put16(octets, check, 0xffff);
                }
            }
            case IpProtocols.ICMP -> {
                if (there < PORT_OCTETS) return false;
                if (hasIdentifier(Octets.u8(octets, upper))) {
                    int before = Octets.u16(octets, upper + 4);
                    Octets.put16(octets, upper + 4, port);
                    adjust(octets, upper + 2, difference16(before, port));
                }
            }
            case IpProtocols.ICMPV6 -> {
                if (there < PORT_OCTETS) return false;
                int type = Octets.u8(octets, upper);
                long more = delta;
                if (type == Icmpv6Types.ECHO_REQUEST || type == Icmpv6Types.ECHO_REPLY) {
                    more += difference16(Octets.u16(octets, upper + 4), port);
                    Octets.put16(octets, upper + 4, port);
                }
                adjust(octets, upper + 2, more);
            }
            case IpProtocols.SCTP -> {
                if (there < PORT_OCTETS) return false;
                Octets.put16(octets, at, port);
                if (there >= SCTP_OCTETS) fillSctp(octets, upper, there);
            }
            case IpProtocols.GRE -> {
                if (there < PORT_OCTETS) return false;
                boolean pptp = (Octets.u16(octets, upper) & 7) == 1;
                if (pptp && !source) Octets.put16(octets, upper + 6, port);
            }
            default -> {}
        }
        return true;
    }

    private static boolean hasIdentifier(int type) {
        return type == IcmpTypes.ECHO_REQUEST
                || type == IcmpTypes.ECHO_REPLY
                || type == IcmpTypes.TIMESTAMP_REQUEST
                || type == IcmpTypes.TIMESTAMP_REPLY
                || (type >= INFORMATION_REQUEST && type <= ADDRESS_REPLY);
    }

    // RFC 9260 appendix A: CRC32c, least significant octet first
    private static void fillSctp(byte[] octets, int upper, int length) {
        Octets.put32(octets, upper + 8, 0);
        var crc = new CRC32C();
        crc.update(octets, upper, length);
        Octets.put32(octets, upper + 8, Integer.reverseBytes((int) crc.getValue()));
    }
}
