package sluice.ndis;

/**
 * A work item of a driver: its routine runs at PASSIVE_LEVEL in a thread of the system's and may
 * wait. It is given back when it is no longer needed.
 *
 * <p>Source: Microsoft, NdisAllocateIoWorkItem, NdisQueueIoWorkItem, NdisFreeIoWorkItem.
 */
public final class NdisWorkItem {
    private static final String KIND = "work item";

    private final ObjectOwner owner;
    private final Runnable routine;
    private boolean queued;
    private boolean freed;

    NdisWorkItem(ObjectOwner owner, Runnable routine) {
        this.owner = owner;
        this.routine = routine;
        owner.acquired(this, KIND);
    }

    /** NdisQueueIoWorkItem; while it waits to be run, nothing more happens. */
    public void queue() {
        owner.calls(NdisCall.QUEUE_WORK_ITEM);
        if (freed) owner.report(IrqlRule.I10, "a work item was queued after it was freed");
        if (queued || freed) return;
        queued = true;
        owner.ndis
                .workers()
                .run(() -> {
                    queued = false;
                    owner.run(NdisHandler.WORK_ITEM, routine);
                });
    }

    /** NdisFreeIoWorkItem. */
    public void free() {
        if (freed) owner.report(IrqlRule.I10, "a work item was freed twice");
        else owner.released(this, KIND);
        freed = true;
    }
}
