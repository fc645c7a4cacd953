package sluice.rules.xtables;

import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Target CONNMARK ({@code xt_connmark.c}).
 *
 * @param value of {@link Operation#SET}
 * @param connectionMask bits of the connection's mark: cleared first, or those that are taken
 * @param packetMask bits of the packet's mark: those that are taken, or cleared first
 */
public record ConnectionMark(Operation operation, int value, int connectionMask, int packetMask)
        implements Statement {
    /** What it does. */
    public enum Operation {
        /** Sets the connection's mark. */
        SET,
        /** Takes it from the packet's. */
        SAVE,
        /** Gives it to the packet. */
        RESTORE
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        Connection connection = Conntrack.of(packet.skb());
        if (connection == null) return RuleVerdict.NEXT;
        int mark = connection.mark();
        int of = packet.skb().mark();
        switch (operation) {
            case SET -> connection.setMark((mark & ~connectionMask) ^ value);
            case SAVE -> connection.setMark((mark & ~connectionMask) ^ (of & packetMask));
            case RESTORE -> packet.skb().setMark((of & ~packetMask) ^ (mark & connectionMask));
        }
        return RuleVerdict.NEXT;
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
