package sluice.inet.tcp;

/**
 * What was sent again during a recovery, so that a repetition that is lost itself is found without
 * waiting for the timer: data first sent after it has arrived, and it has not (Linux {@code
 * tcp_mark_lost_retrans}, before RACK). Bounded; what is forgotten waits for the timer. One thread.
 */
final class Repetitions {
    private static final int MAX = 1024;

    private final Ranges sacked;
    private final Ranges lost = new Ranges(MAX);
    private long[] starts = {};
    private long[] ends = {};

    /** Where new data began when this was sent again; never less than of the one before. */
    private long[] marks = {};

    private int first;
    private int count;

    /**
     * @param sacked what the other side has
     */
    Repetitions(Ranges sacked) {
        this.sacked = sacked;
    }

    void clear() {
        first = 0;
        count = 0;
        lost.clear();
    }

    /** Sent again, when {@code max} was the first position never sent. */
    void repeated(long start, long end, long max) {
        if (!lost.isEmpty()) lost.forgetBefore(end);
        if (count == starts.length) grow();
        if (count == starts.length) return;
        int at = (first + count++) & (starts.length - 1);
        starts[at] = start;
        ends[at] = end;
        marks[at] = max;
    }

    private void grow() {
        int size = Math.min(MAX, Math.max(16, 2 * starts.length));
        if (size == starts.length) return;
        starts = unrolled(starts, size);
        ends = unrolled(ends, size);
        marks = unrolled(marks, size);
        first = 0;
    }

    private long[] unrolled(long[] from, int size) {
        long[] to = new long[size];
        for (int i = 0; i < count; i++) to[i] = from[(first + i) & (from.length - 1)];
        return to;
    }

    /** All before {@code una} has arrived, and so has something after {@code reached}. */
    void arrived(long una, long reached) {
        while (count > 0) {
            long start = Math.max(una, starts[first]);
            long end = ends[first];
            boolean isThere = start >= end || sacked.covered(start, end) == end - start;
            if (!isThere) {
                if (marks[first] > reached) return;
                lost.add(start, end);
            }
            first = (first + 1) & (starts.length - 1);
            count--;
        }
    }

    /** Octets of lost repetitions that are still missing. */
    long lostOctets(long una) {
        if (lost.isEmpty()) return 0;
        lost.forgetBefore(una);
        long sum = 0;
        for (int i = 0; i < lost.count(); i++) {
            long length = lost.end(i) - lost.start(i);
            sum += length - sacked.covered(lost.start(i), lost.end(i));
        }
        return sum;
    }

    /** Whether there is one to be sent once more. */
    boolean isLost(long una) {
        while (!lost.isEmpty()) {
            lost.forgetBefore(una);
            if (lost.isEmpty()) return false;
            long end = lost.end(0);
            long start = lost.start(0);
            if (sacked.covered(start, end) < end - start) return true;
            lost.forgetBefore(end);
        }
        return false;
    }

    /** The first missing position of it. */
    long lostStart(long una) {
        long start = Math.max(una, lost.start(0));
        int index = sacked.indexAfter(start);
        boolean isThere = index < sacked.count() && sacked.start(index) <= start;
        return isThere ? sacked.end(index) : start;
    }

    /** Where it ends, or what the other side has begins. */
    long lostEnd() {
        long start = lostStart(0);
        int index = sacked.indexAfter(start);
        return index < sacked.count() ? Math.min(lost.end(0), sacked.start(index)) : lost.end(0);
    }
}
