package sluice.ndis;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one filter module, one at a time; the others wait here (Microsoft, "Filter Module OID
 * Requests"). What the filter passes down, clones and requests of its own among it, waits at the
 * next filter below or at the miniport.
 *
 * <pre>
 *   binding or filter above --submit--> request() of the filter --its submit--> ... miniport
 *                          <--answer, or requestComplete if it pended--
 * </pre>
 */
final class FilterRequests {
    private final LightweightLayer layer;
    private final NdisAdapter adapter;
    private final ArrayDeque<RequestFrom> queue = new ArrayDeque<>();
    private @Nullable RequestFrom inFilter;

    FilterRequests(LightweightLayer layer) {
        this.layer = layer;
        this.adapter = layer.adapter;
    }

    /** Requests that are in the filter or wait. */
    int outstanding() {
        return queue.size() + (inFilter == null ? 0 : 1);
    }

    NdisStatus submit(RequestFrom asked) {
        if (inFilter != null) {
            queue.addLast(asked);
            return NdisStatus.PENDING;
        }
        NdisStatus status = call(asked);
        if (status != NdisStatus.PENDING) pump();
        return status;
    }

    private NdisStatus call(RequestFrom asked) {
        inFilter = asked;
        boolean own = asked.binding() == null && asked.filter() == null;
        PassiveWorkers workers = adapter.ndis().workers();
        if (own || !workers.areCalledLater())
            return answered(asked, layer.giveRequest(asked.request()));
        workers.run(() -> callLater(asked));
        return NdisStatus.PENDING;
    }

    private void callLater(RequestFrom asked) {
        if (inFilter != asked) return; // the filter has left before
        NdisStatus status = answered(asked, layer.giveRequest(asked.request()));
        if (status == NdisStatus.PENDING) return;
        asked.tell(status);
        pump();
    }

    private NdisStatus answered(RequestFrom asked, NdisStatus status) {
        if (status == NdisStatus.PENDING) return status;
        if (inFilter != asked) {
            adapter.report(
                    RequestRule.Q11,
                    layer.party,
                    asked.request().oid() + " was completed and then answered " + status);
            return NdisStatus.PENDING; // whoever asked has been told
        }
        inFilter = null;
        asked.request().setOver();
        return status;
    }

    /** NdisFOidRequestComplete: of a request from above. */
    void complete(OidRequest request, NdisStatus status) {
        RequestFrom asked = inFilter;
        if (asked == null || asked.request() != request || status == NdisStatus.PENDING) {
            NdisRule rule = request.wasAnswered() ? RequestRule.Q11 : RequestRule.Q12;
            adapter.report(rule, layer.party, request.oid() + " with " + status);
            return;
        }
        inFilter = null;
        asked.tell(status);
        pump();
        adapter.progressed();
    }

    /** As {@link AdapterRequests#cancel}. */
    void cancel(OidRequest request) {
        RequestFrom asked = inFilter;
        if (asked != null && asked.request() == request) layer.giveCancelRequest(request);
        else RequestFrom.abort(queue, request);
    }

    /** The filter leaves: who waits for it is told. */
    void abort() {
        RequestFrom asked = inFilter;
        inFilter = null;
        if (asked != null) asked.tell(NdisStatus.REQUEST_ABORTED);
        for (RequestFrom next = queue.pollFirst(); next != null; next = queue.pollFirst())
            next.tell(NdisStatus.REQUEST_ABORTED);
    }

    private void pump() {
        while (inFilter == null) {
            RequestFrom next = queue.pollFirst();
            if (next == null) return;
            NdisStatus status = call(next);
            if (status != NdisStatus.PENDING) next.tell(status);
        }
    }
}
