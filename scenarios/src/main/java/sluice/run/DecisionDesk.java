package sluice.run;

import java.util.ArrayDeque;
import sluice.defer.Deferral;
import sluice.defer.DeferralSink;
import sluice.script.VerdictWord;
import sluice.time.WaitableEvent;
import sluice.userland.ProgramVerdict;

/**
 * Where parked packets wait for a user program, oldest first. Bounded: a full desk refuses, and the
 * driver or queue does what its verdict says of that.
 */
final class DecisionDesk implements DeferralSink {
    /** Packets that may wait at once. */
    static final int SLOTS = 1024;

    private final ArrayDeque<Deferral> waiting = new ArrayDeque<>();
    private final WaitableEvent filled = WaitableEvent.autoReset();
    private boolean open = true;
    private long offered;
    private long refused;
    private long continued;
    private long dropped;

    @Override
    public boolean offer(Deferral deferral) {
        offered++;
        if (waiting.size() >= SLOTS) {
            waiting.removeIf(earlier -> !earlier.isOpen()); // revoked ones must not keep slots
        }
        if (!open || waiting.size() >= SLOTS) {
            refused++;
            return false;
        }
        waiting.addLast(deferral);
        filled.set();
        return true;
    }

    /** Signalled when a packet comes. */
    WaitableEvent filled() {
        return filled;
    }

    /** The oldest that can still be decided, or null. */
    @org.jspecify.annotations.Nullable
    Deferral poll() {
        Deferral oldest = waiting.pollFirst();
        while (oldest != null && !oldest.isOpen()) {
            oldest = waiting.pollFirst();
        }
        return oldest;
    }

    /** Says what becomes of a packet that was polled here. */
    void finish(Deferral deferral, VerdictWord verdict) {
        switch (verdict) {
            case CONTINUE -> {
                continued++;
                deferral.finish(ProgramVerdict.YES.outcome());
            }
            case DROP -> {
                dropped++;
                deferral.finish(ProgramVerdict.NO.outcome());
            }
        }
    }

    /**
     * Decides the oldest {@code count} of those that wait now; those that come meanwhile wait on.
     */
    void decide(long count, VerdictWord verdict) {
        long left = Math.min(count, waiting.size());
        for (; left > 0; left--) {
            Deferral next = poll();
            if (next == null) {
                return;
            }
            finish(next, verdict);
        }
    }

    /** Takes no more; what waits is left to the driver or queue. */
    void close() {
        open = false;
        waiting.clear();
    }

    long waitingCount() {
        return waiting.stream().filter(Deferral::isOpen).count();
    }

    long offered() {
        return offered;
    }

    long refused() {
        return refused;
    }

    long continued() {
        return continued;
    }

    long dropped() {
        return dropped;
    }
}
