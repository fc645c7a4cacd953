package sluice.rules.statement;

import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.expression.Payload;

/**
 * Writes octets of the packet and puts its checksums right ({@code nft_payload_set_eval}): that of
 * the IPv4 header, and that of the transport if it covers the octets.
 *
 * @param value as long as {@code where}
 */
public record SetPayload(Payload where, Expression value) implements Statement {
    private static final int IPV4_CHECKSUM = 10;
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV4_OCTETS = 20;
    private static final int IPV6_ADDRESSES = 8;
    private static final int IPV6_OCTETS = 40;
    private static final int UDP_CHECKSUM = 6;
    private static final int TCP_CHECKSUM = 16;
    private static final int ICMP_CHECKSUM = 2;

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!value.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        int start = Payload.start(packet, where.base());
        int length = where.lengthOctets();
        int at = start + where.offsetOctets();
        if (start < 0 || at + length > packet.limit()) return RuleVerdict.BREAK;
        return write(packet, at, packet.left, length) ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    /**
     * Writes {@code length} octets of {@code fresh} at {@code at} of the packet's and puts the
     * checksums right; false if nothing was written.
     */
    public static boolean write(Evaluation packet, int at, byte[] fresh, int length) {
        Skb skb = packet.skb();
        byte[] octets = skb.writable();
        int network = packet.networkOffset();
        int difference = difference(octets, at, fresh, length, (at - network) & 1);
        boolean covered = covered(packet, at, length);
        int checksum = transportChecksum(packet);
        boolean ipv4Header =
                packet.layer() == Evaluation.Layer.IPV4
                        && at >= network
                        && at + length <= network + IPV4_OCTETS;
        System.arraycopy(fresh, 0, octets, at, length);
        boolean besideChecksum =
                at + length <= network + IPV4_CHECKSUM || at >= network + IPV4_ADDRESSES;
        if (ipv4Header && besideChecksum) adjust(octets, network + IPV4_CHECKSUM, difference);
        if (covered && checksum >= 0 && checksum + 2 <= skb.limit()) {
            boolean udp = packet.protocol() == IpProtocols.UDP;
            if (!udp || Octets.u16(octets, checksum) != 0) {
                adjust(octets, checksum, difference);
                if (udp && Octets.u16(octets, checksum) == 0)
                    Octets.put16(octets, checksum, 0xffff);
            }
        }
        return true;
    }

    /** Whether the transport checksum covers those octets, as payload or as pseudo header. */
    private static boolean covered(Evaluation packet, int at, int length) {
        if (packet.fragmentOffset() != 0 || packet.transportOffset() < 0) return false;
        int network = packet.networkOffset();
        boolean icmp = packet.protocol() == IpProtocols.ICMP;
        if (at >= packet.transportOffset()) return at != transportChecksum(packet);
        if (icmp) return false;
        return switch (packet.layer()) {
            case IPV4 -> at >= network + IPV4_ADDRESSES && at + length <= network + IPV4_OCTETS;
            case IPV6 -> at >= network + IPV6_ADDRESSES && at + length <= network + IPV6_OCTETS;
            case OTHER -> false;
        };
    }

    /** Where the transport checksum stands, or -1. */
    private static int transportChecksum(Evaluation packet) {
        int at = packet.transportOffset();
        if (at < 0 || packet.fragmentOffset() != 0) return -1;
        return switch (packet.protocol()) {
            case IpProtocols.TCP -> at + TCP_CHECKSUM;
            case IpProtocols.UDP, IpProtocols.UDP_LITE -> at + UDP_CHECKSUM;
            case IpProtocols.ICMP, IpProtocols.ICMPV6 -> at + ICMP_CHECKSUM;
            default -> -1;
        };
    }

    /** Sum of what changes: fresh octets minus those that were there, as 16 bit numbers. */
    private static int difference(byte[] octets, int at, byte[] fresh, int length, int odd) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int shift = ((i + odd) & 1) == 0 ? 8 : 0;
            sum += (long) (fresh[i] & 0xff) << shift;
            sum += (0xffff - ((octets[at + i] & 0xff) << shift)) & 0xffff;
        }
        while ((sum >>> 16) != 0) sum = (sum & 0xffff) + (sum >>> 16);
        return (int) sum;
    }

    /** RFC 1624, equation 3. */
    private static void adjust(byte[] octets, int checksum, int difference) {
        int sum = (~Octets.u16(octets, checksum) & 0xffff) + difference;
        sum = (sum & 0xffff) + (sum >>> 16);
        Octets.put16(octets, checksum, ~sum & 0xffff);
    }
}
