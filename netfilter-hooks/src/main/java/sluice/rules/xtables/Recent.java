package sluice.rules.xtables;

import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Remembers addresses, and asks whether and how often they were seen of late ({@code xt_recent.c}).
 *
 * @param name of the list
 * @param mask of the address, 4 or 16 octets
 * @param source whether it is the source that counts
 * @param seconds how late is of late; 0 for ever
 * @param hits how often; 0 for once
 * @param withTtl only packets of the same TTL count
 */
public record Recent(
        String name,
        RecentList list,
        Operation operation,
        byte[] mask,
        boolean source,
        long seconds,
        int hits,
        boolean reap,
        boolean withTtl,
        boolean inverted)
        implements Statement, Named {
    /** What is done. */
    public enum Operation {
        /** Puts the address in, or stamps it. */
        SET,
        /** Looks. */
        CHECK,
        /** Looks, and stamps what is found. */
        UPDATE,
        /** Looks, and takes out what is found. */
        REMOVE
    }

    @Override
    public String sharedName() {
        return "recent " + name;
    }

    @Override
    public Object shared() {
        return list;
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return matches(packet) ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private boolean matches(Evaluation packet) {
        boolean ipv4 = packet.layer() == Evaluation.Layer.IPV4;
        int length = ipv4 ? 4 : 16;
        int offset = ipv4 ? source ? 12 : 16 : source ? 8 : 24;
        byte[] octets = packet.octets();
        int at = packet.networkOffset();
        int ttl = Octets.u8(octets, at + (ipv4 ? 8 : 7));
        // "use TTL as seen before forwarding"
        if (packet.out() != null && packet.skb().sock() == null) ttl++;
        byte[] key = packet.left;
        for (int i = 0; i < length; i++) key[i] = (byte) (octets[at + offset + i] & mask[i]);
        long now = Jiffies.of(packet.host().nowNanos());
        var entry = list.find(key, length, withTtl ? ttl : 0);
        if (entry == null) {
            if (operation != Operation.SET) return inverted;
            list.add(key, length, ttl, now);
            return !inverted;
        }
        boolean matches = inverted;
        switch (operation) {
            case SET -> matches = !matches;
            case REMOVE -> {
                list.remove(entry);
                matches = !matches;
            }
            case CHECK, UPDATE -> {
                long since = now - seconds * Jiffies.PER_SECOND;
                if (seen(entry.value, since)) matches = !matches;
                if (reap) list.reap(since);
            }
        }
        if (operation == Operation.SET || (operation == Operation.UPDATE && matches))
            list.update(entry, ttl, now);
        return matches;
    }

    private boolean seen(RecentList.Seen entry, long since) {
        int found = 0;
        for (int i = 0; i < entry.count; i++) {
            if (seconds != 0 && since > entry.stamps[i]) continue;
            found++;
            if (hits == 0 || found >= hits) return true;
        }
        return false;
    }
}
