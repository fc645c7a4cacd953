package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.ndis.MiniportContext;
import sluice.ndis.NdisDrop;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.nic.Nic;
import sluice.packet.Packet;

/**
 * Indicates whole frames, each in a descriptor of the miniport's own pool; when only the last is
 * left, it lends that one (RESOURCES).
 */
public final class FullPackets implements ReceiveWay {
    private static final int RECEIVE_DESCRIPTORS = 1024;

    private final Nic nic;
    private @Nullable NdisPacketPool pool;
    private @Nullable NdisPacketPool lastResort;
    private long received;
    private long noBuffer;

    /** The frames that {@code nic} is polled for. */
    public FullPackets(Nic nic) {
        this.nic = nic;
    }

    @Override
    public void initialize(MiniportContext adapter) {
        pool = adapter.packetPool(RECEIVE_DESCRIPTORS);
        lastResort = adapter.packetPool(1);
    }

    @Override
    public void halt() {
        if (pool != null) pool.freePool();
        if (lastResort != null) lastResort.freePool();
    }

    @Override
    public boolean indicateNext(MiniportContext adapter) {
        Packet frame = nic.pollReceived();
        if (frame == null) return false;
        indicate(adapter, frame);
        return true;
    }

    /** NdisMIndicateReceivePacket for a frame that belongs to the miniport. */
    public void indicate(MiniportContext adapter, Packet frame) {
        NdisPacket packet = java.util.Objects.requireNonNull(pool).allocate(frame);
        if (packet == null) {
            packet = java.util.Objects.requireNonNull(lastResort).allocate(frame);
            if (packet == null) {
                noBuffer++;
                frame.end(NdisDrop.NO_RECEIVE_DESCRIPTOR);
                return;
            }
            packet.outOfBand().setStatus(NdisStatus.RESOURCES);
        }
        received++;
        if (adapter.indicateReceive(packet) == 0) packet.pool().free(packet);
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public long noBuffer() {
        return noBuffer;
    }
}
