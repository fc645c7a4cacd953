package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.trace.TraceSink;

/**
 * Resets on one adapter, in their thin form (Windows DDK, "Hardware Reset", MiniportReset): the
 * wrapper's queue is completed, RESET_START is indicated, the driver's handler runs, what a
 * serialized driver held is completed for it, RESET_END is indicated.
 *
 * <p>Choice: what waited in the wrapper is completed with RESET_IN_PROGRESS, what the driver held
 * with REQUEST_ABORTED; the sources only say "an appropriate status".
 */
final class Resets {
    private final NdisAdapter adapter;
    private @Nullable Layer target;

    Resets(NdisAdapter adapter) {
        this.adapter = adapter;
    }

    boolean underWay() {
        return target != null;
    }

    NdisStatus begin(Layer layer, String cause) {
        if (target != null) return NdisStatus.RESET_IN_PROGRESS;
        target = layer;
        TraceSink trace = adapter.trace();
        if (trace != null) {
            trace.accept(
                    new NdisStep.Reset(
                            adapter.host().scheduler().nowNanos(), layer.place.name(), cause));
        }
        SendSerializer serializer = layer.serializer;
        if (serializer != null) {
            for (NdisPacket waiting : serializer.takeQueued())
                adapter.sends.up(layer, waiting, NdisStatus.RESET_IN_PROGRESS);
        }
        adapter.statusUp(layer, NdisStatus.RESET_START);
        if (layer == adapter.miniport) adapter.transfers.abort();
        if (serializer != null) serializer.revokeAll();
        NdisStatus status = layer.reset();
        if (serializer != null) {
            for (NdisPacket held : serializer.takeFromDriver())
                adapter.sends.up(layer, held, NdisStatus.REQUEST_ABORTED);
        }
        if (status != NdisStatus.PENDING) over(status, true);
        return status;
    }

    /** NdisMResetComplete, or the handler's own answer. */
    void over(NdisStatus status, boolean addressingReset) {
        Layer layer = target;
        if (layer == null) {
            throw adapter.breach(
                    RequestRule.Q01,
                    adapter.miniport.party,
                    null,
                    "completed with " + status.ddkName());
        }
        target = null;
        if (addressingReset && layer == adapter.miniport) {
            adapter.programFilter();
            adapter.programLookahead();
        }
        adapter.statusUp(layer, NdisStatus.RESET_END);
        SendSerializer serializer = layer.serializer;
        if (serializer != null) serializer.pump();
    }
}
