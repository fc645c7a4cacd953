package sluice.report;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * The name that was probably meant: the nearest of the known ones by edits (insert, delete,
 * replace, swap of neighbours: optimal string alignment), if near enough.
 */
public final class Suggestions {
    /** Longer words are no misspelling of anything; the bound keeps hostile input cheap. */
    private static final int WORD_LENGTH_MAX = 64;

    private Suggestions() {}

    /**
     * The nearest known name, if at most a third of the letters differ; of equals the first. Upper
     * and lower case count as equal.
     */
    public static Optional<String> nearest(String word, Collection<String> known) {
        if (word.isEmpty() || word.length() > WORD_LENGTH_MAX) {
            return Optional.empty();
        }
        String wanted = word.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            int allowed = Math.max(1, Math.max(word.length(), candidate.length()) / 3);
            boolean alike =
                    distance <= allowed && distance < Math.min(word.length(), candidate.length());
            if (alike && distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code ; did you mean "passthru"?} or nothing: to be set after what was wrong. */
    public static String didYouMean(String word, Collection<String> known) {
        return nearest(word, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
    }

    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
