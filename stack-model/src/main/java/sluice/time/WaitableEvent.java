package sluice.time;

import java.util.ArrayDeque;

/**
 * An event to wait for. Not counting: setting it twice before anyone waits is the same as setting
 * it once.
 *
 * <p>Auto-reset (Windows "synchronization event"): one waiter is released per signal. Otherwise
 * (notification event) all are, and it stays signalled until {@link #reset}.
 */
public final class WaitableEvent {
    private final boolean autoReset;
    private boolean signalled;
    private final ArrayDeque<UserThread> waiters = new ArrayDeque<>();

    private WaitableEvent(boolean autoReset, boolean signalled) {
        this.autoReset = autoReset;
        this.signalled = signalled;
    }

    /** An event that resets itself when one waiter has been released; not signalled at first. */
    public static WaitableEvent autoReset() {
        return new WaitableEvent(true, false);
    }

    /** An event that stays signalled until reset; not signalled at first. */
    public static WaitableEvent manualReset() {
        return new WaitableEvent(false, false);
    }

    /**
     * Signals: releases the longest waiter (auto-reset) or all, or stays signalled for the next.
     */
    public void set() {
        if (autoReset) {
            UserThread first = waiters.pollFirst();
            if (first == null) signalled = true;
            else first.wake();
            return;
        }
        signalled = true;
        for (UserThread waiter = waiters.pollFirst(); waiter != null; waiter = waiters.pollFirst())
            waiter.wake();
    }

    /** Takes the signal away. */
    public void reset() {
        signalled = false;
    }

    /** Whether a wait would return at once. */
    public boolean signalled() {
        return signalled;
    }

    boolean take() {
        boolean was = signalled;
        if (autoReset) signalled = false;
        return was;
    }

    void addWaiter(UserThread waiter) {
        waiters.addLast(waiter);
    }

    void removeWaiter(UserThread waiter) {
        waiters.remove(waiter);
    }
}
