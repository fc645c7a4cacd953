package sluice.ndis;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one miniport, one at a time; the others wait here (Windows NT 4 DDK, NdisRequest,
 * MiniportQueryInformation; NDIS 6: MiniportOidRequest).
 *
 * <p>A request that the miniport answers with PENDING is completed once, and then its protocol is
 * told; with the wrapper's own nobody is.
 */
final class AdapterRequests {
    private record Asked(OidRequest request, @Nullable ProtocolBinding from) {}

    private final NdisAdapter adapter;
    private final ArrayDeque<Asked> queue = new ArrayDeque<>();
    private @Nullable Asked inDriver;
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
     * Asks the miniport, or waits for its turn.
     *
     * @param from who is told when it is over, if it pends
     */
    NdisStatus submit(OidRequest request, @Nullable ProtocolBinding from) {
        WrapperFaults faults = adapter.faults;
        boolean oneTooMany = faults != null && faults.secondRequest();
        if (inDriver != null && !oneTooMany) {
            queue.addLast(new Asked(request, from));
            return NdisStatus.PENDING;
        }
        NdisStatus status = call(new Asked(request, from));
        if (status != NdisStatus.PENDING) pump();
        return status;
    }

    private NdisStatus call(Asked asked) {
        inDriver = asked;
        sinceNanos = adapter.host().scheduler().nowNanos();
        note(asked, NdisWatch.Asked.SUBMITTED, NdisStatus.PENDING);
        NdisStatus status = adapter.miniport.request(asked.request);
        if (status == NdisStatus.PENDING) {
            if (inDriver == asked) adapter.hangs.waiting();
            return status;
        }
        if (inDriver != asked) {
            adapter.report(
                    RequestRule.Q11,
                    adapter.miniport.party,
                    asked.request.oid() + " was completed and then answered " + status);
            return status;
        }
        inDriver = null;
        asked.request.setOver();
        note(asked, NdisWatch.Asked.ANSWERED, status);
        over(asked, status);
        return status;
    }

    /** NdisMQueryInformationComplete, NdisMOidRequestComplete. */
    void complete(OidRequest request, NdisStatus status) {
        Asked asked = inDriver;
        if (asked == null || asked.request != request || status == NdisStatus.PENDING) {
            NdisRule rule = request.wasAnswered() ? RequestRule.Q11 : RequestRule.Q12;
            adapter.report(rule, adapter.miniport.party, request.oid() + " with " + status);
            return;
        }
        inDriver = null;
        note(asked, NdisWatch.Asked.COMPLETED, status);
        over(asked, status);
        if (asked.from != null) asked.from.requestComplete(request, status);
        pump();
        adapter.progressed();
    }

    /** A reset takes from the miniport what it has not answered. */
    void abort(NdisStatus status) {
        Asked asked = inDriver;
        if (asked == null) return;
        inDriver = null;
        if (asked.from != null) asked.from.requestComplete(asked.request, status);
        adapter.progressed();
    }

    /** Asks what has waited. */
    void pump() {
        while (inDriver == null && !adapter.resets.underWay()) {
            Asked next = queue.pollFirst();
            if (next == null) return;
            NdisStatus status = call(next);
            if (status != NdisStatus.PENDING && next.from != null)
                next.from.requestComplete(next.request, status);
        }
    }

    private void over(Asked asked, NdisStatus status) {
        if (status == NdisStatus.SUCCESS && !asked.request.isSet()) adapter.lower(asked.request);
        boolean moved = asked.request.isSet() && status == NdisStatus.SUCCESS;
        if (moved && asked.request.oid() == Oid.OID_802_3_CURRENT_ADDRESS) adapter.refreshMac();
    }

    private void note(Asked asked, NdisWatch.Asked what, NdisStatus status) {
        Handover handover = adapter.handover;
        if (handover != null) handover.request(asked.request, adapter.miniport.party, what, status);
    }
}
