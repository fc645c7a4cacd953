package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.time.Cpu;

/**
 * A spin lock (NDIS_SPIN_LOCK): whoever holds it runs at DISPATCH_LEVEL, and others wait for it on
 * their processors without doing anything else. Waiting is charged to the processor that waits.
 *
 * <p>Work of the simulated processors never overlaps in the order of events, so a lock is found
 * held only by whoever holds it already, or by one who kept it when his handler returned: on
 * Windows both wait for ever.
 *
 * <p>Source: Microsoft, NdisAcquireSpinLock, NdisDprAcquireSpinLock, "Acquiring and Releasing Spin
 * Locks".
 */
public final class NdisSpinLock {
    private static final BugCode RELEASED_BY_DPR = new BugCode(0xC4, 0x41);

    private final ObjectOwner owner;
    private final String name;
    private @Nullable Cpu holder;
    private boolean byDpr;
    private Irql before = Irql.PASSIVE;
    private long freeSinceNanos;

    NdisSpinLock(ObjectOwner owner, String name) {
        this.owner = owner;
        this.name = name;
    }

    /** Its name, for findings. */
    public String name() {
        return name;
    }

    /** Whether anybody holds it. */
    public boolean isHeld() {
        return holder != null;
    }

    Party party() {
        return owner.party;
    }

    /** NdisAcquireSpinLock: raises the caller to DISPATCH_LEVEL. */
    public void acquire() {
        owner.calls(NdisCall.ACQUIRE_LOCK);
        take(false);
    }

    /** NdisReleaseSpinLock: lowers the caller to where it was. */
    public void release() {
        owner.calls(NdisCall.RELEASE_LOCK);
        give(false);
    }

    /** NdisDprAcquireSpinLock: for callers that run at DISPATCH_LEVEL already. */
    public void dprAcquire() {
        owner.calls(NdisCall.DPR_ACQUIRE_LOCK);
        Irql now = owner.ndis.irql();
        if (now != Irql.DISPATCH)
            owner.report(IrqlRule.I05, "NdisDprAcquireSpinLock of " + name + " at " + now);
        take(true);
    }

    /** NdisDprReleaseSpinLock. */
    public void dprRelease() {
        owner.calls(NdisCall.DPR_RELEASE_LOCK);
        give(true);
    }

    private void take(boolean dpr) {
        if (holder != null)
            throw owner.breach(IrqlRule.I04, name + " is held already, by " + owner.party);
        var host = owner.ndis.host();
        IrqlRules levels = owner.levels();
        if (levels != null) levels.acquiring(this);
        host.charge(freeSinceNanos - host.scheduler().nowNanos()); // others held it until then
        holder = host.runningCpu();
        byDpr = dpr;
        before = owner.ndis.raise(Irql.DISPATCH);
    }

    private void give(boolean dpr) {
        var host = owner.ndis.host();
        if (holder == null) throw owner.breach(IrqlRule.I04, name + " was released and not held");
        if (holder != host.runningCpu())
            throw owner.breach(IrqlRule.I04, name + " was released on " + host.runningCpu().name());
        if (dpr != byDpr)
            owner.report(
                    IrqlRule.I05, name + " was taken and released in two ways", RELEASED_BY_DPR);
        holder = null;
        freeSinceNanos = host.scheduler().nowNanos();
        IrqlRules levels = owner.levels();
        if (levels != null) levels.released(this);
        owner.ndis.lower(before);
    }

    @Override
    public String toString() {
        return name;
    }
}
