package sluice.ndis;

import org.jspecify.annotations.Nullable;

/**
 * One packet of a {@link NetBufferList} ({@code NET_BUFFER}): the data that starts at its data
 * offset in a chain of memory descriptors. The octets are those of the wrapper's record.
 */
public final class NetBuffer {
    private final NdisPacket record;
    @Nullable NetBuffer next;

    NetBuffer(NdisPacket record) {
        this.record = record;
    }

    NdisPacket record() {
        return record;
    }

    /** The next packet of the list, or null. */
    public @Nullable NetBuffer next() {
        return next;
    }

    /** The octets: length, access across memory descriptors, the packet as a whole. */
    public PacketOctets octets() {
        return record;
    }

    /** Length of the data. */
    public int dataLength() {
        return record.lengthOctets();
    }

    /** The first memory descriptor. */
    public NdisBuffer mdlChain() {
        return record.firstBuffer();
    }
}
