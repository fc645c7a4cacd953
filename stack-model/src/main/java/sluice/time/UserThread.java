package sluice.time;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A user program's thread, and the calls by which the program waits and uses time.
 *
 * <p>Inside stands a virtual thread that hands a baton back and forth with the run: exactly one of
 * them runs. The two semaphores are the hand-over and order all memory between the sides.
 */
public final class UserThread {
    /**
     * Calls a program may make at one instant of virtual time before it is taken to be spinning for
     * ever.
     */
    public static final int CALLS_AT_ONE_INSTANT_MAX = 1_000_000;

    /**
     * System property: wall seconds that a program may hold the baton before it is given up. Only a
     * program that computes for ever without a call gets there.
     */
    static final String SILENT_SECONDS_MAX = "sluice.program.silentSecondsMax";

    private static final long SILENT_SECONDS_MAX_DEFAULT = 20;

    private final String name;
    private final Cpu cpu;
    private final VirtualScheduler scheduler;
    private final UserProgram program;
    private final Semaphore toProgram = new Semaphore(0);
    private final Semaphore toRun = new Semaphore(0);
    private int priority;

    private @Nullable Thread thread;
    private boolean ended;
    private boolean stopping;
    private boolean waiting;
    private @Nullable WaitableEvent awaited;
    private boolean timedOut;
    private long timesWaited;
    private final Timer timeout;
    private @Nullable Throwable failure;
    private long lastCallNanos = -1;
    private int callsAtInstant;
    private boolean yielded;
    private final long silentSecondsMax =
            Long.getLong(SILENT_SECONDS_MAX, SILENT_SECONDS_MAX_DEFAULT);

    /** Set by the run while the program runs on unasked; it must touch nothing any more. */
    private volatile boolean givenUp;

    long remainingNanos;
    long quantumLeftNanos;
    long usedNanos;
    long readySinceNanos;

    UserThread(
            String name, int priority, UserProgram program, Cpu cpu, VirtualScheduler scheduler) {
        this.name = name;
        this.program = program;
        this.cpu = cpu;
        this.scheduler = scheduler;
        this.timeout = scheduler.timer(cpu.thread(), this::timeoutExpired);
        setPriority(priority);
    }

    /** The program's name in traces. */
    public String name() {
        return name;
    }

    /** Current priority, 1 to 31; higher runs first. */
    public int priority() {
        return priority;
    }

    /**
     * Changes the priority; may be called by a driver while the program runs. Takes effect at the
     * next dispatch.
     */
    public void setPriority(int value) {
        if (value < 1 || value > 31)
            throw new IllegalArgumentException("priority " + value + " is not in 1..31");
        priority = value;
        cpu.askDispatch();
    }

    /** Whether the program has returned, failed or been stopped. */
    public boolean ended() {
        return ended;
    }

    /** What the program threw, if it did. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** CPU time used so far. */
    public long usedNanos() {
        return usedNanos;
    }

    /** How often it called to wait or sleep, whether or not it had to. */
    public long timesWaited() {
        return timesWaited;
    }

    // ---- called by the program -------------------------------------------------------------

    /** Virtual time. */
    public long nowNanos() {
        return scheduler.nowNanos();
    }

    /** Uses the CPU for {@code nanos}; higher threads and interrupts come in between. */
    public void compute(long nanos) {
        countCall();
        if (nanos <= 0) return;
        remainingNanos = nanos;
        handBack();
    }

    /**
     * Enters the kernel once: uses the CPU for the price of a system call, and is a point where a
     * higher thread that became ready takes over even if the call is free.
     */
    public void systemCall() {
        long price = cpu.costs().systemCallNanos();
        if (price > 0) {
            compute(price);
            return;
        }
        countCall();
        if (cpu.higherIsReady(priority)) handBack();
    }

    /** Lets others of the same priority run. */
    public void yieldCpu() {
        countCall();
        yielded = true;
        handBack();
    }

    /** Waits for {@code nanos}. */
    public void sleep(long nanos) {
        countCall();
        timeout.arm(Math.max(0, nanos));
        waiting = true;
        timesWaited++;
        handBack();
    }

    /** Waits until the event is signalled; an auto-reset event is taken by this. */
    public void await(WaitableEvent event) {
        await(event, Long.MAX_VALUE);
    }

    /**
     * Waits until the event is signalled or the time is over.
     *
     * @return false if the time was over first
     */
    public boolean await(WaitableEvent event, long timeoutNanos) {
        countCall();
        timesWaited++;
        if (event.take()) return true;
        waiting = true;
        awaited = event;
        timedOut = false;
        event.addWaiter(this);
        if (timeoutNanos != Long.MAX_VALUE) timeout.arm(Math.max(0, timeoutNanos));
        handBack();
        return !timedOut;
    }

    /** Whether the caller is this thread's code, or what has interrupted it. */
    public boolean isCaller() {
        return Thread.currentThread() == thread;
    }

    private void countCall() {
        if (stopping || givenUp) throw new Stopped();
        // The baton is handed back by who has it; from elsewhere the run would stand still.
        if (Thread.currentThread() != thread)
            throw scheduler.refuseWait("program " + name + " was to wait, but is not running");
        scheduler.requireMayWait("program " + name);
        long now = scheduler.nowNanos();
        if (now != lastCallNanos) {
            lastCallNanos = now;
            callsAtInstant = 0;
        } else if (++callsAtInstant > CALLS_AT_ONE_INSTANT_MAX) {
            throw new IllegalStateException(
                    "program %s made %d calls at %d ns of virtual time without waiting or computing"
                            .formatted(name, callsAtInstant, now));
        }
    }

    /** Gives the baton back and sleeps until it comes again. */
    private void handBack() {
        toRun.release();
        toProgram.acquireUninterruptibly();
        if (stopping) throw new Stopped();
    }

    // ---- called by the run -----------------------------------------------------------------

    boolean wantsCpu() {
        return !ended && !waiting;
    }

    /** Whether the last hand-over gave up its turn among equals; asked once. */
    boolean takeYield() {
        boolean was = yielded;
        yielded = false;
        return was;
    }

    void use(long nanos) {
        usedNanos += nanos;
        quantumLeftNanos -= nanos;
    }

    /** Lets the program run until its next call that gives the baton back, or its end. */
    void resume() {
        if (ended) return;
        if (thread == null) {
            thread = Thread.ofVirtual().name(name).unstarted(this::body);
            thread.start();
        } else {
            toProgram.release();
        }
        awaitBaton();
    }

    private void awaitBaton() {
        boolean back = false;
        boolean interrupted = false;
        while (true) {
            try {
                back = toRun.tryAcquire(silentSecondsMax, TimeUnit.SECONDS);
                break;
            } catch (InterruptedException _) {
                interrupted = true; // the baton is not to be had earlier for that
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        if (back) return;
        givenUp = true;
        ended = true;
        failure =
                new IllegalStateException(
                        "program %s ran for %d s of wall time without a call and was given up"
                                .formatted(name, silentSecondsMax));
    }

    private void body() {
        try {
            program.run(this);
        } catch (Stopped | MachineStopped _) {
            // the run is over, or its machine has stopped
        } catch (Throwable thrown) {
            // Whatever it is, it is the program's failure and is reported as such.
            if (!givenUp) failure = thrown;
        } finally {
            ended = true;
            toRun.release();
        }
    }

    void wake() {
        if (!waiting) return;
        waiting = false;
        awaited = null;
        timeout.cancel();
        cpu.makeReady(this);
    }

    private void timeoutExpired() {
        WaitableEvent event = awaited;
        if (event != null) {
            event.removeWaiter(this);
            timedOut = true;
        }
        wake();
    }

    void stop() {
        if (ended) return;
        if (thread == null) {
            ended = true;
            return;
        }
        stopping = true;
        timeout.cancel();
        resume();
    }

    /**
     * Ends the program wherever it is, as a system does from outside: it does nothing more, not
     * even cleaning up. Nothing happens if it has ended. Called by the run, not by the program.
     */
    public void kill() {
        if (ended) return;
        if (Thread.currentThread() == thread)
            throw new IllegalStateException("program " + name + " was to kill itself");
        cpu.forget(this);
        WaitableEvent event = awaited;
        if (event != null) event.removeWaiter(this);
        remainingNanos = 0;
        stop();
    }

    /** Unwinds a program when the run is over; not an error. */
    private static final class Stopped extends Error {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("run is over", null, false, false);
        }
    }
}
