package sluice.ndis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The turn of the last send of one binding that each driver was given; few drivers are. */
final class LastTurns {
    private @Nullable Party[] parties = new @Nullable Party[2];
    private long[] turns = new long[2];
    private int count;

    private int placeOf(Party party) {
        for (int i = 0; i < count; i++) if (parties[i] == party) return i;
        return -1;
    }

    /** Notes a turn; returns the one before, or the least number. */
    long put(Party party, long turn) {
        int place = placeOf(party);
        if (place < 0) {
            if (count == turns.length) {
                parties = Arrays.copyOf(parties, 2 * count);
                turns = Arrays.copyOf(turns, 2 * count);
            }
            parties[count] = party;
            turns[count++] = turn;
            return Long.MIN_VALUE;
        }
        long before = turns[place];
        turns[place] = turn;
        return before;
    }

    /** What came after {@code turn} comes again. */
    void notAbove(Party party, long turn) {
        int place = placeOf(party);
        if (place >= 0) turns[place] = Math.min(turns[place], turn);
    }
}
