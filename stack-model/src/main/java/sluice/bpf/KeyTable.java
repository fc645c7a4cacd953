package sluice.bpf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of numbers in which one probe finds a number, or tells that it is not there.
 *
 * <p>The place of a number is the top bits of its product with an odd constant. The constant is
 * looked for until no two numbers share a place; a free place holds a number that belongs
 * elsewhere.
 *
 * @param keys the numbers at their places
 * @param multiplier the constant
 * @param shift what is shifted out of the product
 */
record KeyTable(int[] keys, int multiplier, int shift) {
    private static final int BITS_MAX = 14;
    private static final int TRIES = 400;
    private static final int GOLDEN = 0x9e3779b9;

    /**
     * Tables that hold {@code numbers}, which are different and at least one: one table where a
     * constant can be found, else each holds what was left over by those before it.
     */
    static List<KeyTable> of(int[] numbers) {
        List<KeyTable> tables = new ArrayList<>();
        int[] left = numbers;
        while (left.length > 0) {
            KeyTable table = whole(left);
            if (table == null) table = greedy(left);
            tables.add(table);
            KeyTable last = table;
            left = Arrays.stream(left).filter(number -> !last.holds(number)).toArray();
        }
        return tables;
    }

    /** Where {@code number} is if it is there. */
    int place(int number) {
        return (number * multiplier) >>> shift;
    }

    /** True if {@code number} is in the table. */
    boolean holds(int number) {
        return keys[place(number)] == number;
    }

    private static @Nullable KeyTable whole(int[] numbers) {
        // Twice as many places as numbers at the least; the last size is tried for any number.
        int bits = Math.max(2, 33 - Integer.numberOfLeadingZeros(numbers.length));
        for (; bits <= BITS_MAX; bits++) {
            int multiplier = GOLDEN;
            for (int i = 0; i < TRIES; i++) {
                int shift = Integer.SIZE - bits;
                if (isFree(numbers, multiplier, shift)) return filled(numbers, multiplier, shift);
                // An odd number that has nothing to do with the last.
                multiplier = (((multiplier * 0x01000193) ^ (multiplier >>> 15)) + 2 * i) | 1;
            }
        }
        return null;
    }

    private static KeyTable greedy(int[] numbers) {
        int bits = Math.min(BITS_MAX, 34 - Integer.numberOfLeadingZeros(numbers.length));
        // A constant of its own, so that what collided in one table does not in the next.
        return filled(numbers, (GOLDEN * (2 * numbers.length + 1)) | 1, Integer.SIZE - bits);
    }

    private static boolean isFree(int[] numbers, int multiplier, int shift) {
        long[] taken = new long[Math.max(1, (1 << (Integer.SIZE - shift)) / Long.SIZE)];
        for (int number : numbers) {
            int place = (number * multiplier) >>> shift;
            long bit = 1L << place;
            if ((taken[place / Long.SIZE] & bit) != 0) return false;
            taken[place / Long.SIZE] |= bit;
        }
        return true;
    }

    /** The first number for each place stays. */
    private static KeyTable filled(int[] numbers, int multiplier, int shift) {
        int[] keys = new int[1 << (Integer.SIZE - shift)];
        boolean[] taken = new boolean[keys.length];
        for (int number : numbers) {
            int place = (number * multiplier) >>> shift;
            if (taken[place]) continue;
            taken[place] = true;
            keys[place] = number;
        }
        // Zero belongs to place 0, so that in every other place it stands for "free".
        int elsewhere = 1;
        while ((elsewhere * multiplier) >>> shift == 0) elsewhere++;
        if (!taken[0]) keys[0] = elsewhere;
        return new KeyTable(keys, multiplier, shift);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyTable table
                && multiplier == table.multiplier
                && shift == table.shift
                && Arrays.equals(keys, table.keys);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keys) * 31 + multiplier;
    }

    @Override
    public String toString() {
        return "KeyTable of " + keys.length + " places";
    }
}
