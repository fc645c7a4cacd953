package sluice.rules.statement;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.netfilter.NfFamily;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * {@code ct helper set}: lets a helper read along in a connection that begins ({@code
 * nft_ct_helper_obj_eval}). Connections of another protocol, or that have one, stay as they are.
 *
 * @param name of the helper
 * @param only family whose connections get it, or null for both
 */
public record AssignHelper(String name, @Nullable NfFamily only) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        Connection connection = Conntrack.of(packet.skb());
        if (connection != null && (only == null || only == connection.original().family()))
            packet.host().conntrack().assignHelper(connection, name);
        return RuleVerdict.NEXT;
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
