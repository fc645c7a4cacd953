package sluice.rules.xtables;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses and when they were seen, by name ({@code struct recent_table}). */
public final class RecentList {
    /** Addresses in a list ({@code ip_list_tot}). */
    public static final int ADDRESSES_MAX = 100;

    /** Times of an address if no rule asks for more. */
    private static final int TIMES_DEFAULT = 32;

    private final KeyTable<Seen> entries = new KeyTable<>();
    private int times = TIMES_DEFAULT;

    /** An empty list. */
    public RecentList() {}

    static final class Seen {
        long[] stamps;
        int count;
        int index;
        int ttl;

        Seen(int times) {
            stamps = new long[times];
        }

        void stamp(long jiffies, int mask) {
            index &= mask;
            stamps[index++] = jiffies;
            if (index > count) count = index;
        }

        long last() {
            return stamps[(index - 1) & stamps.length - 1];
        }
    }

    /**
     * A rule asks for so many hits: as many times are remembered, and all is forgotten if that is
     * more.
     */
    public void remember(int hits) {
        if (hits <= times) return;
        int wanted = Integer.highestOneBit(Math.max(hits - 1, 1)) << 1;
        if (wanted <= times) return;
        times = wanted;
        entries.clear();
    }

    KeyTable.@Nullable Entry<Seen> find(byte[] address, int length, int ttl) {
        var entry = entries.find(address, length);
        if (entry == null) return null;
        int seen = entry.value.ttl;
        return ttl == seen || ttl == 0 || seen == 0 ? entry : null;
    }

    void add(byte[] address, int length, int ttl, long jiffies) {
        var same = entries.find(address, length);
        if (same != null) entries.remove(same); // another ttl: the kernel would keep both
        var oldest = entries.oldest();
        if (entries.count() >= ADDRESSES_MAX && oldest != null) entries.remove(oldest);
        Seen fresh = new Seen(times);
        fresh.ttl = ttl;
        fresh.stamp(jiffies, times - 1);
        entries.add(address, length, fresh);
    }

    void update(KeyTable.Entry<Seen> entry, int ttl, long jiffies) {
        entry.value.stamp(jiffies, times - 1);
        entry.value.ttl = ttl;
        entries.touch(entry);
    }

    void remove(KeyTable.Entry<Seen> entry) {
        entries.remove(entry);
    }

    /** Takes the oldest one out if it was not seen since then ({@code recent_entry_reap}). */
    void reap(long since) {
        var oldest = entries.oldest();
        if (oldest != null && since > oldest.value.last()) entries.remove(oldest);
    }

    /** The addresses in it, the one used longest ago first. */
    public List<byte[]> addresses() {
        List<byte[]> all = new ArrayList<>();
        for (var entry = entries.oldest(); entry != null; entry = entries.after(entry))
            all.add(entry.key().clone());
        return all;
    }
}
