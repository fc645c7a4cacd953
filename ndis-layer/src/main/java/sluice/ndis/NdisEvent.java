package sluice.ndis;

import sluice.time.WaitableEvent;

/**
 * An event of a driver (NDIS_EVENT): stays signalled until it is reset; waited for at PASSIVE_LEVEL
 * only.
 *
 * <p>Source: Microsoft, NdisSetEvent, NdisWaitEvent.
 */
public final class NdisEvent {
    private final ObjectOwner owner;
    private final WaitableEvent event = WaitableEvent.manualReset();

    NdisEvent(ObjectOwner owner) {
        this.owner = owner;
    }

    /** NdisSetEvent. */
    public void set() {
        owner.calls(NdisCall.SET_EVENT);
        event.set();
    }

    /** NdisResetEvent. */
    public void reset() {
        event.reset();
    }

    /** Whether a wait would return at once. */
    public boolean isSet() {
        return event.signalled();
    }

    /**
     * NdisWaitEvent.
     *
     * @param timeoutNanos {@link Long#MAX_VALUE} for no end
     * @return whether it was signalled in time
     */
    public boolean await(long timeoutNanos) {
        owner.calls(NdisCall.WAIT_EVENT);
        return owner.ndis.workers().await(owner, event, timeoutNanos);
    }
}
