package sluice.userland;

import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/**
 * A handle to a synchronization event: auto-reset, not counting. A program that made the event may
 * set and reset it; one that opened an event of the kernel may only wait for it.
 */
public final class NamedEvent {
    private final WaitableEvent event;
    private final boolean existed;
    private final boolean full;

    NamedEvent(WaitableEvent event, boolean existed, boolean full) {
        this.event = event;
        this.existed = existed;
        this.full = full;
    }

    /** An event without a name; its maker may do everything, and pass the handle to a driver. */
    public static NamedEvent unnamed() {
        return new NamedEvent(WaitableEvent.autoReset(), false, true);
    }

    /** What to wait for. */
    public WaitableEvent waitable() {
        return event;
    }

    /** Whether it was there before this handle was opened. */
    public boolean existed() {
        return existed;
    }

    /** Whether {@link #set} and {@link #reset} are allowed by this handle. */
    public boolean maySet() {
        return full;
    }

    /** SetEvent, a system call of the program's. */
    public DeviceStatus set(UserThread self) {
        self.systemCall();
        if (!full) return DeviceStatus.ACCESS_DENIED;
        event.set();
        return DeviceStatus.SUCCESS;
    }

    /** ResetEvent, a system call of the program's. */
    public DeviceStatus reset(UserThread self) {
        self.systemCall();
        if (!full) return DeviceStatus.ACCESS_DENIED;
        event.reset();
        return DeviceStatus.SUCCESS;
    }
}
