package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/** A pool of net buffer lists of one driver, over the same records as a packet pool. */
public final class NetBufferListPool {
    private final NdisPacketPool records;

    NetBufferListPool(NdisPacketPool records) {
        this.records = records;
    }

    /** Lists that are out now. */
    public int used() {
        return records.used();
    }

    /** A list of one net buffer over {@code packet}, or null if none is left. */
    public @Nullable NetBufferList allocate(Packet packet) {
        if (records.injected(ResourceFaults.Kind.NET_BUFFER_LIST)) return null;
        NdisPacket record = records.allocate(packet);
        return record == null ? null : record.list();
    }

    /** Takes a list back, with all its net buffers. */
    public void free(NetBufferList list) {
        NetBuffer buffer = list.firstNetBuffer();
        while (buffer != null) {
            NetBuffer following = buffer.next();
            records.free(buffer.record());
            buffer = following;
        }
    }

    /** NdisFreeNetBufferListPool; see {@link NdisPacketPool#freePool}. */
    public void freePool() {
        records.freePool();
    }

    /** Whether it is one of this pool's. */
    public boolean owns(NetBufferList list) {
        return list.record().pool() == records;
    }
}
