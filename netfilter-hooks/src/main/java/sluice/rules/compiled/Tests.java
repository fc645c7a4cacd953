package sluice.rules.compiled;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules that no index holds, in order, each with one quick test of a field; a rule without a test
 * is let through. Neighbours that look at the same bits of the same field make a run, whose bounds
 * lie side by side in arrays.
 */
final class Tests {
    private static final int NO_FIELD = -1;

    private final int[] rules;
    private final int[] runs;
    private final long[] from;
    private final long[] spans;
    private final Run[] kinds;

    /** A rule, the number of the field its test looks at, and the test. */
    record Entry(int rule, int field, @Nullable Condition condition) {
        static Entry always(int rule) {
            return new Entry(rule, NO_FIELD, null);
        }
    }

    /**
     * What a run's tests have in common.
     *
     * @param end place behind its last one
     */
    private record Run(int end, int field, long mask, boolean inverted) {
        boolean takes(Entry entry) {
            Condition condition = entry.condition();
            if (condition == null) return field == NO_FIELD;
            return entry.field() == field
                    && condition.mask() == mask
                    && condition.inverted() == inverted;
        }
    }

    Tests(List<Entry> entries) {
        int count = entries.size();
        rules = new int[count];
        runs = new int[count];
        from = new long[count];
        spans = new long[count];
        List<Run> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Entry entry = entries.get(i);
            Condition condition = entry.condition();
            if (made.isEmpty() || !made.getLast().takes(entry)) {
                made.add(
                        condition == null
                                ? new Run(i, NO_FIELD, 0, false)
                                : new Run(
                                        i, entry.field(), condition.mask(), condition.inverted()));
            }
            Run run = made.removeLast();
            made.add(new Run(i + 1, run.field(), run.mask(), run.inverted()));
            rules[i] = entry.rule();
            runs[i] = made.size() - 1;
            if (condition == null) continue;
            from[i] = condition.from()[0];
            spans[i] = condition.to()[0] - condition.from()[0] + Long.MIN_VALUE;
        }
        kinds = made.toArray(Run[]::new);
    }

    int count() {
        return rules.length;
    }

    int rule(int at) {
        return rules[at];
    }

    /** The first place from {@code at} on whose test holds, or {@link #count}. */
    int next(int at, long[] numbers, boolean[] there) {
        int place = at;
        while (place < rules.length) {
            Run run = kinds[runs[place]];
            if (run.field() == NO_FIELD) return place;
            int end = run.end();
            if (there[run.field()]) {
                long biased = (numbers[run.field()] & run.mask()) + Long.MIN_VALUE;
                place = run.inverted() ? outside(place, end, biased) : within(place, end, biased);
                if (place < end) return place;
            }
            place = end;
        }
        return place;
    }

    private int within(int at, int end, long biased) {
        for (int i = at; i < end; i++) if (biased - from[i] <= spans[i]) return i;
        return end;
    }

    private int outside(int at, int end, long biased) {
        for (int i = at; i < end; i++) if (biased - from[i] > spans[i]) return i;
        return end;
    }
}
