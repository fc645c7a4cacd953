package sluice.nat;

import sluice.conntrack.Connection;
import sluice.conntrack.CtStatus;
import sluice.conntrack.Direction;
import sluice.conntrack.Tuple;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6Extensions;
import sluice.packet.wire.TransportChecksums;

/** ICMP errors about a translated connection, outside and inside ({@code nf_nat_proto.c}). */
final class IcmpTranslation {
    private static final int ICMP_OCTETS = 8;

    private IcmpTranslation() {}

    /** Translates an error as far as this hook point has to; false: it is of no use. */
    static boolean translate(Skb skb, int upper, Connection connection, Manip manip) {
        boolean ipv6 = !skb.isIpv4();
        int quote = upper + ICMP_OCTETS;
        byte[] octets = skb.octets();
        int limit = skb.limit();
        if (limit - quote < (ipv6 ? 40 : 20)) return false;
        if (skb.checksumState() != ChecksumState.UNNECESSARY && !valid(skb, upper, ipv6))
            return false;
        if (!ipv6 && Octets.u8(octets, upper) == IcmpTypes.REDIRECT) {
            // to obey one about a translated connection would lead around the translation
            boolean decided =
                    connection.has(CtStatus.SRC_NAT_DONE) && connection.has(CtStatus.DST_NAT_DONE);
            boolean translated =
                    connection.has(CtStatus.SRC_NAT) || connection.has(CtStatus.DST_NAT);
            if (!decided || translated) return false;
        }
        boolean reply = skb.ctInfo().reply();
        if (!Nat.applies(connection, reply, manip)) return true;
        Tuple other = connection.tuple(reply ? Direction.ORIGINAL : Direction.REPLY);
        int inner = innerUpper(octets, quote, limit, ipv6);
        if (inner < 0) return false;
        octets = skb.writable();
        if (!Mangler.quoted(octets, quote, inner, limit, other, manip == Manip.DST)) return false;
        fill(skb, octets, upper, ipv6);
        int protocol = ipv6 ? IpProtocols.ICMPV6 : IpProtocols.ICMP;
        return Mangler.towards(
                octets, skb.networkOffset(), upper, limit, protocol, other, manip, false);
    }

    private static int innerUpper(byte[] octets, int quote, int limit, boolean ipv6) {
        if (!ipv6) return quote + (octets[quote] & 15) * 4;
        long packed =
                Ipv6Extensions.upperLayer(octets, quote + 40, limit, Octets.u8(octets, quote + 6));
        return packed == Ipv6Extensions.NONE ? -1 : Ipv6Extensions.offset(packed);
    }

    private static boolean valid(Skb skb, int upper, boolean ipv6) {
        int ip = skb.networkOffset();
        int length = skb.limit() - upper;
        return ipv6
                ? TransportChecksums.icmpv6Valid(skb.octets(), upper, length, ip + 8, ip + 24)
                : TransportChecksums.icmpValid(skb.octets(), upper, length);
    }

    private static void fill(Skb skb, byte[] octets, int upper, boolean ipv6) {
        int ip = skb.networkOffset();
        int length = skb.limit() - upper;
        if (ipv6) TransportChecksums.fillIcmpv6(octets, upper, length, ip + 8, ip + 24);
        else TransportChecksums.fillIcmp(octets, upper, length);
    }
}
