package sluice.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys of several parts of which each may be an interval: looked at one after the other, in the
 * order in which they were added.
 */
final class PartIntervals implements SetIndex {
    private final int[] partOctets;
    private final List<SetElement> elements = new ArrayList<>();

    PartIntervals(SetType type) {
        partOctets = type.partOctets();
    }

    @Override
    public void add(SetElement element) {
        elements.add(element);
    }

    @Override
    public @Nullable SetElement find(byte[] key, int at, int octets, long nowNanos) {
        for (int i = 0; i < elements.size(); i++) {
            SetElement element = elements.get(i);
            if (covers(element, key, at) && !element.expired(nowNanos)) return element;
        }
        return null;
    }

    private boolean covers(SetElement element, byte[] key, int at) {
        int from = 0;
        for (int octets : partOctets) {
            if (Arrays.compareUnsigned(
                                    element.from(),
                                    from,
                                    from + octets,
                                    key,
                                    at + from,
                                    at + from + octets)
                            > 0
                    || Arrays.compareUnsigned(
                                    element.to(),
                                    from,
                                    from + octets,
                                    key,
                                    at + from,
                                    at + from + octets)
                            < 0) return false;
            from += SetType.padded(octets);
        }
        return true;
    }

    @Override
    public boolean overlaps(SetElement element, long nowNanos) {
        return false; // the first that covers a key is found, as in the kernel's pipapo
    }

    @Override
    public void forEach(Consumer<SetElement> consumer) {
        elements.forEach(consumer);
    }
}
