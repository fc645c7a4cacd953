package sluice.rules.xtables;

import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.statement.SetPayload;

/** Targets TTL and HL ({@code xt_HL.c}): the value stays within 0 and 255. */
public record SetTtl(Operation operation, int value) implements Statement {
    private static final int OFFSET_IPV4 = 8;
    private static final int OFFSET_IPV6 = 7;

    /** What it does. */
    public enum Operation {
        /** Sets it. */
        SET,
        /** Adds. */
        INCREASE,
        /** Takes away. */
        DECREASE
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        boolean ipv4 = packet.layer() == Evaluation.Layer.IPV4;
        int at = packet.networkOffset() + (ipv4 ? OFFSET_IPV4 : OFFSET_IPV6);
        int old = Octets.u8(packet.octets(), at);
        int fresh =
                switch (operation) {
                    case SET -> value;
                    case INCREASE -> Math.min(old + value, 255);
                    case DECREASE -> Math.max(old - value, 0);
                };
        if (fresh != old) {
            packet.left[0] = (byte) fresh;
            SetPayload.write(packet, at, packet.left, 1);
        }
        return RuleVerdict.NEXT;
    }
}
