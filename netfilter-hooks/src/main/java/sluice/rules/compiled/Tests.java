package sluice.rules.compiled;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules that no index holds, in order, each with one quick test of a field, side by side in arrays;
 * a rule without a test is let through.
 */
final class Tests {
    private static final int NO_FIELD = -1;

    private final int[] rules;
    private final int[] fields;
    private final long[] masks;
    private final long[] from;
    private final long[] spans;
    private final boolean[] inverted;

    /** A rule, the number of the field its test looks at, and the test. */
    record Entry(int rule, int field, @Nullable Condition condition) {
        static Entry always(int rule) {
            return new Entry(rule, NO_FIELD, null);
        }
    }

    Tests(List<Entry> entries) {
        int count = entries.size();
        rules = new int[count];
        fields = new int[count];
        masks = new long[count];
        from = new long[count];
        spans = new long[count];
        inverted = new boolean[count];
        for (int i = 0; i < count; i++) {
            Entry entry = entries.get(i);
            rules[i] = entry.rule();
            fields[i] = entry.field();
            Condition condition = entry.condition();
            if (condition == null) continue;
            masks[i] = condition.mask();
            from[i] = condition.from()[0];
            spans[i] = condition.to()[0] - condition.from()[0] + Long.MIN_VALUE;
            inverted[i] = condition.inverted();
        }
    }

    int count() {
        return rules.length;
    }

    int rule(int at) {
        return rules[at];
    }

    /** The first place from {@code at} on whose test holds, or {@link #count}. */
    int next(int at, long[] numbers, boolean[] there) {
        int count = rules.length;
        for (int i = at; i < count; i++) {
            int field = fields[i];
            if (field < 0) return i;
            if (!there[field]) continue;
            long offset = (numbers[field] & masks[i]) - from[i];
            if (offset + Long.MIN_VALUE <= spans[i] != inverted[i]) return i;
        }
        return count;
    }
}
