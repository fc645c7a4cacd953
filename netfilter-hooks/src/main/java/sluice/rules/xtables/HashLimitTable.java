package sluice.rules.xtables;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Buckets by key, by name ({@code struct xt_hashlimit_htable}). What makes a key and how fast
 * buckets fill is said by the rule that names the table first.
 */
public final class HashLimitTable {
    /**
     * What the first rule says.
     *
     * @param keys what makes a key; none: one bucket for all
     * @param costNanos what a packet costs, or in a rate of octets 16 of them
     * @param burst packets at once; of octets: how often a bucket is filled at once
     */
    public record Settings(
            Set<HashLimit.Key> keys,
            byte[] sourceMask,
            byte[] destinationMask,
            long costNanos,
            long burst) {
        /** Copies the keys. */
        public Settings {
            keys = Set.copyOf(keys);
        }
    }

    private final Settings settings;
    private final int entriesMax;
    private final long expireJiffies;
    private final long sweepJiffies;
    private final KeyTable<Bucket> buckets = new KeyTable<>();
    private long sweptJiffies = Long.MIN_VALUE;

    /** What is left for a key, in nanoseconds of the rate. */
    static final class Bucket {
        long credit;
        long refills;
        long lastJiffies;
        long expiresJiffies;
    }

    /**
     * An empty table.
     *
     * @param entriesMax most keys, 0 for no bound of its own
     * @param expireMillis after which a key that is not used is forgotten
     * @param sweepMillis how often what is to be forgotten is looked for
     */
    public HashLimitTable(Settings settings, int entriesMax, long expireMillis, long sweepMillis) {
        this.settings = settings;
        this.entriesMax = entriesMax == 0 ? 1 << 20 : entriesMax;
        expireJiffies = expireMillis * Jiffies.PER_SECOND / 1000;
        sweepJiffies = Math.max(1, sweepMillis * Jiffies.PER_SECOND / 1000);
    }

    Settings settings() {
        return settings;
    }

    /** The bucket of a key, or null if it has none. */
    @Nullable Bucket find(byte[] key, int length, long now) {
        sweep(now);
        var entry = buckets.find(key, length);
        if (entry == null) return null;
        entry.value.expiresJiffies = now + expireJiffies;
        return entry.value;
    }

    /** A fresh bucket, or null if the table is full. */
    @Nullable Bucket add(byte[] key, int length, long now) {
        if (buckets.count() >= entriesMax) return null;
        Bucket bucket = new Bucket();
        bucket.lastJiffies = now;
        bucket.expiresJiffies = now + expireJiffies;
        buckets.add(key, length, bucket);
        return bucket;
    }

    // htable_gc runs every so often; what was over when it last ran is gone.
    private void sweep(long now) {
        long last = now - Math.floorMod(now, sweepJiffies);
        if (last == sweptJiffies) return;
        sweptJiffies = last;
        buckets.removeIf(bucket -> last >= bucket.expiresJiffies);
    }

    /** How many keys there are. */
    public int count() {
        return buckets.count();
    }
}
