package sluice.ndis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sluice.time.Handler;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;
import sluice.world.Host;

/**
 * The system's worker threads of one machine: work at PASSIVE_LEVEL that may wait. A worker that
 * waits keeps its piece of work; another one takes the next, so that nobody waits for somebody who
 * waits for him.
 *
 * <p>Differs: a live world has no threads that could wait; there the work runs, and a wait in it is
 * a breach of the caller's.
 */
final class PassiveWorkers {
    /** Of a system worker thread ("Delayed Work Queue"). */
    private static final int PRIORITY = 12;

    private static final Handler<Runnable> AT_ONCE = Runnable::run;
    private static final Handler<RuntimeException> FAIL =
            thrown -> {
                throw thrown;
            };

    private final Ndis ndis;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final WaitableEvent more = WaitableEvent.autoReset();
    private int idle;
    private int started;
    private final List<UserThread> threads = new ArrayList<>();

    PassiveWorkers(Ndis ndis) {
        this.ndis = ndis;
    }

    /** Runs {@code work} at PASSIVE_LEVEL, soon. */
    void run(Runnable work) {
        Host host = ndis.host();
        if (host.stopped()) return;
        if (host.scheduler().isLive()) {
            host.scheduler().schedule(0, host.cpu().thread(), AT_ONCE, work);
            return;
        }
        queue.addLast(work);
        if (queue.size() <= idle) {
            more.set();
            return;
        }
        idle++; // the new one will ask for work first of all
        host.cpu().start("system worker " + ++started, PRIORITY, this::serve);
    }

    /**
     * Whether handlers of PASSIVE_LEVEL are to be called later, in a thread where they may wait
     * ({@link NdisOptions#handlersMayWait}); not if the caller is in one of them.
     */
    boolean areCalledLater() {
        if (!ndis.options().handlersMayWait() || ndis.host().scheduler().isLive()) return false;
        return ndis.irql() != Irql.PASSIVE || caller() == null;
    }

    /** Calls a handler of PASSIVE_LEVEL, now or later, then goes on with what it answered. */
    void call(Supplier<NdisStatus> handler, Consumer<NdisStatus> then) {
        if (areCalledLater()) run(() -> then.accept(handler.get()));
        else then.accept(handler.get());
    }

    private void serve(UserThread me) {
        threads.add(me);
        idle--;
        while (true) {
            Runnable next = queue.pollFirst();
            if (next != null) {
                work(next);
                continue;
            }
            idle++;
            me.await(more);
            idle--;
        }
    }

    private void work(Runnable next) {
        try {
            next.run();
        } catch (RuntimeException thrown) {
            // A thread's failure would end the thread only; a breach is the run's.
            var host = ndis.host();
            host.scheduler().schedule(0, host.scheduler().wire(), FAIL, thrown);
        }
    }

    /** The worker that calls; null if it is none of them. */
    private @Nullable UserThread caller() {
        for (UserThread each : threads) if (each.isCaller()) return each;
        return null;
    }

    /** Whether the caller may wait; if not, that is a breach. */
    private UserThread requireMayWait(ObjectOwner who) {
        Irql now = ndis.irql();
        UserThread me = caller();
        if (now != Irql.PASSIVE) throw who.breach(IrqlRule.I02, "a wait at " + now);
        if (me == null)
            throw new IllegalStateException(
                    who.party + " was to wait, but not in a thread of the system's");
        return me;
    }

    void sleep(ObjectOwner who, long nanos) {
        UserThread me = requireMayWait(who);
        Object open = leave(who);
        me.sleep(nanos);
        resume(who, open);
    }

    boolean await(ObjectOwner who, WaitableEvent event, long timeoutNanos) {
        if (event.signalled() && ndis.irql() == Irql.PASSIVE) return true;
        UserThread me = requireMayWait(who);
        Object open = leave(who);
        boolean inTime = me.await(event, timeoutNanos);
        resume(who, open);
        return inTime;
    }

    /** Others run meanwhile: the handlers that are open here are none of theirs. */
    private @Nullable Object leave(ObjectOwner who) {
        IrqlRules levels = who.levels();
        return levels == null ? null : levels.suspend();
    }

    private void resume(ObjectOwner who, @Nullable Object open) {
        IrqlRules levels = who.levels();
        if (levels != null && open != null) levels.resume(open);
    }
}
