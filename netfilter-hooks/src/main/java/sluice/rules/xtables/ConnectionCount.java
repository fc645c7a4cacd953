package sluice.rules.xtables;

import sluice.conntrack.ConnCount;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.Zone;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * How many connections an address or network has ({@code xt_connlimit.c}). Each rule counts for
 * itself.
 *
 * <p>{@code Differs:} a packet that belongs to no connection does not match; the kernel counts it
 * by its own addresses and ports.
 */
public final class ConnectionCount implements Statement {
    private final byte[] mask;
    private final boolean source;
    private final long connectionsMax;
    private final boolean above;
    private final KeyTable<ConnCount> counts = new KeyTable<>();

    /**
     * Begins with none.
     *
     * @param mask of the address, 4 or 16 octets
     * @param source whether the source counts, else the destination
     * @param above whether it matches beyond the number, else up to it
     */
    public ConnectionCount(byte[] mask, boolean source, long connectionsMax, boolean above) {
        this.mask = mask.clone();
        this.source = source;
        this.connectionsMax = connectionsMax;
        this.above = above;
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        Connection connection = Conntrack.of(packet.skb());
        Zone zone = connection == null ? Zone.DEFAULT : connection.zone();
        int length = mask.length;
        int first = packet.networkOffset() + (length == 4 ? 12 : 8);
        int at = source ? first : first + length;
        byte[] key = packet.left;
        for (int i = 0; i < length; i++) key[i] = (byte) (packet.octets()[at + i] & mask[i]);
        Octets.put16(key, length, zone.id());
        ConnCount count = count(packet, length + Short.BYTES);
        int now = count.add(packet.skb());
        if (now < 0) return RuleVerdict.DROP;
        return now > connectionsMax == above ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private ConnCount count(Evaluation packet, int length) {
        KeyTable.Entry<ConnCount> entry = counts.find(packet.left, length);
        if (entry == null)
            entry = counts.add(packet.left, length, new ConnCount(packet.host().conntrack()));
        return entry.value;
    }

    @Override
    public Need need() {
        return Need.TRACKING;
    }
}
