package sluice.live;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits by parking the thread: for shards whose doors are rings, whose other side calls {@link
 * #wake}.
 */
public final class ParkedWait implements IdleWait {
    private volatile @Nullable Thread waiter;
    private volatile boolean woken;

    /** A wait that nobody is in. */
    public ParkedWait() {}

    @Override
    public void await(long nanos) {
        if (waiter == null) waiter = Thread.currentThread();
        if (!woken) LockSupport.parkNanos(this, nanos);
        woken = false;
    }

    @Override
    public void wake() {
        woken = true; // before the waiter is looked at, who looks here after he named himself
        LockSupport.unpark(waiter);
    }
}
