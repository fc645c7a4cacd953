package sluice.rules;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How the elements of a set are found. */
interface SetIndex {
    void add(SetElement element);

    @Nullable SetElement find(byte[] key, int at, int octets, long nowNanos);

    /** Whether an interval has keys in common with one that is in. */
    boolean overlaps(SetElement element, long nowNanos);

    void forEach(Consumer<SetElement> consumer);
}
