package sluice.rules.expression;

import java.util.Arrays;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;

/** What is known of the packet's route ({@code nft_rt}). */
public record Rt(Key key) implements Expression {
    private static final int IPV4_OCTETS = 4;
    private static final int IPV6_OCTETS = 16;

    /** What is asked for. */
    public enum Key {
        /** Realm. */
        CLASSID,
        /** IPv4 neighbour. */
        NEXTHOP4,
        /** IPv6 neighbour. */
        NEXTHOP6,
        /** Largest TCP segment the path takes. */
        TCPMSS,
        /** Whether it is for a tunnel of IPsec. */
        IPSEC
    }

    @Override
    public int lengthOctets() {
        return switch (key) {
            case CLASSID, NEXTHOP4 -> IPV4_OCTETS;
            case NEXTHOP6 -> IPV6_OCTETS;
            case TCPMSS -> Short.BYTES;
            case IPSEC -> 1;
        };
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        if (packet.skb().route() == null && packet.skb().outDevice() == null) return false;
        switch (key) {
            case CLASSID -> Arrays.fill(to, at, at + IPV4_OCTETS, (byte) 0);
            case NEXTHOP4 -> {
                if (packet.layer() != Evaluation.Layer.IPV4) return false;
                Octets.put32(to, at, packet.host().nextHop4(packet.skb()));
            }
            case NEXTHOP6 -> {
                if (packet.layer() != Evaluation.Layer.IPV6) return false;
                Octets.put64(to, at, packet.skb().nextHopHigh());
                Octets.put64(to, at + Long.BYTES, packet.skb().nextHopLow());
            }
            case TCPMSS -> Octets.put16(to, at, packet.host().tcpMss(packet.skb(), packet.state()));
            case IPSEC -> to[at] = 0;
        }
        return true;
    }
}
