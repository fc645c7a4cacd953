package sluice.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of a comparison of two sides: counts by verdict and kind, and a list of each one. */
final class Comparison {
    static final String AS_RECORDED = "as recorded";
    static final String OTHERWISE = "otherwise";
    static final String RECORDED_ONLY = "recorded only";
    static final String OURS_ONLY = "ours only";

    /** Entries listed at most; the counts go on. */
    static final int LISTED_MAX = 100_000;

    /** Different sentences counted apart at most, of each verdict; more are counted as one. */
    private static final int KINDS_MAX = 1000;

    /**
     * The result for one frame.
     *
     * @param frame its number in the recording, or 0 if only we said it
     * @param differences the fields, "ours for recorded"
     * @param why the reason of it as a sentence, where one is known; else empty
     */
    record Compared(
            String verdict,
            String kind,
            String about,
            long frame,
            long nanos,
            List<String> differences,
            String why) {}

    /**
     * Results counted as one.
     *
     * @param what their kind with the fields that differ
     * @param why the reason they share, or empty
     */
    record Group(String what, String why) implements Comparable<Group> {
        private static final Comparator<Group> ORDER =
                Comparator.comparing(Group::what).thenComparing(Group::why);

        @Override
        public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }
    }

    private static final Group OTHERS = new Group("of other kinds", "");

    private final Map<String, Map<Group, Long>> groups = new LinkedHashMap<>();
    private final List<Compared> listed = new ArrayList<>();
    private long notListed;

    Comparison() {
        for (String verdict : List.of(AS_RECORDED, OTHERWISE, RECORDED_ONLY, OURS_ONLY)) {
            groups.put(verdict, new TreeMap<>());
        }
    }

    void add(Compared one) {
        String what =
                one.differences.isEmpty()
                        ? one.kind
                        : one.kind + ": " + String.join(", ", one.differences);
        var kind = new Group(what, one.why);
        Map<Group, Long> group = groups.computeIfAbsent(one.verdict, _ -> new TreeMap<>());
        boolean room = group.size() < KINDS_MAX || group.containsKey(kind);
        group.merge(room ? kind : OTHERS, 1L, Long::sum);
        if (listed.size() < LISTED_MAX) listed.add(one);
        else notListed++;
    }

    /** Counts by verdict, then by kind, differing fields and reason. */
    Map<String, Map<Group, Long>> groups() {
        return groups;
    }

    /** How many got this verdict. */
    long count(String verdict) {
        return groups.getOrDefault(verdict, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Each one, in the order of time, up to {@link #LISTED_MAX}. */
    List<Compared> listed() {
        listed.sort(Comparator.comparingLong(Compared::nanos).thenComparingLong(Compared::frame));
        return List.copyOf(listed);
    }

    /** How many are counted but not listed. */
    long notListed() {
        return notListed;
    }

    boolean isEmpty() {
        return listed.isEmpty();
    }

    /** Why something of this kind may stand on the recorded side alone; else empty. */
    static String usualReason(String kind) {
        return switch (kind) {
            case "ARP request", "neighbour solicitation" ->
                    "asked in vain: what waited for the answer never left and is not in the capture";
            case "MLD report", "IGMP" ->
                    "a group was joined or an interface came up, which no frame shows";
            case "router solicitation" -> "an interface came up, which no frame shows";
            default -> "";
        };
    }
}
