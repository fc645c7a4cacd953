package sluice.ndis;

import java.util.ArrayDeque;
import sluice.time.Handler;
import sluice.trace.TraceSink;

/**
 * Changes to a running stack: pause, wait until nothing is under way, change, restart (Microsoft,
 * "Modifying a Running Driver Stack"). Drivers complete what they parked when they are paused;
 * frames that arrive or are sent meanwhile are lost under a reason.
 */
final class StackChanges {
    /** The state of the adapter's stack. */
    enum State {
        RUNNING,
        PAUSING,
        PAUSED
    }

    private static final Handler<StackChanges> APPLY = StackChanges::asked;

    private final NdisAdapter adapter;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private State state = State.RUNNING;
    private boolean asked;

    StackChanges(NdisAdapter adapter) {
        this.adapter = adapter;
    }

    State state() {
        return state;
    }

    /** Makes a change as soon as nothing is under way; before any packet was sent, at once. */
    void request(Runnable change) {
        if (adapter.untouched()) {
            change.run();
            return;
        }
        waiting.addLast(change);
        if (state != State.RUNNING) return;
        state = State.PAUSING;
        record("pausing");
        for (Layer at = adapter.top.below; at != null; at = at.below) at.pause();
        ask();
    }

    /** Something has come to its end. */
    void progress() {
        if (state == State.PAUSING && drained()) ask();
    }

    private boolean drained() {
        return adapter.underWay() == 0;
    }

    private void ask() {
        if (asked) return;
        asked = true;
        var host = adapter.host();
        host.scheduler().schedule(0, host.cpu().deferred(), APPLY, this);
    }

    private void asked() {
        asked = false;
        if (state != State.PAUSING || !drained()) return;
        state = State.PAUSED;
        record("paused");
        for (Runnable next = waiting.pollFirst(); next != null; next = waiting.pollFirst())
            next.run();
        state = State.RUNNING;
        for (Layer at = adapter.miniport; at != null; at = at.above) at.restart();
        record("running");
    }

    private void record(String what) {
        TraceSink trace = adapter.trace();
        if (trace == null) return;
        trace.accept(
                new NdisStep.StateChanged(
                        adapter.host().scheduler().nowNanos(),
                        adapter.miniport.place.name(),
                        what,
                        String.join(",", adapter.driverNames())));
    }
}
