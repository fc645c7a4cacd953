package sluice.rules.statement;

import sluice.netfilter.PacketType;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.expression.MetaKey;

/** {@code meta mark set ...} ({@code nft_meta_set_eval}). */
public record SetMeta(MetaKey key, Expression value) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!value.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        switch (key) {
            case MARK -> packet.skb().setMark(Octets.i32(packet.left, 0));
            case PRIORITY -> packet.skb().setPriority(Octets.i32(packet.left, 0));
            case PKTTYPE -> {
                int code = packet.left[0] & 0xff;
                if (code < PacketType.OUTGOING.code())
                    packet.skb().setPacketType(PacketType.values()[code]);
            }
            case NFTRACE -> packet.skb().setTraced(packet.left[0] != 0);
            default -> {} // priority of a class and secmark have no bearing on where a packet goes
        }
        return RuleVerdict.NEXT;
    }

    @Override
    public Need need() {
        return value.need();
    }
}
