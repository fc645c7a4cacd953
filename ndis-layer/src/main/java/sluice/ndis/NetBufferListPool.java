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

    /**
     * NdisAllocateCloneNetBufferList: a list of its own over the octets of the first net buffer of
     * another, which it names as its parent; null if none is left. The octets are shared until one
     * of the two is written to. The parent must stay until all its children are freed.
     */
    public @Nullable NetBufferList allocateClone(NetBufferList parent) {
        if (records.injected(ResourceFaults.Kind.NET_BUFFER_LIST)) return null;
        NdisPacket record = records.allocateSharing(parent.firstNetBuffer().octets());
        if (record == null) return null;
        NetBufferList clone = record.list();
        clone.bornOf(parent);
        return clone;
    }

    /** Takes a list back, with all its net buffers; the parent of a clone has a child less. */
    public void free(NetBufferList list) {
        list.leaveParent();
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
