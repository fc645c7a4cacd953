package sluice.testing;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import sluice.ndis.Lookahead;
import sluice.ndis.Miniport;
import sluice.ndis.MiniportContext;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.OidRequest;
import sluice.time.Handler;

/** A miniport whose hardware takes some milliseconds for a reset, so that it pends. */
class SlowlyReset implements Miniport {
    private static final long RESET_NANOS = 3_000_000L;
    private static final Handler<MiniportContext> DONE =
            adapter -> adapter.resetComplete(NdisStatus.SUCCESS, false);

    private final Miniport inner;
    private @Nullable MiniportContext context;

    SlowlyReset(Miniport inner) {
        this.inner = inner;
    }

    @Override
    public NdisStatus reset() {
        var _ = inner.reset();
        MiniportContext adapter = requireNonNull(context);
        var cpu = adapter.host().cpu();
        adapter.host().scheduler().schedule(RESET_NANOS, cpu.deferred(), DONE, adapter);
        return NdisStatus.PENDING;
    }

    @Override
    public void initialize(MiniportContext adapter) {
        context = adapter;
        inner.initialize(adapter);
    }

    @Override
    public int attributes() {
        return inner.attributes();
    }

    @Override
    public NdisStatus send(NdisPacket packet) {
        return inner.send(packet);
    }

    @Override
    public NdisStatus request(OidRequest request) {
        return inner.request(request);
    }

    @Override
    public void returnPacket(NdisPacket packet) {
        inner.returnPacket(packet);
    }

    @Override
    public NdisStatus transferData(NdisPacket target, Lookahead frame, int byteOffset, int octets) {
        return inner.transferData(target, frame, byteOffset, octets);
    }

    @Override
    public void halt() {
        inner.halt();
    }
}
