package sluice.ndis;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one miniport, one at a time; the others wait here (Windows NT 4 DDK, NdisRequest,
 * MiniportQueryInformation; NDIS 6: MiniportOidRequest).
 *
 * <p>Filters of NDIS 6 that take requests are asked before it, the topmost first.
 *
 * <p>A request that the miniport answers with PENDING is completed once, and then its protocol is
 * told; with the wrapper's own nobody is.
 */
final class AdapterRequests {
    private final NdisAdapter adapter;
    private final ArrayDeque<RequestFrom> queue = new ArrayDeque<>();
    private @Nullable RequestFrom inDriver;
    private long sinceNanos;

    AdapterRequests(NdisAdapter adapter) {
        this.adapter = adapter;
    }

    /** Requests that are in the miniport or wait. */
    int outstanding() {
        return queue.size() + (inDriver == null ? 0 : 1);
    }

    /** Since when the miniport has had one; -1 if it has none. */
    long pendingSinceNanos() {
        return inDriver == null ? -1 : sinceNanos;
    }

    /**
     * Asks the topmost filter that takes requests, and without one the miniport; or waits for its
     * turn.
     *
     * @param from who is told when it is over, if it pends
     */
    NdisStatus submit(OidRequest request, @Nullable ProtocolBinding from) {
        return submitBelow(adapter.top, new RequestFrom(request, from, null));
    }

    /** NdisFOidRequest: past {@code above}, to the next that takes requests. */
    NdisStatus submitBelow(Layer above, RequestFrom asked) {
        for (Layer at = above.below; at != null && at != adapter.miniport; at = at.below)
            if (at instanceof LightweightLayer filter && filter.requests != null)
                return filter.requests.submit(asked);
        return submitToMiniport(asked);
    }

    private NdisStatus submitToMiniport(RequestFrom asked) {
        WrapperFaults faults = adapter.faults;
        boolean oneTooMany = faults != null && faults.secondRequest();
        if (inDriver != null && !oneTooMany) {
            queue.addLast(asked);
            return NdisStatus.PENDING;
        }
        NdisStatus status = call(asked);
        if (status != NdisStatus.PENDING) pump();
        return status;
    }

    private NdisStatus call(RequestFrom asked) {
        inDriver = asked;
        sinceNanos = adapter.host().scheduler().nowNanos();
        note(asked, NdisWatch.Asked.SUBMITTED, NdisStatus.PENDING);
        if (!isCalledLater(asked))
            return answered(asked, adapter.miniport.request(asked.request()));
        adapter.ndis().workers().run(() -> callLater(asked));
        return NdisStatus.PENDING;
    }

    /** MiniportOidRequest may wait; what NDIS asks for itself is needed at once. */
    private boolean isCalledLater(RequestFrom asked) {
        boolean own = asked.binding() == null && asked.filter() == null;
        return !own && adapter.miniport.isNdis6() && adapter.ndis().workers().areCalledLater();
    }

    private void callLater(RequestFrom asked) {
        if (inDriver != asked) return; // a reset has taken it away before
        NdisStatus status = answered(asked, adapter.miniport.request(asked.request()));
        if (status == NdisStatus.PENDING) return;
        asked.tell(status);
        pump();
        adapter.progressed();
    }

    private NdisStatus answered(RequestFrom asked, NdisStatus status) {
        if (status == NdisStatus.PENDING) {
            if (inDriver == asked) adapter.hangs.waiting();
            return status;
        }
        if (inDriver != asked) {
            adapter.report(
                    RequestRule.Q11,
                    adapter.miniport.party,
                    asked.request().oid() + " was completed and then answered " + status);
            return status;
        }
        inDriver = null;
        asked.request().setOver();
        note(asked, NdisWatch.Asked.ANSWERED, status);
        over(asked, status);
        return status;
    }

    /** NdisMQueryInformationComplete, NdisMOidRequestComplete. */
    void complete(OidRequest request, NdisStatus status) {
        RequestFrom asked = inDriver;
        if (asked == null || asked.request() != request || status == NdisStatus.PENDING) {
            NdisRule rule = request.wasAnswered() ? RequestRule.Q11 : RequestRule.Q12;
            adapter.report(rule, adapter.miniport.party, request.oid() + " with " + status);
            return;
        }
        inDriver = null;
        note(asked, NdisWatch.Asked.COMPLETED, status);
        over(asked, status);
        asked.tell(status);
        pump();
        adapter.progressed();
    }

    /** A reset takes from the miniport what it has not answered. */
    void abort(NdisStatus status) {
        RequestFrom asked = inDriver;
        if (asked == null) return;
        inDriver = null;
        asked.tell(status);
        adapter.progressed();
    }

    /**
     * NdisCancelOidRequest: what waits is over with REQUEST_ABORTED; of what a filter or the
     * miniport has, it is told, and completes it when it likes.
     */
    void cancel(OidRequest request) {
        cancelBelow(adapter.top, request);
    }

    /** NdisFCancelOidRequest: past {@code above}. */
    void cancelBelow(Layer above, OidRequest request) {
        for (Layer at = above.below; at != null; at = at.below)
            if (at instanceof LightweightLayer filter && filter.requests != null)
                filter.requests.cancel(request);
        RequestFrom asked = inDriver;
        if (asked != null && asked.request() == request) adapter.miniport.cancelRequest(request);
        else RequestFrom.abort(queue, request);
    }

    /** Asks what has waited. */
    void pump() {
        while (inDriver == null && !adapter.resets.underWay()) {
            RequestFrom next = queue.pollFirst();
            if (next == null) return;
            NdisStatus status = call(next);
            if (status != NdisStatus.PENDING) next.tell(status);
        }
    }

    private void over(RequestFrom asked, NdisStatus status) {
        if (status == NdisStatus.SUCCESS && !asked.request().isSet())
            adapter.lower(asked.request());
        boolean moved = asked.request().isSet() && status == NdisStatus.SUCCESS;
        if (moved && asked.request().oid() == Oid.OID_802_3_CURRENT_ADDRESS) adapter.refreshMac();
    }

    private void note(RequestFrom asked, NdisWatch.Asked what, NdisStatus status) {
        Handover handover = adapter.handover;
        if (handover != null)
            handover.request(asked.request(), adapter.miniport.party, what, status);
    }
}
