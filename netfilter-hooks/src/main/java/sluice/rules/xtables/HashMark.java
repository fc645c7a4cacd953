package sluice.rules.xtables;

import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.Tuple;
import sluice.netfilter.Jhash;
import sluice.netfilter.NfFamily;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Target HMARK: a mark by a hash that is the same for both directions ({@code xt_HMARK.c}).
 *
 * @param settings what takes part
 */
public record HashMark(Settings settings) implements Statement {
    private static final int NONE = -1;

    /**
     * What takes part in the hash.
     *
     * @param tracked whether addresses and ports are those of the connection
     * @param sourcePrefix leading bits of the source
     * @param destinationPrefix leading bits of the destination
     * @param portMask bits of source and destination port, high and low half; for ESP and AH of the
     *     SPI
     * @param portSet bits that are set in them
     * @param protocolMask bits of the protocol
     * @param seed of the hash
     * @param modulus number of marks, unsigned
     * @param offset added to the mark
     */
    public record Settings(
            boolean tracked,
            int sourcePrefix,
            int destinationPrefix,
            int portMask,
            int portSet,
            int protocolMask,
            int seed,
            int modulus,
            int offset) {}

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (settings.tracked) {
            Connection connection = Conntrack.of(packet.skb());
            if (connection != null) mark(packet, connection);
            return RuleVerdict.NEXT;
        }
        if (packet.layer() == Evaluation.Layer.IPV6) mark6(packet);
        else mark4(packet);
        return RuleVerdict.NEXT;
    }

    private void mark(Evaluation packet, Connection connection) {
        Tuple first = connection.original();
        Tuple answers = connection.reply();
        boolean ipv4 = first.family() == NfFamily.IPV4;
        int source = folded(ipv4, first.sourceHigh(), first.sourceLow(), settings.sourcePrefix);
        int destination =
                folded(ipv4, answers.sourceHigh(), answers.sourceLow(), settings.destinationPrefix);
        int ports = 0;
        if (first.protocol() != IpProtocols.ICMP)
            ports = ordered((first.sourcePort() << 16) | (answers.sourcePort() & 0xffff));
        set(packet, source, destination, ports, first.protocol());
    }

    private static int folded(boolean ipv4, long high, long low, int prefix) {
        if (ipv4) return (int) low & prefixBits(prefix);
        return ((int) (high >>> 32) & prefixBits(prefix))
                ^ ((int) high & prefixBits(prefix - 32))
                ^ ((int) (low >>> 32) & prefixBits(prefix - 64))
                ^ ((int) low & prefixBits(prefix - 96));
    }

    private static int prefixBits(int prefix) {
        return prefix <= 0 ? 0 : prefix >= 32 ? -1 : -1 << (32 - prefix);
    }

    // hmark_pkt_set_htuple_ipv4: an ICMP error is hashed as what it quotes
    private void mark4(Evaluation packet) {
        byte[] octets = packet.octets();
        int ip = packet.networkOffset();
        int header = (octets[ip] & 15) * 4;
        if (Octets.u8(octets, ip + 9) == IpProtocols.ICMP
                && ip + header + 8 <= packet.limit()
                && error(Octets.u8(octets, ip + header))) {
            ip += header + 8;
            if (ip + 20 > packet.limit()) return;
            header = (octets[ip] & 15) * 4;
        }
        int protocol = Octets.u8(octets, ip + 9);
        int ports = 0;
        boolean whole = (Octets.u16(octets, ip + 6) & 0x3fff) == 0;
        if (protocol != IpProtocols.ICMP && whole) ports = ports(packet, ip + header, protocol);
        set(
                packet,
                Octets.i32(octets, ip + 12) & prefixBits(settings.sourcePrefix),
                Octets.i32(octets, ip + 16) & prefixBits(settings.destinationPrefix),
                ports,
                protocol);
    }

    private static boolean error(int type) {
        return switch (type) {
            case 3, 4, 5, 11, 12 -> true;
            default -> false;
        };
    }

    private void mark6(Evaluation packet) {
        byte[] octets = packet.octets();
        int ip = packet.networkOffset();
        int protocol = packet.protocol();
        int upper = packet.transportOffset();
        boolean fragment = packet.fragmentOffset() != 0;
        if (protocol == IpProtocols.ICMPV6
                && !fragment
                && upper + 8 <= packet.limit()
                && octets[upper] > 0) {
            ip = upper + 8;
            if (ip + 40 > packet.limit()) return;
            long inner =
                    sluice.packet.wire.Ipv6Extensions.upperLayer(
                            octets, ip + 40, packet.limit(), Octets.u8(octets, ip + 6));
            if (inner == sluice.packet.wire.Ipv6Extensions.NONE) return;
            protocol = sluice.packet.wire.Ipv6Extensions.protocol(inner);
            upper = sluice.packet.wire.Ipv6Extensions.offset(inner);
        }
        int ports = 0;
        if (protocol != IpProtocols.ICMPV6 && protocol >= 0 && !fragment)
            ports = ports(packet, upper, protocol);
        set(
                packet,
                folded(
                        false,
                        Octets.i64(octets, ip + 8),
                        Octets.i64(octets, ip + 16),
                        settings.sourcePrefix),
                folded(
                        false,
                        Octets.i64(octets, ip + 24),
                        Octets.i64(octets, ip + 32),
                        settings.destinationPrefix),
                ports,
                Math.max(protocol, 0));
    }

    private int ports(Evaluation packet, int upper, int protocol) {
        int offset =
                switch (protocol) {
                    case IpProtocols.TCP,
                            IpProtocols.UDP,
                            IpProtocols.UDP_LITE,
                            IpProtocols.SCTP,
                            IpProtocols.DCCP,
                            IpProtocols.ESP ->
                            0;
                    case IpProtocols.AH -> 4;
                    default -> NONE;
                };
        if (offset == NONE || upper + offset + 4 > packet.limit()) return 0;
        return ordered(Octets.i32(packet.octets(), upper + offset));
    }

    // The greater port first, so that both directions are alike.
    private int ordered(int ports) {
        int masked = (ports & settings.portMask) | settings.portSet;
        int source = masked >>> 16;
        int destination = masked & 0xffff;
        return destination > source ? (destination << 16) | source : masked;
    }

    private void set(Evaluation packet, int source, int destination, int ports, int protocol) {
        boolean swapped = Integer.compareUnsigned(destination, source) < 0;
        Jhash.putWord(packet.left, 0, swapped ? destination : source);
        Jhash.putWord(packet.left, 4, swapped ? source : destination);
        Jhash.putWord(packet.left, 8, ports);
        int hash = Jhash.of(packet.left, 0, 12, settings.seed) ^ (protocol & settings.protocolMask);
        long scaled = ((hash & 0xffff_ffffL) * (settings.modulus & 0xffff_ffffL)) >>> 32;
        packet.skb().setMark((int) scaled + settings.offset);
    }

    @Override
    public Need need() {
        return settings.tracked ? Need.TRACKING : Need.NOTHING;
    }
}
