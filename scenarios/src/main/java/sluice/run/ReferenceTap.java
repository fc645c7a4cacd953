package sluice.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import sluice.packet.Octets;
import sluice.report.Figures;

/**
 * A capture held against another one of the same traffic, record by record: what the reference has
 * and the capture has not was lost, and what the capture has and the reference has not is wrong.
 *
 * <p>Both are kept as one number for each record, made of its lengths and all its octets, and its
 * kind; so memory is some 18 octets for each packet.
 */
final class ReferenceTap {
    private static final String[] KINDS = {"ARP", "RARP", "ICMP", "IGMP", "TCP", "UDP", "IPv6"};
    private static final int ELSE = KINDS.length;
    private static final long PRIME = 0x100_0000_01b3L;

    private final String reference;
    private final Records expected = new Records();
    private final Records got = new Records();

    /** Held against the capture of that name. */
    ReferenceTap(String reference) {
        this.reference = reference;
    }

    /** The name of the capture it is held against. */
    String reference() {
        return reference;
    }

    /** Gets the records of the reference. */
    CapturedHandler expecting() {
        return expected;
    }

    /** Gets the records of the capture. */
    CapturedHandler checking() {
        return got;
    }

    /** Records, as numbers, in the order of their reading. */
    private static final class Records implements CapturedHandler {
        private long[] prints = new long[256];
        private byte[] kinds = new byte[256];
        private int count;

        /** Where each record is for the last time. */
        Map<Long, Integer> lastPlaces() {
            Map<Long, Integer> places = new HashMap<>();
            for (int i = 0; i < count; i++) places.put(prints[i], i);
            return places;
        }

        @Override
        public void captured(
                long timeNanos, byte[] octets, int offset, int capturedOctets, int wireOctets) {
            if (count == prints.length) {
                prints = Arrays.copyOf(prints, count * 2);
                kinds = Arrays.copyOf(kinds, count * 2);
            }
            long print = ((long) wireOctets << 32) | capturedOctets;
            for (int i = 0; i < capturedOctets; i++) print = (print ^ octets[offset + i]) * PRIME;
            prints[count] = print;
            kinds[count++] = (byte) kind(octets, offset, capturedOctets);
        }
    }

    private static int kind(byte[] octets, int offset, int length) {
        if (length < 14) return ELSE;
        int type = Octets.u16(octets, offset + 12);
        if (type == 0x0806) return 0;
        if (type == 0x8035) return 1;
        if (type == 0x86dd) return 6;
        if (type != 0x0800 || length < 24) return ELSE;
        return switch (octets[offset + 23]) {
            case 1 -> 2;
            case 2 -> 3;
            case 6 -> 4;
            case 17 -> 5;
            default -> ELSE;
        };
    }

    /**
     * How the two compare.
     *
     * @param sent records of the reference
     * @param same records of the capture that are the reference's, in its order
     * @param different records of the capture that are not
     * @param firstMissing number, from 1, of the first record of the reference that the capture has
     *     not; 0 if it has all
     * @param kinds of each kind that there was, sent and captured
     */
    record Outcome(long sent, long same, long different, long firstMissing, List<Kind> kinds) {
        /** Records of the reference that the capture has not. */
        long missing() {
            return sent - same;
        }
    }

    /** Records of one kind. */
    record Kind(String name, long sent, long captured) {}

    Outcome outcome() {
        long same = 0;
        long different = 0;
        long[] captured = new long[KINDS.length + 1];
        int at = 0;
        long firstMissing = 0;
        Map<Long, Integer> lastPlaces = Map.of();
        for (int i = 0; i < got.count; i++) {
            long print = got.prints[i];
            if (different > 0 && lastPlaces.getOrDefault(print, -1) < at) {
                different++;
                continue;
            }
            int found = at;
            while (found < expected.count && expected.prints[found] != print) found++;
            if (found == expected.count) {
                // looking through all once is enough: from now on it is known what can still come
                if (different++ == 0) lastPlaces = expected.lastPlaces();
                continue;
            }
            if (found > at && firstMissing == 0) firstMissing = at + 1L;
            at = found + 1;
            same++;
            captured[got.kinds[i]]++;
        }
        if (at < expected.count && firstMissing == 0) firstMissing = at + 1L;
        long[] sent = new long[KINDS.length + 1];
        for (int i = 0; i < expected.count; i++) sent[expected.kinds[i]]++;
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i <= ELSE; i++) {
            if (sent[i] > 0)
                kinds.add(new Kind(i == ELSE ? "else" : KINDS[i], sent[i], captured[i]));
        }
        return new Outcome(expected.count, same, different, firstMissing, kinds);
    }

    /** The comparison in words. */
    String did() {
        Outcome outcome = outcome();
        var kinds = new StringJoiner(", ", " (", ")");
        for (Kind kind : outcome.kinds()) {
            kinds.add(
                    "%s %s of %s"
                            .formatted(
                                    kind.name(),
                                    Figures.grouped(kind.captured()),
                                    Figures.grouped(kind.sent())));
        }
        double rate = outcome.sent() == 0 ? 0 : 100.0 * outcome.missing() / outcome.sent();
        return "of "
                + Figures.counted(outcome.sent(), "record")
                + " of "
                + reference
                + " the same "
                + Figures.grouped(outcome.same())
                + ", lost "
                + Figures.grouped(outcome.missing())
                + ", "
                + Math.round(rate * 1000) / 1000.0
                + " %"
                + (outcome.kinds().isEmpty() ? "" : kinds)
                + (outcome.different() > 0
                        ? ", not there " + Figures.grouped(outcome.different())
                        : "");
    }
}
