package sluice.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.ndis.Miniport;
import sluice.ndis.MiniportContext;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.OidRequest;
import sluice.packet.Packet;

/**
 * The lower half of a {@link Sandwich}: a miniport whose every send stays out until the test
 * completes it.
 */
public final class ProbeBelow implements Miniport {
    private static final int DESCRIPTORS = 1024;
    private static final List<Integer> WHOLE = List.of();

    /** No address that {@link AnyAddress#mac} makes: a frame to it would be turned round above. */
    private static final long MAC = 0x0600_0000_0001L;

    private final Sandwich rig;
    private final ArrayDeque<NdisPacket> out = new ArrayDeque<>();
    private final List<Frame> sent = new ArrayList<>();
    private @Nullable MiniportContext context;
    private @Nullable NdisPacketPool descriptors;

    ProbeBelow(Sandwich rig) {
        this.rig = rig;
    }

    /** Frames that the driver let through to here, in order, completed ones included. */
    public List<Frame> sent() {
        return List.copyOf(sent);
    }

    /** Sends that are here and not completed. */
    public int pending() {
        return out.size();
    }

    /** Completes the oldest send; false if there is none. */
    public boolean complete(NdisStatus status) {
        if (out.isEmpty()) return false;
        rig.atDeferred(() -> completeNow(status));
        return true;
    }

    /** Completes all sends that are here, oldest first. */
    public void completeAll(NdisStatus status) {
        while (complete(status)) {}
    }

    private void completeNow(NdisStatus status) {
        NdisPacket packet = out.poll();
        if (packet == null) return;
        packet.take().end(ProbeEnd.SENT_BELOW);
        Objects.requireNonNull(context).sendComplete(packet, status);
    }

    /** A frame arrives from the wire. */
    public void indicate(Frame frame) {
        indicate(frame, WHOLE);
    }

    /**
     * A frame arrives that the hardware has put into buffers of these lengths; what is left is one
     * buffer more.
     */
    public void indicate(Frame frame, List<Integer> lengthsOctets) {
        rig.atDeferred(() -> indicateNow(frame, lengthsOctets));
    }

    private void indicateNow(Frame frame, List<Integer> lengthsOctets) {
        MiniportContext wrapper = Objects.requireNonNull(context);
        NdisPacketPool pool = Objects.requireNonNull(descriptors);
        Packet octets = frame.toPacket(wrapper.host().pool(), wrapper.place());
        NdisPacket packet = pool.allocate(octets);
        if (packet == null)
            throw new IllegalStateException("more than " + DESCRIPTORS + " receives are kept");
        Splits.scatter(packet, octets, lengthsOctets);
        if (wrapper.indicateReceive(packet) == 0) pool.free(packet);
        wrapper.indicateReceiveComplete();
    }

    @Override
    public void initialize(MiniportContext adapter) {
        context = adapter;
        descriptors = adapter.packetPool(DESCRIPTORS);
    }

    @Override
    public NdisStatus send(NdisPacket packet) {
        sent.add(Frame.of(packet.packet().toArray(), "sent"));
        out.add(packet);
        return NdisStatus.PENDING;
    }

    @Override
    public void returnPacket(NdisPacket packet) {
        packet.pool().free(packet);
    }

    @Override
    public NdisStatus request(OidRequest request) {
        return switch (request.oid()) {
            case OID_802_3_PERMANENT_ADDRESS, OID_802_3_CURRENT_ADDRESS -> request.answer(MAC);
            default -> request.isSet() ? NdisStatus.SUCCESS : NdisStatus.NOT_SUPPORTED;
        };
    }
}
