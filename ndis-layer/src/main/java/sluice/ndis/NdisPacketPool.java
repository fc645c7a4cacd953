package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.FreeList;
import sluice.packet.Packet;

/**
 * A pool of packet descriptors of one driver. Bounded: an exhausted pool refuses, which the DDK
 * calls {@link NdisStatus#RESOURCES}; nothing ever waits.
 *
 * <p>The bound follows NdisAllocatePacketPoolEx: preallocated plus overflow, at most 65535.
 */
public final class NdisPacketPool {
    /** Notes that a protocol above expects room for: four pointers. */
    static final int PROTOCOL_NOTES = 4;

    private static final int PACKETS_MAX = 0xFFFF;

    /** Descriptors that a verifier keeps from being used again; a power of two. */
    static final int DEAD_MAX = 64;

    private final String name;
    private int capacityPackets;
    private final OctetJoins joins;
    private final int protocolNotes;
    private final @Nullable Ndis ndis;
    private final @Nullable Handover handover;
    private final @Nullable Party owner;
    private final FreeList<NdisPacket> free = new FreeList<>();
    private final @Nullable NdisPacket[] dead;
    private int frees;
    private int used;
    private long refused;

    /** One of the wrapper's own. */
    NdisPacketPool(String name, int capacityPackets, OctetJoins joins) {
        this.name = name;
        this.capacityPackets = Math.min(capacityPackets, PACKETS_MAX);
        this.protocolNotes = PROTOCOL_NOTES;
        this.joins = joins;
        this.ndis = null;
        this.handover = null;
        this.owner = null;
        this.dead = new @Nullable NdisPacket[0];
    }

    /** One of a driver's, with so much room for a protocol's notes. */
    NdisPacketPool(
            Party owner, int capacityPackets, int protocolNotes, OctetJoins joins, Ndis ndis) {
        this.name = owner.name();
        this.capacityPackets =
                ndis.fails(ResourceFaults.Kind.PACKET_POOL, name)
                        ? 0
                        : Math.min(capacityPackets, PACKETS_MAX);
        this.protocolNotes = protocolNotes;
        this.joins = joins;
        this.ndis = ndis;
        this.handover = ndis.handover();
        this.dead = new @Nullable NdisPacket[handover == null ? 0 : DEAD_MAX];
        this.owner = owner;
        if (handover != null) handover.acquired(owner, this, "packet pool");
    }

    /** Whether it is this party's. */
    boolean isOf(Party party) {
        return owner == party;
    }

    /**
     * NdisFreePacketPool, NdisFreeNetBufferListPool: gives the pool itself back, once all its
     * descriptors are in it.
     */
    public void freePool() {
        capacityPackets = 0;
        if (handover != null && owner != null) handover.releasedPool(owner, this);
    }

    OctetJoins joins() {
        return joins;
    }

    /** Whose pool it is. */
    public String name() {
        return name;
    }

    /** Descriptors that are out now. */
    public int used() {
        return used;
    }

    /** How often it was found exhausted. */
    public long refused() {
        return refused;
    }

    /** A descriptor over {@code packet} as a whole, or null if none is left: RESOURCES. */
    public @Nullable NdisPacket allocate(Packet packet) {
        if (used >= capacityPackets || injected(ResourceFaults.Kind.PACKET)) {
            refused++;
            return null;
        }
        NdisPacket descriptor = next();
        descriptor.attach(packet);
        return given(descriptor);
    }

    /** A descriptor over the same octets as another one, which keeps them too; or null. */
    @Nullable NdisPacket allocateSharing(PacketOctets original) {
        Party of = owner;
        if (of == null || used >= capacityPackets || injected(ResourceFaults.Kind.PACKET)) {
            refused++;
            return null;
        }
        NdisPacket descriptor = next();
        descriptor.attach(original.packet().share(of.place()));
        return given(descriptor);
    }

    /** Whether this allocation is to fail for a test. */
    boolean injected(ResourceFaults.Kind kind) {
        return ndis != null && ndis.fails(kind, name);
    }

    /** Room for notes of a protocol in each descriptor. */
    int protocolNotes() {
        return protocolNotes;
    }

    /** What the owner is given for a record. */
    private NdisPacket given(NdisPacket record) {
        if (handover == null || owner == null) return record;
        return handover.made(owner, record);
    }

    /**
     * A descriptor over buffers without a packet, for {@link ProtocolBinding#transferData} to copy
     * into; null if none is left.
     */
    public @Nullable NdisPacket allocate(NdisBuffer chain) {
        if (used >= capacityPackets || injected(ResourceFaults.Kind.PACKET)) {
            refused++;
            return null;
        }
        NdisPacket descriptor = next();
        descriptor.attach(chain);
        return given(descriptor);
    }

    private NdisPacket next() {
        used++;
        NdisPacket descriptor = free.take();
        if (descriptor == null) descriptor = new NdisPacket(this);
        descriptor.inPool = false;
        return descriptor;
    }

    /**
     * A descriptor that takes over the octets of {@code original}, which keeps none: what an
     * intermediate driver does that may not pass the same descriptor on. Null if none is left.
     */
    public @Nullable NdisPacket repackage(NdisPacket original) {
        NdisPacket fresh = allocate(original.packet());
        if (fresh == null) return null;
        original.take();
        if (handover != null) original.record().isBorrowedBy(fresh.record());
        fresh.setFlags(original.flags());
        fresh.outOfBand().setStatus(original.outOfBand().status());
        fresh.record().outOfBand().timeReceivedNanos = original.outOfBand().timeReceivedNanos();
        return fresh;
    }

    /**
     * Takes a descriptor back.
     *
     * @throws IllegalStateException if it is not out of this pool, is still under way, or still has
     *     octets
     */
    public void free(NdisPacket given) {
        NdisPacket descriptor =
                handover == null || owner == null ? given : handover.freed(owner, given);
        if (descriptor.pool != this || descriptor.inPool || descriptor.use != NdisPacket.Use.IDLE)
            throw new IllegalStateException(descriptor + " cannot go back to pool " + name);
        if (descriptor.hasPacket())
            throw new IllegalStateException(descriptor + " still has its octets");
        descriptor.clear();
        descriptor.inPool = true;
        used--;
        NdisPacket rested = handover == null ? descriptor : rest(descriptor);
        if (rested != null) free.give(rested);
    }

    /** It stays dead for a while, so that uses are found; then comes the turn of another. */
    private @Nullable NdisPacket rest(NdisPacket descriptor) {
        if (ndis != null && ndis.options().verifier() == VerifierLevel.STRICT) return null;
        NdisPacket oldest = dead[frees & (DEAD_MAX - 1)];
        dead[frees++ & (DEAD_MAX - 1)] = descriptor;
        return oldest;
    }

    @Override
    public String toString() {
        return "%s: %d of %d out".formatted(name, used, capacityPackets);
    }
}
