package sluice.ndis;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request and who is told when it is over, if it pends: a binding, a filter that passed it down
 * or made it, or nobody if it is the wrapper's own.
 */
record RequestFrom(
        OidRequest request, @Nullable ProtocolBinding binding, @Nullable LightweightLayer filter) {
    /** Ends a request that waits in a queue, if it does. */
    static void abort(ArrayDeque<RequestFrom> queue, OidRequest request) {
        for (RequestFrom waiting : List.copyOf(queue)) {
            if (waiting.request() != request) continue;
            queue.remove(waiting);
            waiting.tell(NdisStatus.REQUEST_ABORTED);
        }
    }

    /** It is over, and was answered PENDING. */
    void tell(NdisStatus status) {
        if (filter != null) filter.giveRequestComplete(request, status);
        else if (binding != null) binding.handlers.requestComplete(request, status);
    }
}
