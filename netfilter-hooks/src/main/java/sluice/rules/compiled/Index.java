package sluice.rules.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The rules of one field by its number: the line of numbers is cut where an interval begins or
 * ends, and each piece has its rules in order. Single numbers alone are hashed.
 */
final class Index {
    /** Pieces one rule may lie in; one that lies in more is tested by itself. */
    static final int PIECES_MAX = 64;

    private static final int[] NONE = {};
    private static final long FLIP = Long.MIN_VALUE; // order without sign as order with sign
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    final Field field;
    private final long[] starts;
    private final int[][] rules;
    private final boolean hashed;
    private final int shift;

    /** A rule and what must hold of the field. */
    record Entry(int rule, Condition condition) {}

    private Index(Field field, long[] starts, int[][] rules, boolean hashed) {
        this.field = field;
        this.starts = starts;
        this.rules = rules;
        this.hashed = hashed;
        this.shift = hashed ? Long.numberOfLeadingZeros(starts.length - 1L) : 0;
    }

    /**
     * An index of rules in ascending order.
     *
     * @param refused is given the rules that lie in too many pieces
     */
    static Index of(Field field, List<Entry> entries, List<Entry> refused) {
        boolean single =
                entries.stream()
                        .allMatch(entry ->
                                Arrays.equals(entry.condition().from(), entry.condition().to()));
        return single ? hashed(field, entries) : cut(field, entries, refused);
    }

    private static Index hashed(Field field, List<Entry> entries) {
        var lists = new java.util.LinkedHashMap<Long, List<Integer>>();
        for (Entry entry : entries) {
            for (long number : entry.condition().from()) {
                List<Integer> list = lists.computeIfAbsent(number, _ -> new ArrayList<>());
                if (list.isEmpty() || list.getLast() != entry.rule()) list.add(entry.rule());
            }
        }
        int size = Math.max(4, Integer.highestOneBit(lists.size() * 2) * 2);
        long[] keys = new long[size];
        int[][] rules = new int[size][];
        var index = new Index(field, keys, rules, true);
        lists.forEach((number, list) -> {
            int slot = index.slot(number);
            while (rules[slot] != null) slot = (slot + 1) & (size - 1);
            keys[slot] = number;
            rules[slot] = list.stream().mapToInt(Integer::intValue).toArray();
        });
        return index;
    }

    private int slot(long number) {
        return (int) ((number * SPREAD) >>> shift);
    }

    private static Index cut(Field field, List<Entry> entries, List<Entry> refused) {
        var cuts = new TreeSet<Long>();
        cuts.add(FLIP);
        for (Entry entry : entries) {
            Condition condition = entry.condition();
            for (int i = 0; i < condition.from().length; i++) {
                cuts.add(condition.from()[i] ^ FLIP);
                if (condition.to()[i] != -1L) cuts.add((condition.to()[i] + 1) ^ FLIP);
            }
        }
        long[] starts = cuts.stream().mapToLong(Long::longValue).toArray();
        List<List<Integer>> lists = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) lists.add(new ArrayList<>());
        for (Entry entry : entries) if (!put(entry, starts, lists)) refused.add(entry);
        int[][] rules = new int[starts.length][];
        for (int i = 0; i < rules.length; i++)
            rules[i] = lists.get(i).stream().mapToInt(Integer::intValue).toArray();
        return new Index(field, starts, rules, false);
    }

    private static boolean put(Entry entry, long[] starts, List<List<Integer>> lists) {
        Condition condition = entry.condition();
        int count = 0;
        for (int i = 0; i < condition.from().length; i++)
            count += piece(starts, condition.to()[i]) - piece(starts, condition.from()[i]) + 1;
        if (count > PIECES_MAX) return false;
        for (int i = 0; i < condition.from().length; i++) {
            int last = piece(starts, condition.to()[i]);
            for (int at = piece(starts, condition.from()[i]); at <= last; at++) {
                List<Integer> list = lists.get(at);
                if (list.isEmpty() || list.getLast() != entry.rule()) list.add(entry.rule());
            }
        }
        return true;
    }

    private static int piece(long[] starts, long number) {
        long wanted = number ^ FLIP;
        int low = 0;
        int high = starts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= wanted) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /** The rules that may match a number, in order. */
    int[] rules(long number) {
        if (!hashed) return rules[piece(starts, number)];
        int mask = starts.length - 1;
        for (int slot = slot(number); ; slot = (slot + 1) & mask) {
            int[] found = rules[slot];
            if (found == null) return NONE;
            if (starts[slot] == number) return found;
        }
    }
}
