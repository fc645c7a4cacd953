package sluice.rules.statement;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.Direction;
import sluice.conntrack.Template;
import sluice.conntrack.Zone;
import sluice.netfilter.CtInfo;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.expression.CtKey;

/**
 * {@code ct mark set ...}, {@code ct zone set ...} ({@code nft_ct_set_eval}, {@code
 * nft_ct_set_zone_eval}).
 *
 * @param direction of a zone, null for both
 */
public record SetCt(CtKey key, @Nullable Direction direction, Expression value)
        implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!value.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        if (key == CtKey.ZONE) {
            if (packet.skb().tracked() != null || packet.skb().ctInfo() == CtInfo.UNTRACKED)
                return RuleVerdict.NEXT;
            int id = Octets.u16(packet.left, 0);
            boolean original = direction != Direction.REPLY;
            boolean reply = direction != Direction.ORIGINAL;
            packet.skb().setTracked(new Template(new Zone(id, original, reply)), CtInfo.NEW);
            return RuleVerdict.NEXT;
        }
        Connection connection = Conntrack.of(packet.skb());
        if (connection == null) return RuleVerdict.NEXT;
        switch (key) {
            case MARK -> connection.setMark(Octets.i32(packet.left, 0));
            case LABELS ->
                    connection.setLabels(
                            connection.labelsHigh() | Octets.i64(packet.left, 0),
                            connection.labelsLow() | Octets.i64(packet.left, Long.BYTES));
            default -> {} // events and security marks have no bearing on where a packet goes
        }
        return RuleVerdict.NEXT;
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
