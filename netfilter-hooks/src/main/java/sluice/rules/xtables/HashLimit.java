package sluice.rules.xtables;

import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * A bucket of tokens for each key ({@code xt_hashlimit.c}, revision 3).
 *
 * @param ofOctets whether octets are counted
 * @param above whether it matches when there is nothing left, else while there is
 */
public record HashLimit(String name, HashLimitTable table, boolean ofOctets, boolean above)
        implements Statement, Named {
    private static final int CHUNK_OCTETS = 16;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long JIFFY_NANOS = SECOND_NANOS / Jiffies.PER_SECOND;

    /** What a key is made of. */
    public enum Key {
        /** Source address. */
        SRCIP,
        /** Source port. */
        SRCPORT,
        /** Destination address. */
        DSTIP,
        /** Destination port. */
        DSTPORT
    }

    @Override
    public String sharedName() {
        return "hashlimit " + name;
    }

    @Override
    public Object shared() {
        return table;
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        int length = key(packet);
        if (length < 0) return RuleVerdict.DROP;
        long now = Jiffies.of(packet.host().nowNanos());
        var bucket = table.find(packet.left, length, now);
        if (bucket == null) {
            bucket = table.add(packet.left, length, now);
            if (bucket == null) return RuleVerdict.DROP;
            bucket.credit = full();
            bucket.refills = table.settings().burst();
        } else {
            bucket.credit =
                    Math.min(full(), bucket.credit + (now - bucket.lastJiffies) * JIFFY_NANOS);
            bucket.lastJiffies = now;
        }
        boolean enough = spend(bucket, packet.lengthOctets());
        return enough != above ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private long full() {
        return ofOctets ? SECOND_NANOS : table.settings().costNanos() * table.settings().burst();
    }

    private boolean spend(HashLimitTable.Bucket bucket, int lengthOctets) {
        long cost = table.settings().costNanos();
        if (ofOctets) {
            int chunks = (lengthOctets + CHUNK_OCTETS - 1) / CHUNK_OCTETS;
            cost = Math.min(SECOND_NANOS, chunks * cost);
            if (bucket.credit < cost && bucket.refills > 0) {
                bucket.refills--;
                bucket.credit = SECOND_NANOS;
            }
        }
        if (bucket.credit < cost) return false;
        bucket.credit -= cost;
        return true;
    }

    /** Writes the key and returns its length; -1 if the packet has no ports where it should. */
    private int key(Evaluation packet) {
        HashLimitTable.Settings settings = table.settings();
        boolean ipv4 = packet.layer() == Evaluation.Layer.IPV4;
        int address = ipv4 ? 4 : 16;
        int source = packet.networkOffset() + (ipv4 ? 12 : 8);
        byte[] octets = packet.octets();
        byte[] key = packet.left;
        int length = 0;
        if (settings.keys().contains(Key.SRCIP)) {
            for (int i = 0; i < address; i++)
                key[length++] = (byte) (octets[source + i] & settings.sourceMask()[i]);
        }
        if (settings.keys().contains(Key.DSTIP)) {
            for (int i = 0; i < address; i++)
                key[length++] =
                        (byte) (octets[source + address + i] & settings.destinationMask()[i]);
        }
        boolean sourcePort = settings.keys().contains(Key.SRCPORT);
        boolean destinationPort = settings.keys().contains(Key.DSTPORT);
        if (!sourcePort && !destinationPort) return length;
        int at = packet.transportOffset();
        if (at < 0) return -1;
        boolean ports =
                switch (packet.protocol()) {
                    case IpProtocols.TCP,
                            IpProtocols.UDP,
                            IpProtocols.UDP_LITE,
                            IpProtocols.SCTP,
                            IpProtocols.DCCP ->
                            true;
                    default -> false;
                };
        if (ports && at + 4 > packet.limit()) return -1;
        for (int i = 0; i < 4; i++) {
            boolean wanted = i < 2 ? sourcePort : destinationPort;
            if (wanted) key[length++] = ports ? octets[at + i] : 0;
        }
        return length;
    }
}
