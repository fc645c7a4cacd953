package sluice.ndis;

/**
 * A filter module of NDIS 6: handlers on chains of net buffer lists. Handlers that are not
 * overridden are bypassed, as NULL handlers are.
 *
 * <p>A list belongs to the filter from the call on until it passes it on, completes or returns it.
 * Source: Microsoft, "NDIS Filter Drivers", "Sending Data from a Filter Driver", "Receiving Data in
 * a Filter Driver".
 */
public interface LightweightFilter extends NdisDriver {
    /** FilterAttach: put in; paused until {@link #restart}. */
    default void attach(FilterContext filter) {}

    /**
     * FilterSendNetBufferLists: everything is accepted; each list is completed once with {@link
     * FilterContext#sendComplete} or passed on.
     */
    default void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
        filter.send(chain);
    }

    /** FilterSendNetBufferListsComplete: lists that this filter sent, its own ones included. */
    default void sendNetBufferListsComplete(FilterContext filter, NetBufferList chain) {
        filter.sendComplete(chain);
    }

    /**
     * FilterReceiveNetBufferLists.
     *
     * @param resources true: the lists may not be kept; to discard them, return. False: each is
     *     passed up or returned once.
     */
    default void receiveNetBufferLists(
            FilterContext filter, NetBufferList chain, boolean resources) {
        filter.indicateReceive(chain, resources);
    }

    /** FilterReturnNetBufferLists: all above are done with lists this filter passed up. */
    default void returnNetBufferLists(FilterContext filter, NetBufferList chain) {
        filter.returnLists(chain);
    }

    /** FilterStatus: a status from below. */
    default void status(FilterContext filter, NdisStatus status) {
        filter.indicateStatus(status);
    }

    /** FilterStatus with its buffer, which goes on if the short form passes the status on. */
    default void status(FilterContext filter, StatusIndication indication) {
        status(filter, indication.status());
    }

    /**
     * FilterPause: what is queued here must be completed or returned. PENDING obliges to one {@link
     * FilterContext#pauseComplete}; it cannot fail.
     */
    default NdisStatus pause() {
        return NdisStatus.SUCCESS;
    }

    /**
     * Whether its installation says {@code FilterRunType} mandatory: the stack is torn down if it
     * does not restart. An optional one is merely taken out.
     */
    default boolean isMandatory() {
        return false;
    }

    /**
     * FilterRestart; PENDING obliges to one {@link FilterContext#restartComplete}. Anything but
     * SUCCESS: the filter stays paused and leaves the stack.
     */
    default NdisStatus restart() {
        return NdisStatus.SUCCESS;
    }

    /** FilterCancelSendNetBufferLists: completes queued lists that carry the id. */
    default void cancelSend(FilterContext filter, Object cancelId) {
        filter.cancelSends(cancelId);
    }

    /**
     * FilterOidRequest: a request from above, of NDIS itself too; one at a time. PENDING obliges to
     * one {@link FilterContext#requestComplete}.
     */
    default NdisStatus request(FilterContext filter, OidRequest request) {
        return filter.request(request);
    }

    /**
     * FilterCancelOidRequest: a request that the filter has answered PENDING is no longer wanted;
     * it is completed all the same, with REQUEST_ABORTED if nothing came of it. A clone that is
     * below is the filter's to cancel.
     */
    default void cancelRequest(FilterContext filter, OidRequest request) {}

    /**
     * FilterOidRequestComplete: a request that this filter passed down, or made, and that pended.
     * Who answers it for another one completes that other one.
     */
    default void requestComplete(FilterContext filter, OidRequest request, NdisStatus status) {
        filter.requestComplete(request, status);
    }

    /**
     * FilterNetPnPEvent, FilterDevicePnPEventNotify: power, and that the device is gone; before the
     * bindings hear of it, the lowest filter first. Pause and restart have handlers of their own.
     *
     * <p>Differs: a filter cannot keep an event from those above, nor fail it.
     */
    default NdisStatus pnpEvent(FilterContext filter, PnpEvent event) {
        return NdisStatus.SUCCESS;
    }

    /** FilterDetach: taken out, nothing under way. */
    default void detach() {}
}
