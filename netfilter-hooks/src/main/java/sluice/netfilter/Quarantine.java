package sluice.netfilter;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays and descriptors that nobody may touch any more, and the first who does. Holds the last
 * ones only.
 */
final class Quarantine {
    private static final int KEPT_MAX = 32;

    private record Array(byte[] octets, LeaseNote note) {}

    private record Descriptor(Skb skb, List<@Nullable Object> values, LeaseNote note) {}

    private final ArrayDeque<Array> arrays = new ArrayDeque<>();
    private final ArrayDeque<Descriptor> descriptors = new ArrayDeque<>();

    void take(byte[] octets, LeaseNote note) {
        Arrays.fill(octets, HookCall.POISON);
        arrays.addLast(new Array(octets, note));
        if (arrays.size() > KEPT_MAX) arrays.removeFirst();
    }

    void take(Skb skb, LeaseNote note) {
        descriptors.addLast(new Descriptor(skb, SkbFields.values(skb), note));
        if (descriptors.size() > KEPT_MAX) descriptors.removeFirst();
    }

    /** The note of the first that was touched since the last look, or null. */
    @Nullable LeaseNote touched() {
        for (Array array : arrays) {
            for (byte octet : array.octets) {
                if (octet != HookCall.POISON) {
                    arrays.remove(array);
                    return array.note;
                }
            }
        }
        for (Descriptor descriptor : descriptors) {
            if (!SkbFields.values(descriptor.skb).equals(descriptor.values)) {
                descriptors.remove(descriptor);
                return descriptor.note;
            }
        }
        return null;
    }
}
