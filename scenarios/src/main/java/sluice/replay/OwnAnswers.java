package sluice.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the stack said by itself, beside what the recorded one said.
 *
 * <p>Two frames are counterparts if they are of one kind and about the same thing; the first of
 * ours meets the first of theirs. When they were said is not compared. What is left over is
 * "recorded only" or "ours only".
 */
final class OwnAnswers {
    /** Kept for comparison at most, on each side; more are counted but not compared. */
    static final int KEPT_MAX = 1 << 20;

    /** One answer, in the recording or of ours. */
    record Said(long frame, long nanos, AnswerKind kind, FrameFacts facts) {}

    /** The result for one answer. */
    record Compared(
            String verdict,
            String kind,
            String about,
            long frame,
            long nanos,
            List<String> differences) {
        static final String AS_RECORDED = "as recorded";
        static final String OTHERWISE = "otherwise";
        static final String RECORDED_ONLY = "recorded only";
        static final String OURS_ONLY = "ours only";
    }

    private final List<Said> recorded = new ArrayList<>();
    private final List<Said> ours = new ArrayList<>();
    private final boolean identificationCounts;
    private long notKept;

    OwnAnswers(boolean identificationCounts) {
        this.identificationCounts = identificationCounts;
    }

    void recorded(long frame, long nanos, FrameFacts facts) {
        keep(recorded, new Said(frame, nanos, AnswerKind.of(facts), facts));
    }

    void ours(long nanos, FrameFacts facts) {
        keep(ours, new Said(0, nanos, AnswerKind.of(facts), facts));
    }

    private void keep(List<Said> list, Said said) {
        if (list.size() < KEPT_MAX) list.add(said);
        else notKept++;
    }

    /** How many were not compared for want of room. */
    long notKept() {
        return notKept;
    }

    /** All answers, in the order of time. */
    List<Compared> compare() {
        Map<String, ArrayDeque<Said>> open = new HashMap<>();
        for (Said said : ours)
            open.computeIfAbsent(said.kind.key(), _ -> new ArrayDeque<>()).add(said);
        List<Compared> result = new ArrayList<>();
        for (Said said : recorded) {
            var counterparts = open.get(said.kind.key());
            Said counterpart = counterparts == null ? null : counterparts.poll();
            if (counterpart == null) {
                result.add(compared(Compared.RECORDED_ONLY, said, List.of()));
                continue;
            }
            var differences =
                    FieldDifferences.between(said.facts, counterpart.facts, identificationCounts);
            result.add(
                    compared(
                            differences.isEmpty() ? Compared.AS_RECORDED : Compared.OTHERWISE,
                            said,
                            differences));
        }
        for (var rest : open.values()) {
            for (Said said : rest) result.add(compared(Compared.OURS_ONLY, said, List.of()));
        }
        result.sort(Comparator.comparingLong(Compared::nanos));
        return result;
    }

    private static Compared compared(String verdict, Said said, List<String> differences) {
        String about = said.kind.key().substring(said.kind.kind().length()).strip();
        return new Compared(verdict, said.kind.kind(), about, said.frame, said.nanos, differences);
    }

    /** Why something stands on the recorded side alone, where the capture tells; else empty. */
    static String why(String verdict, String kind) {
        if (!verdict.equals(Compared.RECORDED_ONLY)) return "";
        return switch (kind) {
            case "ARP request", "neighbour solicitation" ->
                    "asked in vain: what waited for the answer never left and is not in the capture";
            case "MLD report", "IGMP" ->
                    "a group was joined or an interface came up, which no frame shows";
            case "router solicitation" -> "an interface came up, which no frame shows";
            default -> "";
        };
    }

    /** Counts by verdict, and for "otherwise" by the fields, for a person. */
    static Map<String, Map<String, Long>> grouped(List<Compared> all) {
        Map<String, Map<String, Long>> groups = new LinkedHashMap<>();
        for (String verdict :
                List.of(
                        Compared.AS_RECORDED,
                        Compared.OTHERWISE,
                        Compared.RECORDED_ONLY,
                        Compared.OURS_ONLY)) {
            groups.put(verdict, new TreeMap<>());
        }
        for (Compared one : all) {
            String what =
                    one.differences.isEmpty()
                            ? one.kind
                            : one.kind + ": " + String.join(", ", one.differences);
            groups.computeIfAbsent(one.verdict, _ -> new TreeMap<>()).merge(what, 1L, Long::sum);
        }
        return groups;
    }
}
