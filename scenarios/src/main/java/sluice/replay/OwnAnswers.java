package sluice.replay;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What our stack said, beside what the recorded one said.
 *
 * <p>Two frames are counterparts if they are of one kind and about the same thing; the first of
 * ours meets the first of theirs. When they were said is not compared. A frame is kept only until
 * its counterpart comes; what is left over at the end is "recorded only" or "ours only".
 */
final class OwnAnswers {
    /** Frames that may wait for their counterpart, both sides together. */
    static final int WAITING_MAX = 1 << 16;

    private record Said(long frame, long nanos, AnswerKind kind, FrameFacts facts) {}

    private final Map<String, ArrayDeque<Said>> recorded = new LinkedHashMap<>();
    private final Map<String, ArrayDeque<Said>> ours = new LinkedHashMap<>();
    private final Comparison comparison = new Comparison();
    private final boolean identificationCounts;
    private int waiting;
    private long notCompared;

    OwnAnswers(boolean identificationCounts) {
        this.identificationCounts = identificationCounts;
    }

    void recorded(long frame, long nanos, FrameFacts facts) {
        Said said = new Said(frame, nanos, AnswerKind.of(facts), facts);
        Said counterpart = take(ours, said.kind.key());
        if (counterpart == null) keep(recorded, said);
        else compare(said, counterpart);
    }

    void ours(long nanos, FrameFacts facts) {
        Said said = new Said(0, nanos, AnswerKind.of(facts), facts);
        Said counterpart = take(recorded, said.kind.key());
        if (counterpart == null) keep(ours, said);
        else compare(counterpart, said);
    }

    private @org.jspecify.annotations.Nullable Said take(
            Map<String, ArrayDeque<Said>> side, String key) {
        ArrayDeque<Said> queue = side.get(key);
        if (queue == null) return null;
        Said first = queue.poll();
        if (queue.isEmpty()) side.remove(key);
        if (first != null) waiting--;
        return first;
    }

    private void keep(Map<String, ArrayDeque<Said>> side, Said said) {
        if (waiting >= WAITING_MAX) {
            notCompared++;
            return;
        }
        waiting++;
        side.computeIfAbsent(said.kind.key(), _ -> new ArrayDeque<>()).add(said);
    }

    private void compare(Said theirs, Said mine) {
        var differences = FieldDifferences.between(theirs.facts, mine.facts, identificationCounts);
        add(
                differences.isEmpty() ? Comparison.AS_RECORDED : Comparison.OTHERWISE,
                theirs,
                differences,
                "");
    }

    private void add(String verdict, Said said, List<String> differences, String why) {
        String about = said.kind.key().substring(said.kind.kind().length()).strip();
        comparison.add(
                new Comparison.Compared(
                        verdict,
                        said.kind.kind(),
                        about,
                        said.frame,
                        said.nanos,
                        List.copyOf(differences),
                        why));
    }

    /** How many could not be compared for want of room. */
    long notCompared() {
        return notCompared;
    }

    /**
     * The result; nothing more is to come.
     *
     * @param unsent why frames of the recording did not leave our stack
     */
    Comparison finish(Unsent unsent) {
        for (ArrayDeque<Said> queue : recorded.values()) {
            for (Said said : queue) {
                String known = unsent.why(said.frame);
                String why = known.isEmpty() ? Comparison.usualReason(said.kind.kind()) : known;
                add(Comparison.RECORDED_ONLY, said, List.of(), why);
            }
        }
        for (ArrayDeque<Said> queue : ours.values()) {
            for (Said said : queue) add(Comparison.OURS_ONLY, said, List.of(), "");
        }
        recorded.clear();
        ours.clear();
        return comparison;
    }
}
