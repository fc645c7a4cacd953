package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.trace.TraceSink;

/**
 * Resets on one adapter (Windows DDK, "Hardware Reset", MiniportReset; Microsoft, "Miniport Adapter
 * Check-for-Hang and Reset Operations").
 *
 * <pre>
 *                         serialized        deserialized       NDIS 6
 *   wrapper's queue       completed         -                  -
 *   sends in the driver   taken away        driver completes   driver completes
 *   sends meanwhile       RESET_IN_PROGRESS RESET_IN_PROGRESS  the driver's affair
 *   RESET_START           before            before             if the handler pends
 * </pre>
 *
 * <p>Choice: what waited in the wrapper is completed with RESET_IN_PROGRESS, what the driver held
 * with REQUEST_ABORTED; the sources only say "an appropriate status", so {@link NdisOptions} has
 * both.
 */
final class Resets {
    private final NdisAdapter adapter;
    private @Nullable Layer target;
    private @Nullable ProtocolBinding initiator;
    private boolean started;
    private boolean pended;
    private boolean completedOne;
    private long lastTurn;
    private long sinceNanos;

    Resets(NdisAdapter adapter) {
        this.adapter = adapter;
    }

    boolean underWay() {
        return target != null;
    }

    /** Whether the wrapper itself refuses sends now. */
    boolean refusesSends() {
        Layer layer = target;
        return layer != null && (layer != adapter.miniport || !adapter.miniport.isNdis6());
    }

    /** NdisReset of a binding: it is told when the reset is over, if that pends. */
    NdisStatus begin(ProtocolBinding from) {
        if (target != null) return NdisStatus.RESET_IN_PROGRESS;
        initiator = from;
        NdisStatus status = begin(adapter.miniport, "asked for");
        if (status != NdisStatus.PENDING) initiator = null;
        return status;
    }

    NdisStatus begin(Layer layer, String cause) {
        if (target != null) return NdisStatus.RESET_IN_PROGRESS;
        target = layer;
        pended = false;
        completedOne = false;
        lastTurn = adapter.lastTurn();
        sinceNanos = adapter.host().scheduler().nowNanos();
        TraceSink trace = adapter.trace();
        if (trace != null) trace.accept(new NdisStep.Reset(sinceNanos, layer.place.name(), cause));
        NdisOptions options = adapter.ndis().options();
        SendSerializer serializer = layer.serializer;
        if (serializer != null) {
            for (NdisPacket waiting : serializer.takeQueued())
                adapter.sends.up(layer, waiting, options.resetQueued());
        }
        boolean ndis6 = layer == adapter.miniport && adapter.miniport.isNdis6();
        if (!ndis6) start(layer);
        if (layer == adapter.miniport) {
            adapter.transfers.abort();
            if (!ndis6) abortRequest();
        }
        if (serializer != null) serializer.revokeAll();
        NdisStatus status = layer.reset();
        if (serializer != null) {
            for (NdisPacket held : serializer.takeFromDriver()) {
                if (trace != null) {
                    long now = adapter.host().scheduler().nowNanos();
                    trace.accept(new NdisStep.TakenAway(now, held.packetId(), layer.place.name()));
                }
                adapter.sends.up(layer, held, options.resetInDriver());
            }
        }
        if (status != NdisStatus.PENDING) {
            if (target == layer) end(layer, status, layer.resetAddressing());
            else if (completedOne) second("completed and then answered " + status);
            return status;
        }
        if (target == layer) {
            pended = true;
            if (ndis6) start(layer);
            adapter.watched();
        }
        return status;
    }

    private void start(Layer layer) {
        started = true;
        adapter.statusUp(layer, NdisStatus.RESET_START);
    }

    private void abortRequest() {
        adapter.requests.abort(NdisStatus.REQUEST_ABORTED);
        Handover handover = adapter.handover;
        if (handover != null) handover.aborted(adapter.miniport.party);
    }

    /** NdisMResetComplete. */
    void over(NdisStatus status, boolean addressingReset) {
        Layer layer = target;
        if (layer == null) {
            if (completedOne) {
                second("completed again with " + status);
                return;
            }
            throw adapter.breach(
                    RequestRule.Q01,
                    adapter.miniport.party,
                    null,
                    "completed with " + status.ddkName());
        }
        completedOne = true;
        end(layer, status, addressingReset);
    }

    private void second(String detail) {
        throw adapter.breach(RequestRule.Q02, adapter.miniport.party, null, detail);
    }

    private void end(Layer layer, NdisStatus status, boolean addressingReset) {
        if (layer == adapter.miniport) lookAtLeftOver();
        target = null;
        if (addressingReset && layer == adapter.miniport) {
            var _ = adapter.programFilter();
            var _ = adapter.programLookahead();
        }
        if (started) adapter.statusUp(layer, NdisStatus.RESET_END);
        started = false;
        ProtocolBinding from = initiator;
        initiator = null;
        if (from != null && pended) from.handlers.resetComplete(status);
        SendSerializer serializer = layer.serializer;
        if (serializer != null) serializer.pump();
        adapter.requests.pump();
        adapter.progressed();
    }

    /** What the driver had to complete before. */
    private void lookAtLeftOver() {
        Handover handover = adapter.handover;
        if (handover == null) return;
        boolean ndis6 = adapter.miniport.isNdis6();
        if (ndis6 && !adapter.ndis().options().version().isAtLeast(NdisVersion.NDIS_6_30)) return;
        NdisRule rule = ndis6 ? RequestRule.Q05 : RequestRule.Q04;
        NdisPacket left = handover.pendedBefore(adapter.miniport.party, lastTurn);
        if (left != null) adapter.ndis().report(rule, adapter.miniport.party, left, "");
        else if (ndis6 && adapter.requests.pendingSinceNanos() >= 0)
            adapter.ndis().report(rule, adapter.miniport.party, null, "a request is pending");
    }

    /** Whether the pending reset takes too long. */
    void lookAtPending(long nowNanos) {
        if (target == null || !pended) return;
        if (nowNanos - sinceNanos <= adapter.ndis().options().watchdogNanos()) return;
        sinceNanos = nowNanos;
        adapter.report(RequestRule.Q02, adapter.miniport.party, "it has not been completed");
    }
}
