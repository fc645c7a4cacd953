package sluice.time;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Events in virtual time, run by one thread.
 *
 * <p>Events are ordered by (time, level, tie, sequence). Without a shuffle seed every tie is 0,
 * which leaves first-in first-out; with one, ties are drawn, and the same scenario runs in another
 * legal order. What must stay in order (the frames of a link, the packets of a queue) is kept so by
 * its component, which holds its own queue and schedules only "look at your queue".
 *
 * <pre>
 *   order key:  level 2 bits | tie 20 bits | sequence 41 bits
 * </pre>
 *
 * <p>They wait in a heap. Without a seed, what is due at once waits in a queue for each level
 * beside it: it comes in order already, and most of a packet's events are of this kind. Whichever
 * of the two holds the lower order key comes first, so the order is the heap's alone.
 *
 * <p>Time is moved by whoever runs it: from event to event, or, for a live world, along a monotonic
 * clock. The events and their order do not know.
 */
public final class VirtualScheduler implements Scheduler {
    private static final int SEQUENCE_BITS = 41;
    private static final int TIE_BITS = 20;
    private static final int NESTED_MAX = 4;
    private static final Handler<Timer> EXPIRE = Timer::expire;

    private final EventHeap heap = new EventHeap();
    private final DueEvents due = new DueEvents(); // all at the time now; empty under a seed
    private final Lane wire = new Lane(null, Level.WIRE);
    private final @Nullable SeededRandom ties;
    private final boolean live;
    private long now;
    private long sequence;
    private long eventsRun;
    private int nested;
    private int unbroken;
    private long waitsRefused;
    private Lane running = wire;
    private boolean
            charged; // whether any CPU was ever charged: if not, time is the same everywhere

    private WorkFailure containment = (_, _) -> false;
    private @Nullable Throwable thrown;
    private List<Object> thrownBy = List.of();

    private VirtualScheduler(@Nullable SeededRandom ties, boolean live) {
        this.ties = ties;
        this.live = live;
    }

    /** First-in first-out among events of one instant and level. */
    public static VirtualScheduler inOrder() {
        return new VirtualScheduler(null, false);
    }

    /** Ties drawn from {@code seed}. */
    public static VirtualScheduler shuffled(long seed) {
        return new VirtualScheduler(new SeededRandom(seed, "ties"), false);
    }

    /**
     * First-in first-out, its time moved along a monotonic clock by the one thread that runs it.
     * What needs time to stand still (user programs under the baton) is refused.
     */
    public static VirtualScheduler live() {
        return new VirtualScheduler(null, true);
    }

    /** Whether its time follows a monotonic clock. */
    public boolean isLive() {
        return live;
    }

    @Override
    public long nowNanos() {
        if (!charged) return now;
        Cpu cpu = running.cpu;
        return cpu == null ? now : cpu.localTime(now, running.level);
    }

    /** The instant of the event that runs, without what was charged since. */
    long instantNanos() {
        return now;
    }

    @Override
    public Lane wire() {
        return wire;
    }

    @Override
    public boolean wireAtOnce() {
        return ties == null && nowNanos() == now;
    }

    @Override
    public <A> void schedule(long delayNanos, Lane lane, Handler<? super A> handler, A argument) {
        if (delayNanos == 0 && ties == null && nowNanos() == now) {
            due.add(order(lane, 0), lane, handler, argument);
        } else {
            enqueue(delayNanos, lane, handler, argument);
        }
    }

    @Override
    public <A> boolean interrupt(Lane lane, Handler<? super A> routine, A argument) {
        if (!mayInterruptNow(lane)) {
            schedule(0, lane, routine, argument);
            return false;
        }
        runWork(lane, routine, argument);
        return true;
    }

    private boolean mayInterruptNow(Lane lane) {
        Cpu cpu = lane.cpu;
        return ties == null
                && !charged
                && running.level != Level.INTERRUPT
                && cpu != null
                && !cpu.chargesInterrupts()
                && !due.waitsAt(lane.levelIndex)
                && (heap.size() == 0 || heap.topTime() > now);
    }

    @Override
    public Timer timer(Lane lane, Runnable task) {
        return new Timer(this, lane, task);
    }

    int enqueueTimer(long delayNanos, Timer timer) {
        return enqueue(delayNanos, timer.lane, EXPIRE, timer);
    }

    private int enqueue(long delayNanos, Lane lane, Object work, @Nullable Object argument) {
        if (delayNanos < 0) throw new IllegalArgumentException("delay of " + delayNanos + " ns");
        long tie = ties == null ? 0 : ties.nextLong() >>> (64 - TIE_BITS);
        long time = nowNanos() + delayNanos;
        if (time < 0) time = Long.MAX_VALUE; // beyond the end of time: never
        return heap.add(time, order(lane, tie), lane, work, argument);
    }

    private long order(Lane lane, long tie) {
        return ((long) lane.levelIndex << (TIE_BITS + SEQUENCE_BITS))
                | (tie << SEQUENCE_BITS)
                | sequence++;
    }

    void remove(int event) {
        heap.remove(event);
    }

    /** Number of events that have run. */
    public long eventsRun() {
        return eventsRun;
    }

    /** Number of events that wait. */
    public int pending() {
        return due.size() + heap.size();
    }

    /** Time of the next event, or {@link Long#MAX_VALUE} if none waits. */
    public long nextEventNanos() {
        if (!due.isEmpty()) return now;
        return heap.size() == 0 ? Long.MAX_VALUE : heap.topTime();
    }

    /**
     * Runs events up to and including {@code untilNanos}, at most {@code eventsMax} of them.
     *
     * @return true if no event is left up to that time, false if the budget ended the run
     */
    public boolean run(long untilNanos, long eventsMax) {
        requireMayWait("the run");
        long budget = eventsMax;
        long last = Math.min(untilNanos, Long.MAX_VALUE - 1); // the end of time never comes
        while (nextEventNanos() <= last) {
            if (budget-- <= 0) return false;
            runNext();
        }
        if (untilNanos != Long.MAX_VALUE && untilNanos > now) now = untilNanos;
        return true;
    }

    /** Runs the next event; false if none waits. */
    public boolean runOne() {
        requireMayWait("the run");
        if (nextEventNanos() == Long.MAX_VALUE) return false;
        runNext();
        return true;
    }

    private void runNext() {
        if (due.isEmpty()) {
            runTop();
            return;
        }
        DueEvents.Event first = due.first();
        if (heap.size() > 0 && heap.topTime() == now && heap.topOrder() < first.order) runTop();
        else runDue(first);
    }

    private void runDue(DueEvents.Event event) {
        Lane lane = Objects.requireNonNull(event.lane);
        Object work = Objects.requireNonNull(event.work);
        Object argument = event.argument;
        due.removeFirst();
        Cpu cpu = charged ? lane.cpu : null;
        if (cpu != null) {
            long free = cpu.freeAt(lane.level);
            if (free > now) {
                heap.add(free, event.order, lane, work, argument);
                return;
            }
        }
        runWork(lane, work, argument);
    }

    private void runTop() {
        int slot = heap.topSlot();
        Lane lane = Objects.requireNonNull(heap.lane(slot));
        long time = heap.topTime();
        Cpu cpu = lane.cpu;
        if (cpu != null) {
            long free = cpu.freeAt(lane.level);
            if (free > time) {
                heap.postponeTop(free);
                return;
            }
        }
        now = time;
        Object work = Objects.requireNonNull(heap.handler(slot));
        Object argument = heap.argument(slot);
        heap.removeTop();
        runWork(lane, work, argument);
    }

    private void runWork(Lane lane, Object work, @Nullable Object argument) {
        Cpu cpu = lane.cpu;
        if (cpu != null && cpu.halted()) {
            if (argument instanceof Timer timer) timer.forget();
            return;
        }
        eventsRun++;
        Lane interrupted = running;
        running = lane;
        try {
            dispatch(work, argument);
        } catch (MachineStopped stopped) {
            if (isHalted(interrupted)) throw stopped; // what it came in between is over, too
        } catch (RuntimeException | Error failure) {
            remember(failure, work, argument);
            if (!containment.contained(thrownBy, failure)) throw failure;
            if (isHalted(interrupted)) throw new MachineStopped(interrupted.toString());
        } finally {
            running = interrupted;
        }
    }

    private static boolean isHalted(Lane lane) {
        Cpu cpu = lane.cpu;
        return cpu != null && cpu.halted();
    }

    /** Lets {@code handler} decide whether what work throws ends the run. */
    public void containBy(WorkFailure handler) {
        containment = handler;
    }

    /** The innermost work counts: an interrupt that came in within other work. */
    private void remember(Throwable failure, Object work, @Nullable Object argument) {
        if (failure == thrown) return;
        thrown = failure;
        if (argument instanceof Timer timer) thrownBy = List.of(timer.task);
        else thrownBy = argument == null ? List.of(work) : List.of(work, argument);
    }

    /**
     * What was scheduled when {@code failure} came out of it: a handler and its argument, or the
     * task of a timer. Empty if that is not known.
     */
    public List<Object> workThatThrew(Throwable failure) {
        return failure == thrown ? thrownBy : List.of();
    }

    @SuppressWarnings("unchecked") // schedule() paired handler and argument
    private static void dispatch(Object work, @Nullable Object argument) {
        ((Handler<@Nullable Object>) work).run(argument);
    }

    @Override
    public void interruptionPoint() {
        if (ties == null || nested >= NESTED_MAX || heap.size() == 0) return;
        if (heap.topTime() != now || running.level.ordinal() <= Level.INTERRUPT.ordinal()) return;
        Lane next = Objects.requireNonNull(heap.lane(heap.topSlot()));
        if (next.level != Level.INTERRUPT || (ties.nextLong() & 3) != 0) return;
        nested++;
        try {
            runTop();
        } finally {
            nested--;
        }
    }

    /** What runs from now on must not wait ({@code rcu_read_lock}, softirq); may be nested. */
    public void beginUnbroken() {
        unbroken++;
    }

    /** The other end of {@link #beginUnbroken}. */
    public void endUnbroken() {
        unbroken--;
    }

    /** How often somebody wanted to wait where that is not possible. */
    public long waitsRefused() {
        return waitsRefused;
    }

    /** Throws unless {@code who} may wait now. */
    void requireMayWait(String who) {
        if (unbroken > 0) throw refuseWait(who + " was to wait in a hook or handler that may not");
    }

    WaitRefused refuseWait(String why) {
        waitsRefused++;
        return new WaitRefused(why);
    }

    /** Time was charged to a CPU for the first time or again. */
    void timeCharged() {
        charged = true;
    }

    /** The processor whose work is running, or null if it is the wire's. */
    public @Nullable Cpu runningCpu() {
        return running.cpu;
    }

    /** How urgent what is running is; {@link Level#WIRE} between events. */
    public Level runningLevel() {
        return running.level;
    }

    /** The lane whose work is running; the wire's between events. */
    Lane running() {
        return running;
    }
}
