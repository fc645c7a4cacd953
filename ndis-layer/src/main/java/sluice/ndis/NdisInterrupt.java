package sluice.ndis;

import java.util.function.BooleanSupplier;
import sluice.time.Cpu;
import sluice.time.Handler;

/**
 * A driver's interrupt: the routine at the level of the device, and the deferred part that it asks
 * for, on the same processor.
 *
 * <p>Source: Windows NT 4 DDK, NdisMRegisterInterrupt, MiniportISR, MiniportHandleInterrupt.
 */
public final class NdisInterrupt {
    private static final String KIND = "interrupt";
    private static final Handler<NdisInterrupt> DEFERRED = NdisInterrupt::runDeferred;

    private final ObjectOwner owner;
    private final BooleanSupplier isr;
    private final Runnable deferred;
    private boolean registered = true;
    private boolean queued;
    private boolean asked;

    NdisInterrupt(ObjectOwner owner, BooleanSupplier isr, Runnable deferred) {
        this.owner = owner;
        this.isr = isr;
        this.deferred = deferred;
        owner.acquired(this, KIND);
    }

    /** The device's line was raised: called at the level of interrupts. */
    public void arrived() {
        if (!registered) return;
        asked = false;
        owner.run(NdisHandler.ISR, this::serve);
        if (!asked || queued) return;
        queued = true;
        var host = owner.ndis.host();
        Cpu here = host.runningCpu();
        host.scheduler().schedule(0, here.deferred(), DEFERRED, this);
    }

    private void serve() {
        asked = isr.getAsBoolean();
    }

    private void runDeferred() {
        queued = false;
        if (registered) owner.run(NdisHandler.DPC, deferred);
    }

    /** NdisMSynchronizeWithInterrupt: runs {@code work} with the interrupt kept out. */
    public void synchronize(Runnable work) {
        owner.calls(NdisCall.SYNCHRONIZE);
        Irql before = owner.ndis.raise(Irql.DIRQL);
        work.run();
        owner.ndis.lower(before);
    }

    /** NdisMDeregisterInterrupt. */
    public void deregister() {
        owner.calls(NdisCall.DEREGISTER_INTERRUPT);
        if (registered) owner.released(this, KIND);
        registered = false;
    }
}
