package sluice.ndis;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import sluice.time.Handler;
import sluice.trace.TraceSink;

/**
 * Changes to a running stack: pause, wait until nothing is under way, change, restart (Microsoft,
 * "Modifying a Running Driver Stack", "Stopping a Driver Stack", "Starting a Driver Stack").
 *
 * <pre>
 *   pause      bindings of NDIS 6, drivers from the top down, miniport; each when the one before is
 *   (wait)     what is under way comes home
 *   change
 *   restart    miniport, drivers from the bottom up, bindings of NDIS 6
 * </pre>
 *
 * <p>A driver that fails to restart is paused again. A filter is taken out and the stack goes on
 * without it, unless it is a mandatory one: then the whole stack is torn down. Under a miniport
 * that fails nothing is restarted until the next change (Microsoft, "Starting a Filter Module",
 * "Restarting a Driver Stack").
 *
 * <p>Drivers complete what they parked when they are paused; frames that arrive or are sent
 * meanwhile are lost under a reason.
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
    private boolean allPaused;
    private boolean restarting;
    private boolean stopped;
    private boolean held;

    /** The driver whose answer to pause or restart is awaited. */
    private @Nullable Layer answering;

    private boolean inHandler;

    /** How a restart went that was completed before its handler answered PENDING. */
    private NdisStatus saidInHandler = NdisStatus.SUCCESS;

    /** The driver that did not restart; those below it run. */
    private @Nullable Layer failed;

    StackChanges(NdisAdapter adapter) {
        this.adapter = adapter;
    }

    State state() {
        return state;
    }

    /** As the documents name it. */
    AdapterState adapterState() {
        if (adapter.life.isGone()) return AdapterState.HALTED;
        return switch (state) {
            case PAUSING -> AdapterState.PAUSING;
            case PAUSED -> AdapterState.PAUSED;
            case RUNNING -> restarting ? AdapterState.RESTARTING : AdapterState.RUNNING;
        };
    }

    /** Whether sends pass; receives may come as soon as the miniport's restart was called. */
    boolean sendsPass() {
        return state == State.RUNNING && !restarting;
    }

    /** Makes a change as soon as nothing is under way; before any packet was sent, at once. */
    void request(Runnable change) {
        if (adapter.untouched() && sendsPass()) {
            change.run();
            return;
        }
        if (state == State.PAUSED && held) {
            change.run();
            return;
        }
        waiting.addLast(change);
        begin();
    }

    /** Pauses, and stays paused until {@link #release}. */
    void hold() {
        if (stopped) return;
        held = true;
        begin();
    }

    /** Starts again what {@link #hold} paused; nothing if it is not held. */
    void release() {
        if (!held) return;
        held = false;
        if (state == State.PAUSED && !stopped) startAgain();
    }

    /** The next change is the last: nothing is started again after it. */
    void requestStop(Runnable change) {
        Runnable last =
                () -> {
                    stopped = true;
                    change.run();
                };
        if (state == State.PAUSED && held) {
            last.run();
            return;
        }
        waiting.addLast(last);
        begin();
    }

    private void begin() {
        Layer stuck = failed;
        if (stuck != null) {
            failed = null;
            state = State.PAUSING;
            allPaused = false;
            record("pausing");
            pauseFrom(stuck.below);
            return;
        }
        if (state != State.RUNNING || restarting) return;
        state = State.PAUSING;
        allPaused = false;
        record("pausing");
        adapter.life.tell(PnpEvent.Kind.PAUSE, () -> pauseFrom(adapter.top.below));
    }

    private void pauseFrom(@Nullable Layer at) {
        if (at == null) {
            allPaused = true;
            ask();
            return;
        }
        adapter.journal.began(at.party, Operation.ofPause(at.party));
        adapter.journal.state(at.party, AdapterState.PAUSING);
        answering = at;
        inHandler = true;
        adapter.ndis().workers().call(at::pause, status -> answeredPause(at, status));
    }

    private void answeredPause(Layer at, NdisStatus status) {
        if (isAwaited(status)) return;
        paused(at, status);
        pauseFrom(at.below);
    }

    /** A handler has returned; whether its answer is still to come. */
    private boolean isAwaited(NdisStatus status) {
        inHandler = false;
        if (status != NdisStatus.PENDING) answering = null;
        return answering != null;
    }

    private void paused(Layer at, NdisStatus status) {
        adapter.journal.ended(at.party, Operation.ofPause(at.party));
        boolean failed = status != NdisStatus.SUCCESS && status != NdisStatus.PENDING;
        if (failed && at == adapter.miniport)
            adapter.report(LifecycleRule.L03, at.party, status.ddkName() + " was answered");
        else if (failed)
            adapter.report(LifecycleRule.L06, at.party, status.ddkName() + " was answered");
        adapter.journal.state(at.party, AdapterState.PAUSED);
    }

    /** NdisMPauseComplete, NdisFPauseComplete. */
    void pauseComplete(Layer by) {
        requireAsked(by, state == State.PAUSING, "pause");
        if (inHandler) return;
        paused(by, NdisStatus.SUCCESS);
        pauseFrom(by.below);
    }

    /** NdisMRestartComplete, NdisFRestartComplete. */
    void restartComplete(Layer by, NdisStatus status) {
        requireAsked(by, restarting, "restart");
        if (inHandler) {
            saidInHandler = status;
            return;
        }
        Layer above = by.above;
        if (restarted(by, status)) restartFrom(above);
    }

    private void requireAsked(Layer by, boolean asked, String what) {
        if (answering != by || !asked)
            throw adapter.breach(LifecycleRule.L05, by.party, null, "no " + what + " is pending");
        answering = null;
    }

    /** Something has come to its end. */
    void progress() {
        if (state == State.PAUSING && drained()) ask();
    }

    private boolean drained() {
        WrapperFaults seeded = adapter.faults;
        return adapter.underWay() == 0 || (seeded != null && seeded.pauseEarly());
    }

    private void ask() {
        if (asked || !allPaused) return;
        asked = true;
        var host = adapter.host();
        host.scheduler().schedule(0, host.cpu().thread(), APPLY, this);
    }

    private void asked() {
        asked = false;
        if (state != State.PAUSING || !allPaused || !drained()) return;
        state = State.PAUSED;
        record("paused");
        if (adapter.underWay() > 0)
            adapter.report(LifecycleRule.L04, adapter.top.party, adapter.underWay() + " under way");
        adapter.ndis().workers().call(this::makeChanges, _ -> changed());
    }

    private NdisStatus makeChanges() {
        for (Runnable next = waiting.pollFirst(); next != null; next = waiting.pollFirst())
            next.run();
        return NdisStatus.SUCCESS;
    }

    private void changed() {
        if (!stopped && !held) startAgain();
    }

    private void startAgain() {
        state = State.RUNNING;
        restarting = true;
        restartFrom(adapter.miniport);
    }

    private void restartFrom(@Nullable Layer at) {
        if (at == null) {
            adapter.life.tell(PnpEvent.Kind.RESTART, this::running);
            return;
        }
        adapter.journal.began(at.party, Operation.RESTART);
        adapter.journal.state(at.party, AdapterState.RESTARTING);
        saidInHandler = NdisStatus.SUCCESS;
        answering = at;
        inHandler = true;
        adapter.ndis().workers().call(at::restart, status -> answeredRestart(at, status));
    }

    private void answeredRestart(Layer at, NdisStatus status) {
        if (isAwaited(status)) return;
        Layer above = at.above;
        NdisStatus said = status == NdisStatus.PENDING ? saidInHandler : status;
        if (restarted(at, said)) restartFrom(above);
    }

    /** Whether those above it are restarted next. */
    private boolean restarted(Layer at, NdisStatus status) {
        adapter.journal.ended(at.party, Operation.RESTART);
        if (status == NdisStatus.SUCCESS) {
            adapter.journal.state(at.party, AdapterState.RUNNING);
            return true;
        }
        adapter.journal.state(at.party, AdapterState.PAUSED);
        record("restart of " + at.name + " failed: " + status.ddkName());
        if (at != adapter.miniport && !at.isMandatory()) {
            adapter.stack.expel(at.name);
            return true;
        }
        restarting = false;
        state = State.PAUSED;
        failed = at;
        if (at != adapter.miniport) adapter.life.halt();
        else if (held || !waiting.isEmpty()) begin();
        return false;
    }

    private void running() {
        restarting = false;
        record("running");
        if (held || !waiting.isEmpty()) begin();
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
