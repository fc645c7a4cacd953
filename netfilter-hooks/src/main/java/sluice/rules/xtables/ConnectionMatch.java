package sluice.rules.xtables;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.CtStatus;
import sluice.conntrack.Direction;
import sluice.conntrack.Tuple;
import sluice.netfilter.CtInfo;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * The packet's connection ({@code xt_conntrack.c}, revision 3). Without one only {@code --ctstate}
 * can match.
 *
 * @param states bits of {@link State}, or null if it is not asked for
 * @param tests the rest
 */
public record ConnectionMatch(@Nullable States states, List<Test> tests) implements Statement {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Bits of {@code --ctstate}. */
    public enum State {
        /** No connection. */
        INVALID(1),
        /** Of a connection known. */
        ESTABLISHED(1 << 1),
        /** Expected, or an error about one. */
        RELATED(1 << 2),
        /** Begins one. */
        NEW(1 << 3),
        /** Its source is translated. */
        SNAT(1 << 6),
        /** Its destination is translated. */
        DNAT(1 << 7),
        /** Not to be tracked. */
        UNTRACKED(1 << 8);

        private final int bit;

        State(int bit) {
            this.bit = bit;
        }

        /** The bit. */
        public int bit() {
            return bit;
        }
    }

    /** States of which one must be, or none. */
    public record States(int bits, boolean inverted) {
        boolean matches(Skb skb, @Nullable Connection connection) {
            return ((bits(skb, connection) & bits) != 0) != inverted;
        }

        private static int bits(Skb skb, @Nullable Connection connection) {
            if (connection == null)
                return skb.ctInfo() == CtInfo.UNTRACKED && skb.tracked() == null
                        ? State.UNTRACKED.bit
                        : State.INVALID.bit;
            int bits =
                    switch (skb.ctInfo()) {
                        case ESTABLISHED, ESTABLISHED_REPLY -> State.ESTABLISHED.bit;
                        case RELATED, RELATED_REPLY -> State.RELATED.bit;
                        case NEW -> State.NEW.bit;
                        case UNTRACKED -> State.UNTRACKED.bit;
                    };
            if (connection.has(CtStatus.SRC_NAT)) bits |= State.SNAT.bit;
            if (connection.has(CtStatus.DST_NAT)) bits |= State.DNAT.bit;
            return bits;
        }
    }

    /** A test of a connection. */
    public sealed interface Test {
        /** Whether it is so. */
        boolean matches(Evaluation packet, Connection connection);
    }

    /** {@code --ctdir}. */
    public record Way(Direction direction) implements Test {
        @Override
        public boolean matches(Evaluation packet, Connection connection) {
            return (direction == Direction.REPLY) == packet.skb().ctInfo().reply();
        }
    }

    /** {@code --ctproto}. */
    public record Protocol(int number, boolean inverted) implements Test {
        @Override
        public boolean matches(Evaluation packet, Connection connection) {
            return (connection.protocol() == number) != inverted;
        }
    }

    /** {@code --ctorigsrc} and the like: an address of 4 or 16 octets under a mask. */
    public record Address(
            Direction direction, boolean source, byte[] address, byte[] mask, boolean inverted)
            implements Test {
        @Override
        public boolean matches(Evaluation packet, Connection connection) {
            Tuple tuple = connection.tuple(direction);
            byte[] room = packet.left;
            Octets.put64(room, 0, source ? tuple.sourceHigh() : tuple.destinationHigh());
            Octets.put64(room, Long.BYTES, source ? tuple.sourceLow() : tuple.destinationLow());
            int from = 2 * Long.BYTES - address.length;
            boolean same = true;
            for (int i = 0; i < address.length; i++)
                same &= ((room[from + i] ^ address[i]) & mask[i]) == 0;
            return same != inverted;
        }
    }

    /** {@code --ctorigsrcport} and the like. */
    public record Port(Direction direction, boolean source, int from, int to, boolean inverted)
            implements Test {
        @Override
        public boolean matches(Evaluation packet, Connection connection) {
            Tuple tuple = connection.tuple(direction);
            int port = source ? tuple.sourcePort() : tuple.destinationPort();
            return (port >= from && port <= to) != inverted;
        }
    }

    /** {@code --ctstatus}: one of these bits is set; with no bits: none is. */
    public record Status(int bits, boolean inverted) implements Test {
        @Override
        public boolean matches(Evaluation packet, Connection connection) {
            return ((connection.status() & bits) != 0) != inverted;
        }
    }

    /** {@code --ctexpire}: seconds left. */
    public record Expires(long from, long to, boolean inverted) implements Test {
        @Override
        public boolean matches(Evaluation packet, Connection connection) {
            long seconds =
                    connection.confirmed()
                            ? connection.remainingNanos(packet.host().nowNanos()) / NANOS_PER_SECOND
                            : 0;
            return (seconds >= from && seconds <= to) != inverted;
        }
    }

    /** Copies the list. */
    public ConnectionMatch {
        tests = List.copyOf(tests);
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        Skb skb = packet.skb();
        Connection connection = Conntrack.of(skb);
        if (states != null && !states.matches(skb, connection)) return RuleVerdict.BREAK;
        if (connection == null) return states != null ? RuleVerdict.NEXT : RuleVerdict.BREAK;
        for (int i = 0; i < tests.size(); i++) {
            if (!tests.get(i).matches(packet, connection)) return RuleVerdict.BREAK;
        }
        return RuleVerdict.NEXT;
    }

    @Override
    public boolean pure() {
        return true;
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
