package sluice.bpf;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which neighbouring fields are loaded together. A load of eight octets costs what a load of one
 * does, and the checks of its bounds are half of that. Only fields that are wanted on one way
 * through the program gain by it.
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

    /**
     * Octets that are loaded at once.
     *
     * @param base what the offset is added to, 0 for an absolute load
     * @param start the offset
     * @param length 4 or 8
     */
    record Window(Expr base, int start, int length) {
        int end() {
            return start + length;
        }

        boolean holds(int at, int size) {
            return at >= start && at + size <= end();
        }
    }

    private final boolean careful;
    private final long entryOctets;
    private final Map<Expr, List<Window>> windows = new HashMap<>();

    private Layout(FlowGraph graph) {
        careful = false;
        long octets = 0;
        for (Block block : graph.blocks())
            for (Step step : block.steps())
                if (step instanceof Step.Guard(long end) && end <= ENTRY_OCTETS_MAX)
                    octets = Math.max(octets, end);
        entryOctets = octets;
        Reach reach = new Reach(graph);
        Fields.of(graph).forEach((base, fields) -> windows.put(base, find(base, fields, reach)));
    }

    private Layout() {
        careful = true;
        entryOctets = 0;
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
            case Expr.Load(int at, int size) -> window(Expr.Const.ZERO, at, size);
            case Expr.HeaderLength(int at) -> window(Expr.Const.ZERO, at, 1);
            case Expr.LoadAt(Expr base, int at, int size) -> window(base, at, size);
            default -> null;
        };
    }

    private @Nullable Window window(Expr base, int at, int size) {
        for (Window window : windows.getOrDefault(base, List.of()))
            if (window.holds(at, size)) return window;
        return null;
    }

    /** A guard for the whole of every window in which it ends; other steps as they are. */
    Step raised(Step step) {
        if (!(step instanceof Step.GuardAt(Expr base, long end))) return step;
        long raised = end;
        for (Window window : windows.getOrDefault(base, List.of()))
            if (window.start() < end && end <= window.end())
                raised = Math.max(raised, window.end());
        return new Step.GuardAt(base, raised);
    }

    /** True if guards behind {@code base} may ask for more than their loads need. */
    boolean raises(Expr base) {
        return !windows.getOrDefault(base, List.of()).isEmpty();
    }

    private List<Window> find(Expr base, NavigableMap<Fields.Field, BitSet> fields, Reach reach) {
        boolean absolute = base.equals(Expr.Const.ZERO);
        List<Window> found = new ArrayList<>();
        List<Fields.Field> left = new ArrayList<>(fields.keySet());
        if (absolute) left.removeIf(field -> field.end() > entryOctets);
        while (!left.isEmpty()) {
            Fields.Field first = left.removeFirst();
            BitSet blocks = new BitSet();
            blocks.or(Objects.requireNonNull(fields.get(first)));
            int end = first.end();
            boolean several = false;
            for (var fieldsLeft = left.iterator(); fieldsLeft.hasNext(); ) {
                Fields.Field field = fieldsLeft.next();
                if (field.at() >= first.at() + WIDE) break;
                BitSet others = Objects.requireNonNull(fields.get(field));
                if (field.end() > first.at() + WIDE || !reach.onOneWay(blocks, others)) continue;
                blocks.or(others);
                end = Math.max(end, field.end());
                several = true;
                fieldsLeft.remove();
            }
            if (!several) continue;
            int length = end - first.at() <= NARROW ? NARROW : WIDE;
            // Behind a header, a window must not ask for octets beyond its last field.
            int start = absolute ? Math.min(first.at(), (int) entryOctets - length) : end - length;
            if (start >= 0) found.add(new Window(base, start, length));
        }
        return found;
    }
}
