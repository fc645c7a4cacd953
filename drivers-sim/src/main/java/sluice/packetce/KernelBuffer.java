package sluice.packetce;

import org.jspecify.annotations.Nullable;
import sluice.ndis.NdisBuffer;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.packet.Packet;

/**
 * The kernel buffer: packet descriptors in order of arrival, each with its list of buffers, first
 * the header's, then the data's. Bounded in descriptors and in octets, 24 for each packet counted
 * in as in the rings of the larger engine.
 *
 * <pre>
 *   received ............ receive-complete ............
 *   | readable            | arrived, not yet readable  |
 *   first                 first + readable             first + count
 * </pre>
 */
final class KernelBuffer {
    static final int DESCRIPTORS_MAX = 8192;
    static final int OVERHEAD_OCTETS = 24;
    private static final int HEADER_OCTETS = 14;

    private final NdisPacketPool pool;
    private final Slot[] slots = new Slot[DESCRIPTORS_MAX];
    private int first;
    private int count;
    private int readable;
    private int capacityOctets;
    private int usedOctets;

    /** One packet. */
    static final class Slot {
        @Nullable Packet packet;
        @Nullable NdisPacket descriptor;
        long about;
        long timeNanos;
        int keep;
        int wire;
    }

    KernelBuffer(NdisPacketPool pool) {
        this.pool = pool;
        for (int i = 0; i < slots.length; i++) slots[i] = new Slot();
    }

    void setCapacityOctets(int octets) {
        capacityOctets = octets;
    }

    boolean hasRoom(int keep) {
        return count < slots.length && keep <= capacityOctets - usedOctets - OVERHEAD_OCTETS;
    }

    int usedOctets() {
        return usedOctets;
    }

    /** Appends a packet whose first {@code keep} octets are kept; there is room. */
    void add(Packet packet, long about, int keep, int wire, long timeNanos) {
        Slot slot = slots[(first + count) % slots.length];
        byte[] octets = packet.octets();
        int header = Math.min(HEADER_OCTETS, keep);
        NdisBuffer chain = NdisBuffer.of(octets, packet.offset(), header);
        if (keep > header)
            chain.chain(NdisBuffer.of(octets, packet.offset() + header, keep - header));
        slot.packet = packet;
        slot.descriptor = pool.allocate(chain);
        slot.about = about;
        slot.timeNanos = timeNanos;
        slot.keep = keep;
        slot.wire = wire;
        count++;
        usedOctets += keep + OVERHEAD_OCTETS;
    }

    /** Makes what has arrived readable, one after the other; null when all is. */
    @Nullable Slot nextArrived() {
        if (readable == count) return null;
        return slots[(first + readable++) % slots.length];
    }

    /** The next to be read, or null. */
    @Nullable Slot peek() {
        return readable == 0 ? null : slots[first];
    }

    /** Takes the first out; its packet is the caller's. */
    Packet remove() {
        Slot slot = slots[first];
        NdisPacket descriptor = slot.descriptor;
        if (descriptor != null) pool.free(descriptor);
        Packet packet = java.util.Objects.requireNonNull(slot.packet);
        slot.packet = null;
        slot.descriptor = null;
        first = (first + 1) % slots.length;
        count--;
        if (readable > 0) readable--;
        usedOctets -= slot.keep + OVERHEAD_OCTETS;
        return packet;
    }

    int count() {
        return count;
    }
}
