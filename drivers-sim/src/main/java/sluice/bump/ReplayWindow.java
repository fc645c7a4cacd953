package sluice.bump;

/**
 * Which of the last 64 sequence numbers were there (RFC 4303 section 3.4.3). A number is looked up
 * before the check value is, and noted only behind it.
 */
final class ReplayWindow {
    private static final int SIZE = 64;

    private long highest;
    private long seen;

    /** Whether a packet of this number may be new; 0 never is. */
    boolean mayBeNew(long number) {
        if (number == 0) return false;
        if (number > highest) return true;
        long behind = highest - number;
        return behind < SIZE && (seen >>> behind & 1) == 0;
    }

    /** Notes a number that {@link #mayBeNew}. */
    void note(long number) {
        if (number > highest) {
            long ahead = number - highest;
            seen = ahead >= SIZE ? 1 : seen << ahead | 1;
            highest = number;
        } else {
            seen |= 1L << (highest - number);
        }
    }
}
