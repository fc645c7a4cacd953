package sluice.inet.tcp;

/**
 * What was lost of what was sent, and what of that was sent again.
 *
 * <pre>
 *   acknowledged | sent again | lost, to be sent again | on its way
 *            una          repeated                  lostEdge       max
 * </pre>
 *
 * Loss is one notion for SACK (RFC 6675), duplicate acknowledgments without it (RFC 6582, counted
 * as octets that arrived somewhere) and the timer (all is lost): {@code lostEdge}.
 *
 * <p>What arrives in another order looks like a loss. It shows afterwards: by an echo of a time
 * stamp from before the repetition (RFC 3522), or because all that was sent again arrived twice
 * (RFC 3708). Then how far it was out of order is remembered, and so much more must arrive before
 * the next loss is believed (Linux {@code tcp_check_sack_reordering}, {@code tcp_try_undo_dsack}),
 * at most three quarters of what is on its way. One thread.
 */
final class Recovery {
    /** Ranges the other side may tell of; more are not remembered. */
    private static final int SACK_RANGES_MAX = 4096;

    private static final int DUPLICATES = 3;
    private static final int REORDERING_MAX = 300;

    private enum Loss {
        NONE,
        FAST_RECOVERY,
        TIMEOUT
    }

    private final Ranges sacked = new Ranges(SACK_RANGES_MAX);
    private final Repetitions repetitions = new Repetitions(sacked);
    private int segment = 536;
    private boolean hasSack;
    private Loss loss = Loss.NONE;
    private long recoveryPoint;
    private long lostEdge;
    private long repeated;
    private boolean repeatAtOnce;
    private int duplicates;
    private long taken;

    /** Segments by which something arrived out of order, at least {@link #DUPLICATES}. */
    private int reordering = DUPLICATES;

    /** Whether the last fast recovery may still turn out to have been none. */
    private boolean mayUndo;

    private long recoveryFrom;

    /** Octets sent again in it that are not known to have arrived twice. */
    private long again;

    private boolean hasRepeated;
    private int repeatedStamp;
    private long repeatedUpTo;
    private long highest;

    /** Both SYNs are through. */
    void start(long una, int segmentOctets, boolean sack) {
        segment = segmentOctets;
        hasSack = sack;
        recoveryPoint = una - 1;
        lostEdge = una;
        repeated = una;
    }

    void segmentOctets(int octets) {
        segment = octets;
    }

    boolean isFast() {
        return loss == Loss.FAST_RECOVERY;
    }

    // ---- what the other side tells

    /** Blocks that it has beyond what it acknowledges; octets that are new. */
    long sack(TcpSegment from, long acknowledged, Sender of) {
        if (!hasSack) return 0;
        long news = 0;
        for (int i = 0; i < from.sackBlocks; i++) {
            long left = of.position(from.sackLeft[i]);
            long right = of.position(from.sackRight[i]);
            // what is acknowledged already tells of a duplicate (RFC 2883)
            if (i == 0) arrivedTwice(left, right, acknowledged, of.una);
            if (left < of.una || right > of.max || left >= right) continue;
            highest = Math.max(highest, right);
            news += Math.max(0, sacked.add(left, right));
        }
        if (news > 0 && loss != Loss.NONE) {
            long reached = sacked.end(sacked.count() - 1) - DUPLICATES * (long) segment;
            repetitions.arrived(of.una, reached);
        }
        return news;
    }

    private void arrivedTwice(long left, long right, long acknowledged, long una) {
        boolean isDuplicate = right <= Math.max(una, acknowledged) && left < right;
        if (isDuplicate && mayUndo && left >= recoveryFrom) again -= right - left;
    }

    /**
     * Whether the last recovery turns out to have been for nothing; it ends then.
     *
     * @param isStamped whether {@code echo} is the echo of a time stamp, in a segment that
     *     acknowledges something new
     */
    boolean wasForNothing(boolean isStamped, int echo, long una, long max) {
        if (!mayUndo || !hasRepeated) return false;
        boolean original = isStamped && echo - repeatedStamp < 0;
        if (!original && again > 0) return false;
        mayUndo = false;
        long extent = (highest - recoveryFrom + segment - 1) / segment;
        reordering = (int) Math.min(REORDERING_MAX, Math.max(reordering, extent));
        if (loss == Loss.FAST_RECOVERY) end(una);
        duplicates = 0;
        return true;
    }

    /** Segments that must have arrived behind one that is thought lost. */
    private int threshold(long una, long max) {
        if (reordering == DUPLICATES) return DUPLICATES;
        long most = Math.max(DUPLICATES, (max - una) / segment * 3 / 4);
        return (int) Math.min(reordering, most);
    }

    /** It has {@code octets} more, up to {@code una}; whether the congestion window may grow. */
    boolean acknowledged(long una, long octets, long max) {
        sacked.forgetBefore(una);
        repeated = Math.max(repeated, una);
        lostEdge = Math.max(lostEdge, una);
        boolean wasFast = isFast();
        if (loss != Loss.NONE && una < recoveryPoint) {
            if (wasFast) partial(una, octets, max);
        } else {
            if (loss != Loss.NONE) end(una);
            duplicates = 0;
        }
        return !wasFast;
    }

    /** Acknowledged in part: the next octet is missing too (RFC 6582 section 3.2). */
    private void partial(long una, long octets, long max) {
        if (!hasSack) {
            duplicates = Math.max(0, duplicates - (int) ((octets - 1) / segment));
            repeated = una;
        }
        lostEdge = Math.max(lostEdge, Math.min(max, una + segment));
        if (hasSack) lostEdge = Math.max(lostEdge, lostBySack(una, max));
        repeatAtOnce = !hasSack;
    }

    private void end(long una) {
        loss = Loss.NONE;
        lostEdge = una;
        repeated = una;
        repetitions.clear();
        recoveryPoint = una - 1;
    }

    /** One more segment arrived behind a hole; whether recovery begins with it. */
    boolean duplicate(long una, long max) {
        duplicates++;
        if (loss == Loss.FAST_RECOVERY) {
            if (hasSack) lostEdge = Math.max(lostEdge, lostBySack(una, max));
            return false;
        }
        if (loss == Loss.TIMEOUT) return false;
        boolean isLost =
                duplicates >= threshold(una, max) || (hasSack && lostBySack(una, max) > una);
        if (!isLost || una <= recoveryPoint) return false;
        loss = Loss.FAST_RECOVERY;
        // what was sent again before could answer for what is sent again now
        mayUndo = repeatedUpTo <= una;
        hasRepeated = false;
        recoveryFrom = una;
        again = 0;
        recoveryPoint = max;
        repeated = una;
        repetitions.clear();
        lostEdge = Math.min(max, una + segment);
        if (hasSack) lostEdge = Math.max(lostEdge, lostBySack(una, max));
        repeatAtOnce = true;
        return true;
    }

    /** RFC 6675 IsLost: all before what has more than two segments sacked above it. */
    private long lostBySack(long una, long max) {
        long above = 0;
        int enough = threshold(una, max);
        for (int i = sacked.count() - 1; i >= 0; i--) {
            above += sacked.end(i) - sacked.start(i);
            if (above > (enough - 1L) * segment || sacked.count() - i >= enough) {
                return sacked.start(i);
            }
        }
        return una;
    }

    // ---- what this side finds out

    /** The retransmission timer has ended: everything is lost. */
    void timeout(long una, long max) {
        mayUndo = false;
        duplicates = 0;
        loss = Loss.TIMEOUT;
        everything(una, max);
    }

    /** The path takes no segment as large as those on their way. */
    void allIsTooLarge(long una, long max) {
        if (loss == Loss.NONE) loss = Loss.TIMEOUT;
        everything(una, max);
    }

    private void everything(long una, long max) {
        recoveryPoint = max;
        lostEdge = max;
        repeated = una;
        repetitions.clear();
        repeatAtOnce = true;
    }

    void forgetSacked() {
        sacked.clear();
    }

    void discard() {
        sacked.clear();
        repetitions.clear();
    }

    // ---- what is to be done

    /** Octets thought to be in the network (RFC 6675 SetPipe). */
    long inFlight(long una, long max) {
        long from = Math.max(una, lostEdge);
        long flight = max - from - sacked.covered(from, max);
        long again = Math.min(repeated, lostEdge);
        if (again > una) flight += again - una - sacked.covered(una, again);
        flight -= repetitions.lostOctets(una);
        if (!hasSack && loss != Loss.TIMEOUT) {
            flight -= Math.min(flight, (long) duplicates * segment);
        }
        return flight;
    }

    /** Whether something lost is to be sent again. */
    boolean hasLost(long una, long max) {
        return repetitions.isLost(una) || next(una) < Math.min(lostEdge, max);
    }

    /** Whether it is to be sent whatever is on its way. */
    boolean isDue() {
        return repeatAtOnce;
    }

    /** The first position lost and not sent again since. */
    private long next(long una) {
        long from = Math.max(una, repeated);
        int index = sacked.indexAfter(from);
        return index < sacked.count() && sacked.start(index) <= from ? sacked.end(index) : from;
    }

    /**
     * Something is sent again now, from {@link #taken}.
     *
     * @param edge of the other side's window; one that was taken back leaves one octet to ask with
     * @param stamp what the clock of time stamps shows
     * @return where it ends
     */
    long takeLost(long una, long max, long edge, int stamp) {
        long end = take(una, max, edge);
        if (!hasRepeated) {
            hasRepeated = true;
            repeatedStamp = stamp;
        }
        again += end - taken;
        repeatedUpTo = Math.max(repeatedUpTo, end);
        return end;
    }

    private long take(long una, long max, long edge) {
        if (repetitions.isLost(una)) {
            taken = repetitions.lostStart(una);
            long end = Math.min(repetitions.lostEnd(), taken + segment);
            repetitions.repeated(taken, end, max);
            return end;
        }
        long from = next(una);
        long to = Math.min(Math.min(lostEdge, max), from + segment);
        int index = sacked.indexAfter(from);
        if (index < sacked.count()) to = Math.min(to, sacked.start(index));
        if (edge < to) to = Math.max(from + 1, edge);
        repeatAtOnce = false;
        repeated = to;
        if (hasSack) repetitions.repeated(from, to, max);
        taken = from;
        return to;
    }

    /** Where the last {@link #takeLost} began. */
    long taken() {
        return taken;
    }
}
