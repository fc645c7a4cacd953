package sluice.packet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects to be used again, the last one given back first; grows with what is out at most.
 * Single-threaded.
 *
 * <p>What stands above the count is kept, so that giving back what was just taken writes no
 * reference: writing one costs more than all else here.
 */
public final class FreeList<T> {
    private @Nullable Object[] objects = new @Nullable Object[16];
    private int count;

    /** An empty list. */
    public FreeList() {}

    /** The object given back last, or null if none is left. */
    @SuppressWarnings("unchecked") // nothing but give() fills the array
    public @Nullable T take() {
        return count == 0 ? null : (T) objects[--count];
    }

    /** Takes an object back, which the caller no longer uses. */
    public void give(T object) {
        if (count == objects.length) objects = Arrays.copyOf(objects, count * 2);
        if (objects[count] != object) objects[count] = object;
        count++;
    }
}
