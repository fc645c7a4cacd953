package sluice.live;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sluice.time.VirtualScheduler;
import sluice.world.World;

/**
 * One platform thread that runs one live {@link World}, all its hosts included, along the monotonic
 * clock, and asks the world's doors for frames.
 *
 * <pre>
 *   turn:  read the clock once -> timers that are due -> doors, requests -> what they have caused
 *   idle:  turn and turn again for {@link ShardOptions#spinNanos} -> say "asleep" -> one more turn
 *          -> wait for a door, a wake-up or the next timer
 * </pre>
 *
 * <p>Between two idle turns it offers the processor to others. If somebody took it, who is perhaps
 * the peer whose answer it waits for, it does not spin for a while but sleeps at once.
 *
 * <p>The world belongs to the thread that made it until {@link #start}, then to the shard, and to
 * whoever sees the end ({@link #stop}, {@link #awaitEnd}) after that. In between others reach it by
 * {@link #ask}. Frames cross only in rings, see {@link RingNic}.
 *
 * <p>Time stands still within a turn, so what one burst of frames causes has one time.
 */
public final class Shard {
    /** Events of one turn, after which the doors have their turn whatever still waits. */
    private static final long EVENTS_PER_TURN_MAX = 20_000;

    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    /** Giving the processor up for a moment takes well below this if nobody else wants it. */
    private static final long CONTENDED_NANOS = 10_000;

    /** How long it does not spin after somebody else wanted the processor. */
    private static final long NO_SPIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What is held up at a door whose other side does not call back is tried this often. */
    private static final long HELD_UP_NANOS = 50_000;

    private final World world;
    private final VirtualScheduler scheduler;
    private final ShardOptions options;
    private final IdleWait idle;
    private final Door[] doors;
    private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<ShardEnd> end = new CompletableFuture<>();
    private final Thread thread;
    private final long originNanos;
    private volatile boolean stopping;
    private volatile boolean closed;

    /**
     * Set before the last look at doors and requests, read after something was published to them;
     * with a full fence on both sides one of the two sees the other.
     */
    private volatile boolean asleep;

    private Shard(World world, ShardOptions options, IdleWait idle, List<? extends Door> doors) {
        this.world = world;
        this.scheduler = world.scheduler();
        this.options = options;
        this.idle = idle;
        this.doors = doors.toArray(Door[]::new);
        this.originNanos = System.nanoTime() - scheduler.nowNanos();
        this.thread = Thread.ofPlatform().daemon().name(options.name()).unstarted(this::run);
    }

    /**
     * Starts the thread. {@code idle} is closed when it ends.
     *
     * @throws IllegalArgumentException if the world's time is virtual
     */
    public static Shard start(
            World world, ShardOptions options, IdleWait idle, List<? extends Door> doors) {
        if (!world.isLive()) {
            throw new IllegalArgumentException("a shard runs live worlds; this one is virtual");
        }
        var shard = new Shard(world, options, idle, doors);
        for (Door door : shard.doors) door.opened(shard);
        shard.thread.start();
        return shard;
    }

    /** The same for doors whose other side wakes the shard. */
    public static Shard start(World world, ShardOptions options, Door... doors) {
        return start(world, options, new ParkedWait(), List.of(doors));
    }

    /** The world; to be touched on the shard's thread only, or after the end. */
    public World world() {
        return world;
    }

    /** Nanoseconds of the world's clock, now; from any thread. */
    public long nowNanos() {
        return System.nanoTime() - originNanos;
    }

    /**
     * Tells the shard that something was put where a door will find it. From any thread; cheap
     * while the shard is awake.
     */
    public void wake() {
        VarHandle.fullFence(); // what was published is seen by the shard's last look, or asleep is
        if (asleep) idle.wake();
    }

    /**
     * Runs {@code question} on the shard's thread between two turns and waits for what it gives, or
     * throws what it threw; after the end, on the caller's thread. Not for the data path.
     */
    public <T> T ask(Supplier<T> question) {
        if (Thread.currentThread() == thread) return question.get();
        var answer = new CompletableFuture<T>();
        Runnable request =
                () -> {
                    try {
                        answer.complete(question.get());
                    } catch (Throwable thrown) { // the asker's, not the run's
                        answer.completeExceptionally(thrown);
                    }
                };
        requests.add(request);
        wake();
        // The shard says that it is closed before it empties the queue for the last time.
        if (closed) {
            end.join();
            if (requests.remove(request)) request.run();
        }
        return answer.join();
    }

    /**
     * Ends the thread after its turn and waits for that; the world is the caller's again. Not from
     * the shard's own thread.
     */
    public ShardEnd stop() {
        askToStop();
        return end.join();
    }

    /** Asks the thread to end after its turn and does not wait; from any thread. */
    public void askToStop() {
        stopping = true;
        wake();
    }

    /**
     * Waits up to {@code timeoutNanos} for the end.
     *
     * @return why, or null if it still runs
     * @throws InterruptedException if the caller was interrupted meanwhile
     */
    public @Nullable ShardEnd awaitEnd(long timeoutNanos) throws InterruptedException {
        try {
            return end.get(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.TimeoutException _) {
            return null;
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // ---- the shard's thread ----------------------------------------------------------------

    private void run() {
        ShardEnd why;
        try {
            why = turns();
        } catch (Throwable failure) { // whatever a driver throws: told to whoever waits
            why = new ShardEnd.Failed(failure);
        }
        closed = true;
        answerRequests();
        idle.close();
        end.complete(why);
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy; nothing depends on it
    private ShardEnd turns() {
        long idleSince = Long.MIN_VALUE;
        long spinAgainNanos = 0;
        while (!stopping) {
            if (turn()) {
                idleSince = Long.MIN_VALUE;
            } else {
                long now = nowNanos();
                if (idleSince == Long.MIN_VALUE) idleSince = now;
                if (now >= spinAgainNanos && now - idleSince < options.spinNanos()) {
                    Thread.yield();
                    long after = nowNanos();
                    // Somebody else had the processor: spinning would only keep it from him.
                    if (after - now > CONTENDED_NANOS) spinAgainNanos = after + NO_SPIN_NANOS;
                } else {
                    sleep();
                    idleSince = Long.MIN_VALUE;
                }
            }
            for (Door door : doors) {
                String why = door.goneBecause();
                if (why != null) return new ShardEnd.DoorGone(door.name(), why);
            }
        }
        return new ShardEnd.Stopped();
    }

    /** One turn; true if anything was done. */
    private boolean turn() {
        long now = nowNanos();
        long before = scheduler.eventsRun();
        scheduler.run(now, EVENTS_PER_TURN_MAX);
        int moved = 0;
        for (Door door : doors) moved += door.work();
        moved += answerRequests();
        if (moved > 0) scheduler.run(now, EVENTS_PER_TURN_MAX);
        return moved > 0 || scheduler.eventsRun() != before;
    }

    private void sleep() {
        asleep = true;
        VarHandle.fullFence(); // paired with the one in wake
        if (!turn() && !stopping) {
            long nanos = Math.min(WAIT_NANOS_MAX, scheduler.nextEventNanos() - nowNanos());
            for (Door door : doors) {
                if (door.isHeldUp()) nanos = Math.min(nanos, HELD_UP_NANOS);
            }
            if (nanos > 0) idle.await(nanos);
        }
        asleep = false;
    }

    private int answerRequests() {
        int answered = 0;
        for (Runnable next = requests.poll(); next != null; next = requests.poll()) {
            next.run();
            answered++;
        }
        return answered;
    }
}
