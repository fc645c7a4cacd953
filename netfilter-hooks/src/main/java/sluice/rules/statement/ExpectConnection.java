package sluice.rules.statement;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.netfilter.NfFamily;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * {@code ct expectation set}: a connection that begins announces another one, from its far end to a
 * port of its near end ({@code nft_ct_expect_obj_eval}).
 *
 * @param protocol of what will come
 * @param port it will come to
 * @param timeout how long it is waited for, as {@code nft} hands it to the kernel: nft 1.0.6 says
 *     milliseconds, the kernel takes them for seconds (recorded: {@code timeout 2m} waits 120,000
 *     s)
 * @param countMax that a connection may wait for at once
 * @param only family that was stated, or null for that of the connection
 */
public record ExpectConnection(
        int protocol, int port, long timeout, int countMax, @Nullable NfFamily only)
        implements Statement {
    private static final long NANOS = 1_000_000_000L;

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        Connection connection = Conntrack.of(packet.skb());
        if (connection == null) return RuleVerdict.BREAK;
        boolean reply = packet.skb().ctInfo().reply();
        return switch (packet.host()
                .conntrack()
                .expect(connection, reply, protocol, port, timeout * NANOS, countMax)) {
            case EXPECTED -> RuleVerdict.NEXT;
            case NOT_NOW -> RuleVerdict.BREAK;
            case REFUSED -> RuleVerdict.DROP;
        };
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
