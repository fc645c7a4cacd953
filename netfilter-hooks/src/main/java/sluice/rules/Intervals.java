package sluice.rules;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Intervals of keys of one part, which do not overlap: sorted when first asked, then halved. */
final class Intervals implements SetIndex {
    private static final int ROOM_MIN = 8;

    private @Nullable SetElement[] sorted = new SetElement[ROOM_MIN];
    private int size;
    private boolean dirty;

    @Override
    public void add(SetElement element) {
        if (size == sorted.length) sorted = Arrays.copyOf(sorted, 2 * size);
        dirty |= size > 0 && compare(last().to(), element.from(), 0) >= 0;
        sorted[size++] = element;
    }

    private SetElement last() {
        return at(size - 1);
    }

    private SetElement at(int index) {
        return java.util.Objects.requireNonNull(sorted[index]);
    }

    private static int compare(byte[] bound, byte[] key, int at) {
        return Arrays.compareUnsigned(bound, 0, bound.length, key, at, at + bound.length);
    }

    private void sort() {
        Arrays.sort(
                sorted,
                0,
                size,
                Comparator.comparing(
                        each -> java.util.Objects.requireNonNull(each).from(),
                        Arrays::compareUnsigned));
        dirty = false;
    }

    /** Index of the last interval that does not begin behind the key, or -1. */
    private int floor(byte[] key, int at) {
        if (dirty) sort();
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compare(at(middle).from(), key, at) <= 0) low = middle + 1;
            else high = middle - 1;
        }
        return high;
    }

    @Override
    public @Nullable SetElement find(byte[] key, int at, int octets, long nowNanos) {
        // One that expired may stand where its successor was added.
        for (int i = floor(key, at); i >= 0; i--) {
            SetElement element = at(i);
            if (compare(element.to(), key, at) >= 0 && !element.expired(nowNanos)) return element;
            if (!element.expired(nowNanos)) return null;
        }
        return null;
    }

    @Override
    public boolean overlaps(SetElement element, long nowNanos) {
        for (int i = floor(element.to(), 0); i >= 0; i--) {
            SetElement other = at(i);
            if (other.expired(nowNanos)) continue;
            return compare(other.to(), element.from(), 0) >= 0;
        }
        return false;
    }

    @Override
    public void forEach(Consumer<SetElement> consumer) {
        for (int i = 0; i < size; i++) consumer.accept(at(i));
    }
}
