package sluice.firewall.check;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A set of numbers from 0 to 2^bits - 1, as ranges that neither overlap nor touch, in order. */
record Values(int bits, List<Range> ranges) {
    /** Numbers from one to another, both included. */
    record Range(BigInteger from, BigInteger to) {}

    static BigInteger max(int bits) {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    static Values of(int bits, List<Range> ranges) {
        List<Range> sorted = new ArrayList<>();
        for (Range range : ranges) if (range.from.compareTo(range.to) <= 0) sorted.add(range);
        sorted.sort(Comparator.comparing(Range::from));
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            Range last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && range.from.compareTo(last.to.add(BigInteger.ONE)) <= 0)
                merged.set(merged.size() - 1, new Range(last.from, last.to.max(range.to)));
            else merged.add(range);
        }
        return new Values(bits, List.copyOf(merged));
    }

    static Values of(int bits, BigInteger from, BigInteger to) {
        return of(bits, List.of(new Range(from, to)));
    }

    Values complement() {
        List<Range> gaps = new ArrayList<>();
        BigInteger next = BigInteger.ZERO;
        for (Range range : ranges) {
            gaps.add(new Range(next, range.from.subtract(BigInteger.ONE)));
            next = range.to.add(BigInteger.ONE);
        }
        gaps.add(new Range(next, max(bits)));
        return of(bits, gaps);
    }

    Values and(Values other) {
        List<Range> common = new ArrayList<>();
        for (Range a : ranges) {
            for (Range b : other.ranges) common.add(new Range(a.from.max(b.from), a.to.min(b.to)));
        }
        return of(bits, common);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether all of it is in another one. */
    boolean within(Values other) {
        for (Range mine : ranges) {
            boolean found = false;
            for (Range range : other.ranges)
                found |= range.from.compareTo(mine.from) <= 0 && mine.to.compareTo(range.to) <= 0;
            if (!found) return false;
        }
        return true;
    }
}
