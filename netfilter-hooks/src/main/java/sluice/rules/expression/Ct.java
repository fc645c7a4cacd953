package sluice.rules.expression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.Direction;
import sluice.conntrack.Template;
import sluice.conntrack.Tuple;
import sluice.netfilter.CtInfo;
import sluice.netfilter.NfFamily;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.Statement;

/**
 * What is known of the packet's connection ({@code nft_ct_get_eval}). Without a connection only its
 * state is there: invalid or untracked.
 *
 * @param direction which tuple or counter; null for both counters, or where it makes no difference
 * @param lengthOctets of the value: of an address by the family, else the key's own
 */
public record Ct(CtKey key, @Nullable Direction direction, int lengthOctets) implements Expression {
    /** Bits of {@link CtKey#STATE}. */
    public static final int INVALID = 1;

    /** Established. */
    public static final int ESTABLISHED = 2;

    /** Related. */
    public static final int RELATED = 4;

    /** New. */
    public static final int NEW = 8;

    /** Untracked. */
    public static final int UNTRACKED = 64;

    private static final int NAME_OCTETS = 16;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** With the key's own length. */
    public Ct(CtKey key, @Nullable Direction direction) {
        this(key, direction, key.lengthOctets());
    }

    /** How a packet stands to its connection, as one bit of {@link CtKey#STATE}. */
    public static int state(Skb skb) {
        CtInfo info = skb.ctInfo();
        if (skb.tracked() instanceof Connection) {
            return switch (info) {
                case ESTABLISHED, ESTABLISHED_REPLY -> ESTABLISHED;
                case RELATED, RELATED_REPLY -> RELATED;
                case NEW -> NEW;
                case UNTRACKED -> UNTRACKED;
            };
        }
        return info == CtInfo.UNTRACKED ? UNTRACKED : INVALID;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        Skb skb = packet.skb();
        if (key == CtKey.STATE) {
            Octets.put32(to, at, state(skb));
            return true;
        }
        if (skb.tracked() instanceof Template template && key == CtKey.ZONE) {
            Octets.put16(to, at, template.zone().id());
            return true;
        }
        Connection connection = Conntrack.of(skb);
        if (connection == null) return false;
        switch (key) {
            case STATE, SECMARK, EVENTMASK -> Octets.put32(to, at, 0);
            case DIRECTION -> to[at] = (byte) (skb.ctInfo().reply() ? 1 : 0);
            case STATUS -> Octets.put32(to, at, connection.status());
            case MARK -> Octets.put32(to, at, connection.mark());
            case EXPIRATION ->
                    Octets.put64(
                            to,
                            at,
                            connection.remainingNanos(packet.host().nowNanos()) / NANOS_PER_MILLI);
            case HELPER -> {
                String helper = connection.helperName();
                if (helper == null) return false;
                byte[] name = Meta.nameValue(helper);
                System.arraycopy(name, 0, to, at, NAME_OCTETS);
            }
            case LABELS -> {
                Octets.put64(to, at, connection.labelsHigh());
                Octets.put64(to, at + Long.BYTES, connection.labelsLow());
            }
            case PKTS -> Octets.put64(to, at, packets(connection));
            case BYTES -> Octets.put64(to, at, octets(connection));
            case AVGPKT -> {
                long packets = packets(connection);
                Octets.put64(to, at, packets == 0 ? 0 : octets(connection) / packets);
            }
            case ZONE -> Octets.put16(to, at, connection.zone().id(side(skb)));
            case ID -> Octets.put32(to, at, (int) connection.id());
            case L3PROTOCOL,
                    SRC,
                    DST,
                    PROTOCOL,
                    PROTO_SRC,
                    PROTO_DST,
                    SRC_IP,
                    DST_IP,
                    SRC_IP6,
                    DST_IP6 -> {
                return ofTuple(connection.tuple(side(skb)), to, at);
            }
        }
        return true;
    }

    private Direction side(Skb skb) {
        if (direction != null) return direction;
        return skb.ctInfo().reply() ? Direction.REPLY : Direction.ORIGINAL;
    }

    private long packets(Connection connection) {
        if (direction != null) return connection.packets(direction);
        return connection.packets(Direction.ORIGINAL) + connection.packets(Direction.REPLY);
    }

    private long octets(Connection connection) {
        if (direction != null) return connection.octets(direction);
        return connection.octets(Direction.ORIGINAL) + connection.octets(Direction.REPLY);
    }

    private boolean ofTuple(Tuple tuple, byte[] to, int at) {
        boolean ipv6 = tuple.family() == NfFamily.IPV6;
        switch (key) {
            case L3PROTOCOL -> to[at] = (byte) tuple.family().code();
            case PROTOCOL -> to[at] = (byte) tuple.protocol();
            case PROTO_SRC -> Octets.put16(to, at, tuple.sourcePort());
            case PROTO_DST -> Octets.put16(to, at, tuple.destinationPort());
            case SRC -> address(tuple.sourceHigh(), tuple.sourceLow(), ipv6, to, at);
            case DST -> address(tuple.destinationHigh(), tuple.destinationLow(), ipv6, to, at);
            case SRC_IP, DST_IP -> {
                if (ipv6) return false;
                long low = key == CtKey.SRC_IP ? tuple.sourceLow() : tuple.destinationLow();
                Octets.put32(to, at, (int) low);
            }
            case SRC_IP6, DST_IP6 -> {
                if (!ipv6) return false;
                boolean source = key == CtKey.SRC_IP6;
                Octets.put64(to, at, source ? tuple.sourceHigh() : tuple.destinationHigh());
                Octets.put64(
                        to, at + Long.BYTES, source ? tuple.sourceLow() : tuple.destinationLow());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void address(long high, long low, boolean ipv6, byte[] to, int at) {
        Arrays.fill(to, at, at + lengthOctets, (byte) 0);
        if (!ipv6) {
            Octets.put32(to, at, (int) low);
        } else if (lengthOctets == 2 * Long.BYTES) {
            Octets.put64(to, at, high);
            Octets.put64(to, at + Long.BYTES, low);
        }
    }

    @Override
    public Statement.Need need() {
        return Statement.Need.TRACKING;
    }
}
