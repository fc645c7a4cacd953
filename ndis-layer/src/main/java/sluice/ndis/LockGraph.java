package sluice.ndis;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In which order spin locks were ever taken: a lock taken while another is held comes after it. */
final class LockGraph {
    private final IdentityHashMap<NdisSpinLock, List<NdisSpinLock>> after = new IdentityHashMap<>();

    /**
     * Notes that {@code then} is taken while {@code first} is held.
     *
     * @return the locks from {@code then} back to {@code first} if the other order was seen before;
     *     else null
     */
    @Nullable List<NdisSpinLock> add(NdisSpinLock first, NdisSpinLock then) {
        List<NdisSpinLock> known = after.computeIfAbsent(first, _ -> new ArrayList<>());
        if (known.contains(then)) return null;
        List<NdisSpinLock> way = new ArrayList<>();
        if (leads(then, first, way)) return way;
        known.add(then);
        return null;
    }

    /** There are no cycles in the graph, so the search ends. */
    private boolean leads(NdisSpinLock from, NdisSpinLock to, List<NdisSpinLock> way) {
        way.add(from);
        if (from == to) return true;
        for (NdisSpinLock next : after.getOrDefault(from, List.of()))
            if (leads(next, to, way)) return true;
        way.removeLast();
        return false;
    }
}
