package sluice.ndis;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Makes the objects of one driver. */
final class ObjectMaker implements DriverObjects {
    /** How long NdisStallExecution may keep the processor. */
    private static final long STALL_NANOS_MAX = 50_000;

    private static final BugCode NO_TAG_OR_SIZE = new BugCode(0xC4, 0x00);

    private final ObjectOwner owner;

    ObjectMaker(ObjectOwner owner) {
        this.owner = owner;
    }

    @Override
    public Irql irql() {
        return owner.ndis.irql();
    }

    @Override
    public NdisSpinLock spinLock(String name) {
        return new NdisSpinLock(owner, name);
    }

    @Override
    public @Nullable NdisTimer timer(Runnable function) {
        if (owner.fails(ResourceFaults.Kind.TIMER)) return null;
        return new NdisTimer(owner, 0, function);
    }

    @Override
    public @Nullable NdisTimer periodicTimer(long periodNanos, Runnable function) {
        if (periodNanos <= 0) throw new IllegalArgumentException("a period of " + periodNanos);
        if (owner.fails(ResourceFaults.Kind.TIMER)) return null;
        return new NdisTimer(owner, periodNanos, function);
    }

    @Override
    public NdisEvent event() {
        return new NdisEvent(owner);
    }

    @Override
    public @Nullable NdisWorkItem workItem(Runnable routine) {
        if (owner.fails(ResourceFaults.Kind.WORK_ITEM)) return null;
        return new NdisWorkItem(owner, routine);
    }

    @Override
    public @Nullable NdisInterrupt registerInterrupt(BooleanSupplier isr, Runnable deferred) {
        owner.calls(NdisCall.REGISTER_INTERRUPT);
        if (owner.fails(ResourceFaults.Kind.INTERRUPT)) return null;
        return new NdisInterrupt(owner, isr, deferred);
    }

    @Override
    public @Nullable NdisMemory allocate(int tag, int lengthOctets, NdisMemory.Paging paging) {
        owner.calls(NdisCall.ALLOCATE_MEMORY);
        if (tag == 0) owner.report(IrqlRule.I10, "allocated without a tag", NO_TAG_OR_SIZE);
        if (lengthOctets == 0) owner.report(IrqlRule.I10, "allocated 0 octets", NO_TAG_OR_SIZE);
        if (owner.fails(ResourceFaults.Kind.MEMORY)) return null;
        return new NdisMemory(owner, tag, lengthOctets, paging);
    }

    @Override
    public @Nullable NdisSharedMemory sharedMemory(int lengthOctets) {
        owner.calls(NdisCall.ALLOCATE_SHARED);
        if (owner.fails(ResourceFaults.Kind.SHARED_MEMORY)) return null;
        return new NdisSharedMemory(owner, lengthOctets);
    }

    @Override
    public void sleep(long nanos) {
        owner.calls(NdisCall.SLEEP);
        owner.ndis.workers().sleep(owner, nanos);
    }

    @Override
    public void stall(long nanos) {
        owner.calls(NdisCall.STALL);
        if (nanos > STALL_NANOS_MAX) owner.report(RequestRule.Q20, nanos / 1000 + " us");
        owner.ndis.host().charge(nanos);
    }
}
