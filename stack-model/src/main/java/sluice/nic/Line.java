package sluice.nic;

import java.util.Arrays;

/**
 * When one sender's frames are on the line: one after the other, each for as long as its bits take
 * at the rate. Parts of a nanosecond are carried to the next frame, so that a busy line keeps its
 * rate exactly.
 */
final class Line {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private long rateBitsPerSecond;
    private final int frameOctetsMin;
    private final int overheadOctets;
    private long freeAtNanos;
    private long carriedBitNanos;

    // When each frame that has waited begins, first in, first out: a ring that grows.
    private long[] begins = new long[16];
    private int head;
    private int count;

    /** A line of this rate, 0 for no limit; shorter frames are padded, each has the overhead. */
    Line(long rateBitsPerSecond, int frameOctetsMin, int overheadOctets) {
        this.rateBitsPerSecond = rateBitsPerSecond;
        this.frameOctetsMin = frameOctetsMin;
        this.overheadOctets = overheadOctets;
    }

    /** Its rate, 0 for no limit. */
    long rateBitsPerSecond() {
        return rateBitsPerSecond;
    }

    /** The rate of the frames that are given from now on. */
    void setRate(long bitsPerSecond) {
        if (bitsPerSecond < 0) throw new IllegalArgumentException("rate " + bitsPerSecond);
        rateBitsPerSecond = bitsPerSecond;
        carriedBitNanos = 0;
    }

    /** How many frames wait for the line at {@code now}, the one that is on it not counted. */
    int waiting(long now) {
        while (count > 0 && begins[head] <= now) {
            head = head + 1 == begins.length ? 0 : head + 1;
            count--;
        }
        return count;
    }

    /** Time from {@code now} until all frames given so far have left. */
    long nanosUntilFree(long now) {
        return Math.max(0, freeAtNanos - now);
    }

    /** Gives the line a frame; returns the time from {@code now} until its last bit has left. */
    long occupy(long now, int frameOctets) {
        if (rateBitsPerSecond == 0) return nanosUntilFree(now); // behind those of a former rate
        if (freeAtNanos > now) {
            remember(freeAtNanos);
        } else if (freeAtNanos < now) {
            freeAtNanos = now;
            carriedBitNanos = 0;
        }
        long bits = (Math.max(frameOctets, frameOctetsMin) + overheadOctets) * 8L;
        long bitNanos = bits * NANOS_PER_SECOND + carriedBitNanos;
        freeAtNanos += bitNanos / rateBitsPerSecond;
        carriedBitNanos = bitNanos % rateBitsPerSecond;
        return freeAtNanos - now;
    }

    private void remember(long beginsAtNanos) {
        if (count == begins.length) {
            long[] wider = Arrays.copyOf(begins, count * 2);
            for (int i = 0; i < count; i++) wider[i] = begins[(head + i) % count];
            begins = wider;
            head = 0;
        }
        int at = head + count;
        begins[at < begins.length ? at : at - begins.length] = beginsAtNanos;
        count++;
    }
}
