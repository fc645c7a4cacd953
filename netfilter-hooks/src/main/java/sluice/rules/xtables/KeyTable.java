package sluice.rules.xtables;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Entries by octets, in the order of their last use: looking one up allocates nothing.
 *
 * @param <T> what belongs to a key
 */
final class KeyTable<T> {
    /** An entry. */
    static final class Entry<T> {
        private final byte[] key;
        private final int hash;
        private @Nullable Entry<T> chained;
        private @Nullable Entry<T> older;
        private @Nullable Entry<T> newer;
        final T value;

        private Entry(byte[] key, int hash, T value) {
            this.key = key;
            this.hash = hash;
            this.value = value;
        }

        byte[] key() {
            return key;
        }
    }

    private @Nullable Entry<T>[] buckets = fresh(16);
    private int count;
    private @Nullable Entry<T> oldest;
    private @Nullable Entry<T> newest;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Entry<T>[] fresh(int length) {
        return new Entry[length];
    }

    int count() {
        return count;
    }

    private static int hash(byte[] octets, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) hash = 31 * hash + octets[i];
        return hash ^ hash >>> 15;
    }

    /** The entry whose key are the first {@code length} octets, or null. */
    @Nullable Entry<T> find(byte[] octets, int length) {
        int hash = hash(octets, length);
        Entry<T> entry = buckets[hash & buckets.length - 1];
        while (entry != null) {
            if (entry.hash == hash
                    && Arrays.equals(entry.key, 0, entry.key.length, octets, 0, length))
                return entry;
            entry = entry.chained;
        }
        return null;
    }

    /** Puts one in that is not there. */
    Entry<T> add(byte[] octets, int length, T value) {
        if (count >= buckets.length) grow();
        var entry = new Entry<>(Arrays.copyOf(octets, length), hash(octets, length), value);
        int index = entry.hash & buckets.length - 1;
        entry.chained = buckets[index];
        buckets[index] = entry;
        append(entry);
        count++;
        return entry;
    }

    private void grow() {
        @Nullable Entry<T>[] wider = fresh(2 * buckets.length);
        for (Entry<T> entry = oldest; entry != null; entry = entry.newer) {
            int index = entry.hash & wider.length - 1;
            entry.chained = wider[index];
            wider[index] = entry;
        }
        buckets = wider;
    }

    private void append(Entry<T> entry) {
        Entry<T> last = newest;
        entry.older = last;
        entry.newer = null;
        if (last == null) oldest = entry;
        else last.newer = entry;
        newest = entry;
    }

    private void unlink(Entry<T> entry) {
        Entry<T> before = entry.older;
        Entry<T> after = entry.newer;
        if (before == null) oldest = after;
        else before.newer = after;
        if (after == null) newest = before;
        else after.older = before;
    }

    /** It is the one used last now. */
    void touch(Entry<T> entry) {
        unlink(entry);
        append(entry);
    }

    /** The one used next after this one. */
    @Nullable Entry<T> after(Entry<T> entry) {
        return entry.newer;
    }

    @Nullable Entry<T> oldest() {
        return oldest;
    }

    void remove(Entry<T> gone) {
        int index = gone.hash & buckets.length - 1;
        Entry<T> entry = buckets[index];
        if (entry == gone) {
            buckets[index] = gone.chained;
        } else {
            while (entry != null && entry.chained != gone) entry = entry.chained;
            if (entry != null) entry.chained = gone.chained;
        }
        unlink(gone);
        count--;
    }

    /** Takes out those of which this is true. */
    void removeIf(Predicate<T> over) {
        Entry<T> entry = oldest;
        while (entry != null) {
            Entry<T> after = entry.newer;
            if (over.test(entry.value)) remove(entry);
            entry = after;
        }
    }

    void clear() {
        buckets = fresh(16);
        count = 0;
        oldest = null;
        newest = null;
    }
}
