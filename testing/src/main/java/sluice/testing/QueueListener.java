package sluice.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import sluice.defer.Deferral;
import sluice.defer.DeferralSink;
import sluice.defer.Outcome;

/**
 * The program behind a queue, played from a script: one answer for each packet as it comes, and
 * after the last answer every packet is held until the test decides.
 */
public final class QueueListener implements DeferralSink {
    /** What it does with one packet. */
    public enum Answer {
        /** Lets it go on, before the hook's walk has come back from the queue. */
        ACCEPT,
        /** Drops it at once, under {@link ProbeDrop#DROPPED_BY_SCRIPT}. */
        DROP,
        /** Keeps it until {@link QueueListener#finish}. */
        HOLD,
        /** Has no room for it. */
        REFUSE
    }

    private final HookBench bench;
    private final ArrayDeque<Answer> script;
    private final ArrayDeque<Deferral> held = new ArrayDeque<>();
    private final List<Frame> seen = new ArrayList<>();

    QueueListener(HookBench bench, List<Answer> script) {
        this.bench = bench;
        this.script = new ArrayDeque<>(script);
    }

    /** The packets it was offered, from their IP header on, in order. */
    public List<Frame> seen() {
        return List.copyOf(seen);
    }

    /** How many it holds; those whose hook or queue went away have left it. */
    public int held() {
        held.removeIf(deferral -> !deferral.isOpen());
        return held.size();
    }

    /** Lets the oldest packet it holds go on, or drops it; false if it holds none. */
    public boolean finish(Answer answer) {
        if (held() == 0) return false;
        Deferral oldest = held.removeFirst();
        bench.atThread(() -> oldest.finish(outcome(answer)));
        return true;
    }

    /**
     * Called by the queue.
     *
     * @return false for {@link Answer#REFUSE}
     */
    @Override
    public boolean offer(Deferral deferral) {
        seen.add(Frame.of(deferral.packet().toArray(), "queued"));
        Answer answer = script.isEmpty() ? Answer.HOLD : script.removeFirst();
        switch (answer) {
            case ACCEPT, DROP -> deferral.finish(outcome(answer));
            case HOLD -> held.add(deferral);
            case REFUSE -> {}
        }
        return answer != Answer.REFUSE;
    }

    private static Outcome outcome(Answer answer) {
        return switch (answer) {
            case ACCEPT -> Outcome.CONTINUE;
            case DROP -> Outcome.discard(ProbeDrop.DROPPED_BY_SCRIPT);
            case HOLD, REFUSE ->
                    throw new IllegalArgumentException(answer + " does not finish a packet");
        };
    }
}
