package sluice.rules.xtables;

import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.statement.SetPayload;

/**
 * Target TCPMSS ({@code xt_TCPMSS.c}): never raises the size; adds the option to a segment without
 * data that has none, with at most what a host assumes by itself.
 *
 * @param octetsMax the size; 0 for what the path takes
 */
public record SetTcpMss(int octetsMax) implements Statement {
    private static final int HEADER = 20;
    private static final int HEADER_MAX = 60;
    private static final int OPTION = 4;
    private static final int ASSUMED_IPV4 = 536;
    private static final int ASSUMED_IPV6 = 1220;
    private static final int CHECKSUM = 16;

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        int header = TcpOptions.headerOctets(packet);
        if (header == 0) return RuleVerdict.NEXT;
        if (header < 0) return RuleVerdict.DROP;
        int size = octetsMax;
        if (size == 0) {
            size = packet.host().tcpMss(packet.skb(), packet.state());
            if (size <= 0) return RuleVerdict.DROP;
        }
        int tcp = packet.transportOffset();
        byte[] octets = packet.octets();
        int end = tcp + header;
        for (int at = tcp + HEADER; at <= end - OPTION; at += TcpOptions.step(octets, at, end)) {
            boolean found =
                    octets[at] == TcpOptions.MAXIMUM_SEGMENT_SIZE && octets[at + 1] == OPTION;
            if (!found) continue;
            if (Octets.u16(octets, at + 2) > size) {
                Octets.put16(packet.left, 0, size);
                SetPayload.write(packet, at + 2, packet.left, Short.BYTES);
            }
            return RuleVerdict.NEXT;
        }
        boolean room = packet.limit() == end && header < HEADER_MAX;
        if (room) add(packet, tcp, header, size);
        return RuleVerdict.NEXT;
    }

    private static void add(Evaluation packet, int tcp, int header, int size) {
        Skb skb = packet.skb();
        boolean ipv4 = packet.layer() == Evaluation.Layer.IPV4;
        int fromNetwork = tcp - packet.networkOffset();
        skb.packet().ensureTailroom(OPTION);
        skb.packet().put(OPTION);
        byte[] octets = skb.writable();
        int network = packet.networkOffset();
        int at = network + fromNetwork;
        System.arraycopy(octets, at + HEADER, octets, at + HEADER + OPTION, header - HEADER);
        octets[at + HEADER] = TcpOptions.MAXIMUM_SEGMENT_SIZE;
        octets[at + HEADER + 1] = OPTION;
        Octets.put16(octets, at + HEADER + 2, Math.min(size, ipv4 ? ASSUMED_IPV4 : ASSUMED_IPV6));
        int check = Octets.u16(octets, at + CHECKSUM);
        // What is new: the option, the length in the pseudo header, the length of the header.
        int sum = ~check & 0xffff;
        sum += Octets.u16(octets, at + HEADER) + Octets.u16(octets, at + HEADER + 2) + OPTION;
        int flags = Octets.u16(octets, at + 12);
        octets[at + 12] = (byte) (octets[at + 12] + ((OPTION / 4) << 4));
        sum += Octets.u16(octets, at + 12) - flags;
        while (sum >>> 16 != 0) sum = (sum & 0xffff) + (sum >>> 16);
        Octets.put16(octets, at + CHECKSUM, ~sum & 0xffff);
        int lengthAt = network + (ipv4 ? 2 : 4);
        Octets.put16(packet.left, 0, Octets.u16(octets, lengthAt) + OPTION);
        SetPayload.write(packet, lengthAt, packet.left, Short.BYTES);
        packet.look();
    }
}
