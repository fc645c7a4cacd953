package sluice.time;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One simulated processor: three lanes, and the threads that compete for the lowest of them.
 *
 * <p>Work above THREAD runs to its end once started and is charged afterwards ({@link #charge});
 * until the charged time has passed, work of the same or a lower level waits and work of a higher
 * level comes in between, pushing the end of what it interrupted. With nothing charged, all work is
 * instantaneous.
 *
 * <p>Threads ({@link UserThread}) have a priority, higher runs first, and share equal priority by a
 * quantum, which is used up by computing in many small pieces as well as in one. Time that
 * interrupts and deferred work take while a thread computes is added to the end of its computing. A
 * thread that becomes ready takes the CPU from a lower one at once. Nothing lifts a starving
 * thread; {@link #starving} names it. Source for the rules: "Scheduling Priorities" and "Context
 * Switches" of the Windows documentation; the balance-set manager's lift (ndis.md section 14) is
 * not modelled.
 */
public final class Cpu {
    private final String name;
    private final Lane interrupt = new Lane(this, Level.INTERRUPT);
    private final Lane deferred = new Lane(this, Level.DEFERRED);
    private final Lane thread = new Lane(this, Level.THREAD);
    private final VirtualScheduler scheduler;
    private final CostTable costs;
    private final long quantumNanos;
    private final long[] busyUntil = new long[Level.values().length];
    private final boolean chargesInterrupts;
    private long workedNanos;
    private boolean everBusy;
    private boolean halted;

    private final List<UserThread> threads = new ArrayList<>();
    private final ArrayDeque<UserThread> ready = new ArrayDeque<>();
    private final Timer slice;
    private @Nullable UserThread current;
    private @Nullable UserThread lastRun;
    private long sliceStartNanos;
    private long sliceNanos;
    private long stolenNanos; // by work above THREAD, since the current thread got the CPU
    private boolean dispatchAsked;

    /**
     * A processor that belongs to one host; {@code quantumNanos} is the time slice among equal
     * priorities.
     */
    public Cpu(String name, VirtualScheduler scheduler, CostTable costs, long quantumNanos) {
        if (quantumNanos < 1)
            throw new IllegalArgumentException("quantum of " + quantumNanos + " ns");
        this.name = name;
        this.scheduler = scheduler;
        this.costs = costs;
        this.chargesInterrupts = costs.interruptNanos() > 0;
        this.quantumNanos = quantumNanos;
        this.slice = scheduler.timer(thread, this::sliceOver);
    }

    /** Name with the host's in front: {@code win1/cpu0}. */
    public String name() {
        return name;
    }

    /** Lane of interrupt service routines on this processor. */
    public Lane interrupt() {
        return interrupt;
    }

    /** Lane of deferred calls and softirqs on this processor. */
    public Lane deferred() {
        return deferred;
    }

    /** Lane of threads and processes on this processor. */
    public Lane thread() {
        return thread;
    }

    /** How long it has worked: all that was charged to it, and what programs computed. */
    public long workedNanos() {
        return workedNanos;
    }

    /** The host's cost table. */
    public CostTable costs() {
        return costs;
    }

    /**
     * Charges {@code nanos} of work to what is running on this CPU now; nothing happens for 0, or
     * when something else than this CPU is running.
     */
    public void charge(long nanos) {
        if (nanos <= 0) return;
        Lane running = scheduler.running();
        if (running.cpu != this) return;
        everBusy = true;
        workedNanos += nanos;
        scheduler.timeCharged();
        int level = running.level.ordinal();
        long now = scheduler.nowNanos();
        busyUntil[level] = Math.max(busyUntil[level], now) + nanos;
        boolean threadIsCharged = busyUntil[Level.THREAD.ordinal()] > now;
        for (int lower = level + 1; lower < busyUntil.length; lower++) {
            if (busyUntil[lower] > now) busyUntil[lower] += nanos;
        }
        boolean aboveThreads = running.level != Level.THREAD;
        if (aboveThreads && current != null && (slice.armed() || !threadIsCharged)) {
            stolenNanos += nanos; // else the thread's own clock has just been moved on
        }
    }

    /**
     * Stops for good: work of its lanes that waits or comes later never runs. What is running now
     * goes on to its end, or until it is unwound by {@link MachineStopped}.
     */
    public void halt() {
        halted = true;
    }

    /** Whether it has stopped for good. */
    public boolean halted() {
        return halted;
    }

    /** Whether an interrupt takes time here. */
    boolean chargesInterrupts() {
        return chargesInterrupts;
    }

    /**
     * How urgent what it does at {@code atNanos} is, as far as is known now: 0 for threads or
     * nothing, more for deferred work, most for an interrupt.
     */
    int urgency(long atNanos) {
        int most = Level.THREAD.ordinal();
        Lane running = scheduler.running();
        if (running.cpu == this) most = running.level.ordinal();
        for (int level = 0; level < most; level++) if (busyUntil[level] > atNanos) most = level;
        return Level.THREAD.ordinal() - most;
    }

    long freeAt(Level level) {
        if (!everBusy) return 0;
        long free = 0;
        for (int i = 0; i <= level.ordinal(); i++) free = Math.max(free, busyUntil[i]);
        return free;
    }

    long localTime(long now, Level level) {
        return everBusy ? Math.max(now, busyUntil[level.ordinal()]) : now;
    }

    /**
     * Starts a user program as a thread of this CPU; it first runs when the CPU gets to it, not
     * during this call.
     *
     * @param priority 1 to 31 as on Windows, higher first
     * @throws IllegalStateException on the live clock, which does not wait for a program to hand
     *     the baton back
     */
    public UserThread start(String threadName, int priority, UserProgram program) {
        if (scheduler.isLive()) {
            throw new IllegalStateException(
                    name + ": program " + threadName + " needs virtual time, the world is live");
        }
        var started = new UserThread(threadName, priority, program, this, scheduler);
        threads.add(started);
        makeReady(started);
        return started;
    }

    void makeReady(UserThread woken) {
        woken.readySinceNanos = scheduler.nowNanos();
        woken.quantumLeftNanos = quantumNanos;
        ready.addLast(woken);
        askDispatch();
    }

    void askDispatch() {
        if (dispatchAsked) return;
        dispatchAsked = true;
        scheduler.schedule(0, thread, Cpu::dispatch, this);
    }

    private void dispatch() {
        dispatchAsked = false;
        UserThread best = best();
        if (current != null) {
            if (best == null || best.priority() <= current.priority()) return;
            UserThread preempted = current;
            pause(preempted);
            preempted.readySinceNanos = scheduler.nowNanos();
            ready.addFirst(preempted);
        }
        runNext();
    }

    private @Nullable UserThread best() {
        UserThread best = null;
        for (UserThread candidate : ready) {
            if (best == null || candidate.priority() > best.priority()) best = candidate;
        }
        return best;
    }

    /** Whether a thread of a higher priority waits for the CPU. */
    boolean higherIsReady(int priority) {
        for (UserThread candidate : ready) {
            if (candidate.priority() > priority) return true;
        }
        return false;
    }

    /**
     * Gives the CPU to ready threads until one of them uses time, or time was charged to one, or
     * none is left.
     */
    private void runNext() {
        while (true) {
            UserThread next = best();
            if (next == null || halted) return;
            ready.remove(next);
            current = next;
            stolenNanos = 0;
            if (next != lastRun) charge(costs.contextSwitchNanos());
            lastRun = next;
            if (next.remainingNanos == 0) {
                long began = scheduler.nowNanos();
                next.resume();
                next.use(scheduler.nowNanos() - began); // what was charged to it meanwhile
            }
            if (next.remainingNanos > 0) {
                sliceStartNanos = scheduler.nowNanos();
                sliceNanos = Math.min(next.remainingNanos, Math.max(1, next.quantumLeftNanos));
                slice.arm(sliceNanos);
                return;
            }
            current = null;
            if (next.wantsCpu()) readyAgain(next, next.takeYield());
            if (busyUntil[Level.THREAD.ordinal()] > scheduler.instantNanos()) {
                askDispatch(); // comes when that time has passed, and all else that falls into it
                return;
            }
        }
    }

    /** Back to the queue: to its end if it gave up its turn or used up its quantum. */
    private void readyAgain(UserThread running, boolean turnOver) {
        running.readySinceNanos = scheduler.nowNanos();
        if (turnOver || running.quantumLeftNanos <= 0) {
            running.quantumLeftNanos = quantumNanos;
            ready.addLast(running);
        } else {
            ready.addFirst(running);
        }
    }

    private long usedInSlice() {
        return Math.max(0, scheduler.nowNanos() - sliceStartNanos - stolenNanos);
    }

    private void sliceOver() {
        UserThread running = current;
        if (running == null) return;
        long left = sliceNanos - usedInSlice();
        if (left > 0) {
            slice.arm(left);
            return;
        }
        pause(running);
        readyAgain(running, false);
        runNext();
    }

    private void pause(UserThread running) {
        slice.cancel();
        long used = usedInSlice();
        running.remainingNanos = Math.max(0, running.remainingNanos - used);
        running.use(used);
        workedNanos += used;
        current = null;
    }

    /**
     * The threads of this CPU that have waited for it for at least {@code nanos}, longest first.
     */
    public List<Starving> starving(long nanos) {
        long now = scheduler.nowNanos();
        UserThread holder = current;
        return ready.stream()
                .filter(waiting -> now - waiting.readySinceNanos >= nanos)
                .map(waiting ->
                        new Starving(
                                waiting.name(),
                                waiting.readySinceNanos,
                                holder == null ? "" : holder.name()))
                .sorted((a, b) -> Long.compare(a.sinceNanos(), b.sinceNanos()))
                .toList();
    }

    /** The thread neither runs nor waits for its turn any more. */
    void forget(UserThread leaving) {
        ready.remove(leaving);
        if (current != leaving) return;
        pause(leaving);
        askDispatch();
    }

    /** All threads ever started here. */
    public List<UserThread> threads() {
        return List.copyOf(threads);
    }

    /**
     * Ends every program of this CPU that has not ended by itself; called once, when the run is
     * over.
     */
    public void stopAll() {
        threads.forEach(UserThread::stop);
    }

    /**
     * A thread that is ready and does not get the CPU.
     *
     * @param sinceNanos when it became ready
     * @param holder the thread that has the CPU now, or an empty string
     */
    public record Starving(String thread, long sinceNanos, String holder) {}
}
