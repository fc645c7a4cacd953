package sluice.rules;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;

/** Single keys in a hash table with open addressing. */
final class HashIndex implements SetIndex {
    private static final int SLOTS_MIN = 16;

    private @Nullable SetElement[] slots = new SetElement[SLOTS_MIN];
    private int size;

    @Override
    public void add(SetElement element) {
        if (2 * ++size > slots.length) grow();
        put(slots, element);
    }

    private void grow() {
        var wider = new SetElement[2 * slots.length];
        for (SetElement each : slots) if (each != null) put(wider, each);
        slots = wider;
    }

    private static void put(@Nullable SetElement[] slots, SetElement element) {
        int mask = slots.length - 1;
        int at = hash(element.from(), 0, element.from().length) & mask;
        while (slots[at] != null) at = (at + 1) & mask;
        slots[at] = element;
    }

    @Override
    public @Nullable SetElement find(byte[] key, int at, int octets, long nowNanos) {
        int mask = slots.length - 1;
        for (int slot = hash(key, at, octets) & mask; ; slot = (slot + 1) & mask) {
            SetElement element = slots[slot];
            if (element == null) return null;
            byte[] from = element.from();
            if (Arrays.equals(from, 0, from.length, key, at, at + octets)
                    && !element.expired(nowNanos)) return element;
        }
    }

    /**
     * Words of eight octets, then one of four, then the rest: addresses beside each other differ.
     */
    static int hash(byte[] key, int at, int octets) {
        long hash = octets;
        int end = at + octets;
        int from = at;
        for (; from + Long.BYTES <= end; from += Long.BYTES)
            hash = mix(hash, Octets.i64(key, from));
        if (from + Integer.BYTES <= end) {
            hash = mix(hash, Octets.i32(key, from));
            from += Integer.BYTES;
        }
        long rest = 0;
        for (; from < end; from++) rest = rest << Byte.SIZE | (key[from] & 0xff);
        return (int) (rest == 0 ? hash : mix(hash, rest));
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word ^ word >>> Integer.SIZE) * 0x9e37_79b9_7f4a_7c15L;
        return mixed ^ mixed >>> Integer.SIZE;
    }

    @Override
    public boolean overlaps(SetElement element, long nowNanos) {
        return false;
    }

    @Override
    public void forEach(Consumer<SetElement> consumer) {
        for (SetElement each : slots) if (each != null) consumer.accept(each);
    }
}
