package sluice.ndis;

import sluice.time.Timer;

/**
 * A timer of a driver (NDIS_TIMER): its function runs at DISPATCH_LEVEL on the machine's first
 * processor, once, or once every period until it is cancelled.
 *
 * <p>Source: Microsoft, NdisSetTimer, NdisMSetPeriodicTimer, NdisCancelTimer.
 */
public final class NdisTimer {
    private static final String KIND = "timer";

    private final ObjectOwner owner;
    private final long periodNanos;
    private final Runnable function;
    private final Timer timer;

    NdisTimer(ObjectOwner owner, long periodNanos, Runnable function) {
        this.owner = owner;
        this.periodNanos = periodNanos;
        this.function = function;
        var host = owner.ndis.host();
        this.timer = host.scheduler().timer(host.cpu().deferred(), this::expired);
    }

    /** NdisSetTimer: expires so much later; an earlier setting is forgotten. */
    public void set(long delayNanos) {
        owner.calls(periodNanos == 0 ? NdisCall.SET_TIMER : NdisCall.SET_PERIODIC_TIMER);
        if (!timer.armed()) owner.acquired(this, KIND);
        timer.arm(delayNanos);
    }

    /**
     * NdisCancelTimer; a periodic one at PASSIVE_LEVEL only.
     *
     * @return whether it was set and had not expired
     */
    public boolean cancel() {
        owner.calls(NdisCall.CANCEL_TIMER);
        Irql now = owner.ndis.irql();
        if (periodNanos != 0 && now != Irql.PASSIVE)
            owner.report(IrqlRule.I09, "cancelled at " + now);
        if (!timer.armed()) return false;
        timer.cancel();
        owner.released(this, KIND);
        return true;
    }

    /** Whether it will expire. */
    public boolean isSet() {
        return timer.armed();
    }

    private void expired() {
        if (periodNanos == 0) owner.released(this, KIND);
        else timer.arm(periodNanos);
        owner.run(NdisHandler.TIMER, function);
    }
}
