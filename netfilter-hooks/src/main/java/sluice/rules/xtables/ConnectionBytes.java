package sluice.rules.xtables;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.Direction;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * How much a connection has carried ({@code xt_connbytes.c}).
 *
 * @param direction null for both
 * @param to 0 for no bound
 */
public record ConnectionBytes(
        Of of, @Nullable Direction direction, long from, long to, boolean inverted)
        implements Statement {
    /** What is measured. */
    public enum Of {
        /** Packets. */
        PACKETS,
        /** Octets. */
        BYTES,
        /** Octets per packet. */
        AVGPKT
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        Connection connection = Conntrack.of(packet.skb());
        if (connection == null) return RuleVerdict.BREAK;
        long value =
                switch (of) {
                    case PACKETS -> packets(connection);
                    case BYTES -> octets(connection);
                    case AVGPKT -> {
                        long packets = packets(connection);
                        yield packets == 0 ? 0 : octets(connection) / packets;
                    }
                };
        boolean within = value >= from && (to == 0 || value <= to);
        return within != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private long packets(Connection connection) {
        if (direction != null) return connection.packets(direction);
        return connection.packets(Direction.ORIGINAL) + connection.packets(Direction.REPLY);
    }

    private long octets(Connection connection) {
        if (direction != null) return connection.octets(direction);
        return connection.octets(Direction.ORIGINAL) + connection.octets(Direction.REPLY);
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
