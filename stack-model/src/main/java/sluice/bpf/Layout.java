package sluice.bpf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which neighbouring fields are loaded together. A load of eight octets costs what a load of one
 * does, and the checks of its bounds are half of that.
 *
 * <p>A window over absolute offsets lies inside the octets that every packet has that comes here;
 * shorter ones take the way without windows. A window behind a header of variable length is checked
 * as a whole, and packets that end inside it take the way without windows too.
 */
final class Layout {
    /**
     * Up to here a program's loads are checked at once. It is what the shortest Ethernet frame has
     * when its checksum is off, so that few packets are shorter.
     */
    private static final long ENTRY_OCTETS_MAX = 60;

    private static final int WIDE = 8;
    private static final int NARROW = 4;

    /** Octets that are loaded at once: {@code length} is 4 or 8. */
    record Window(@Nullable Expr base, int start, int length) {
        int end() {
            return start + length;
        }

        boolean holds(int at, int size) {
            return at >= start && at + size <= end();
        }
    }

    private record Field(int at, int size) {
        int end() {
            return at + size;
        }
    }

    private final boolean careful;
    private final long entryOctets;
    private final List<Window> absolute;
    private final Map<Expr, List<Window>> behind = new HashMap<>();
    private final Map<Expr, Set<Field>> fieldsBehind = new HashMap<>();
    private final Set<Field> fields = new HashSet<>();

    private Layout(FlowGraph graph) {
        careful = false;
        long octets = 0;
        for (Block block : graph.blocks()) {
            for (Step step : block.steps()) {
                if (step instanceof Step.Guard(long end) && end <= ENTRY_OCTETS_MAX)
                    octets = Math.max(octets, end);
                collect(step);
            }
            collect(block.end());
            block.exit().forEach(this::collect);
        }
        entryOctets = octets;
        fields.removeIf(field -> field.end() > entryOctets);
        absolute = windows(null, fields, (int) octets);
        fieldsBehind.forEach(
                (base, all) -> behind.put(base, windows(base, all, Integer.MAX_VALUE)));
    }

    private Layout() {
        careful = true;
        entryOctets = 0;
        absolute = List.of();
    }

    /** No windows: every load by itself, checked where it stands. */
    static Layout none() {
        return new Layout();
    }

    /** The windows of a program. */
    static Layout of(FlowGraph graph) {
        return new Layout(graph);
    }

    /** True if there are no windows, so that no packet needs another way. */
    boolean isCareful() {
        return careful;
    }

    /** Octets that a packet must have to take the way with windows. */
    long entryOctets() {
        return entryOctets;
    }

    /** The window of a load; null if it is loaded alone. */
    @Nullable Window window(Expr load) {
        return switch (load) {
            case Expr.Load(int at, int size) -> find(absolute, at, size);
            case Expr.HeaderLength(int at) -> find(absolute, at, 1);
            case Expr.LoadAt(Expr base, int at, int size) ->
                    find(behind.getOrDefault(base, List.of()), at, size);
            default -> null;
        };
    }

    /** A guard for the whole of the window in which it ends; other steps as they are. */
    Step raised(Step step) {
        if (!(step instanceof Step.GuardAt(Expr base, long end))) return step;
        long raised = end;
        for (Window window : behind.getOrDefault(base, List.of()))
            if (window.start() < end && end <= window.end())
                raised = Math.max(raised, window.end());
        return new Step.GuardAt(base, raised);
    }

    private static @Nullable Window find(List<Window> windows, int at, int size) {
        for (Window window : windows) if (window.holds(at, size)) return window;
        return null;
    }

    private void collect(Step step) {
        switch (step) {
            case Step.Guard _ -> {}
            case Step.GuardAt guard -> collect(guard.base());
            case Step.GuardNonZero guard -> collect(guard.divisor());
            case Step.Keep keep -> collect(keep.value());
            case Step.Ask ask -> {
                collect(ask.a());
                collect(ask.x());
            }
            case Step.Far far -> collect(far.at());
        }
    }

    private void collect(Block.End end) {
        switch (end) {
            case Block.Return(Expr result) -> collect(result);
            case Block.Jump _ -> {}
            case Block.Branch branch -> {
                collect(branch.left());
                collect(branch.right());
            }
        }
    }

    private void collect(Expr term) {
        switch (term) {
            case Expr.Load(int at, int size) -> fields.add(new Field(at, size));
            case Expr.HeaderLength(int at) -> fields.add(new Field(at, 1));
            case Expr.LoadAt(Expr base, int at, int size) -> {
                collect(base);
                // The sum of both must not pass 2^31, for a window cannot end there.
                if (base.isMovable() && at >= 0 && base.max() + at + WIDE < Integer.MAX_VALUE)
                    fieldsBehind
                            .computeIfAbsent(base, _ -> new HashSet<>())
                            .add(new Field(at, size));
            }
            case Expr.Calc calc -> {
                collect(calc.left());
                collect(calc.right());
            }
            default -> {}
        }
    }

    private static List<Window> windows(@Nullable Expr base, Set<Field> fields, int end) {
        List<Field> sorted = new ArrayList<>(fields);
        sorted.sort(Comparator.comparingInt(Field::at).thenComparingInt(Field::size));
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < sorted.size(); ) {
            int start = sorted.get(i).at();
            int last = start;
            int next = i;
            while (next < sorted.size() && sorted.get(next).end() <= start + WIDE)
                last = Math.max(last, sorted.get(next++).end());
            boolean several = next - i > 1;
            i = next;
            if (!several) continue;
            int length = last - start <= NARROW ? NARROW : WIDE;
            // Behind a header, a window must not ask for octets beyond its last field.
            int from = base == null ? Math.min(start, end - length) : last - length;
            if (from >= 0) windows.add(new Window(base, from, length));
        }
        return windows;
    }
}
