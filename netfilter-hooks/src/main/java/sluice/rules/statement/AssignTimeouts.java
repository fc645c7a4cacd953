package sluice.rules.statement;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.TimeoutPolicy;
import sluice.netfilter.NfFamily;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * {@code ct timeout set}: gives a connection that begins times of its own ({@code
 * nft_ct_timeout_obj_eval}).
 *
 * @param only family that was stated, or null; the kernel keeps it and does not ask for it
 */
public record AssignTimeouts(TimeoutPolicy policy, @Nullable NfFamily only) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        Connection connection = Conntrack.of(packet.skb());
        if (connection != null) Conntrack.assignTimeouts(connection, policy);
        return RuleVerdict.NEXT;
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
