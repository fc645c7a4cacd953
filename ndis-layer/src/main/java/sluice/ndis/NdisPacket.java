package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/**
 * A packet descriptor of NDIS 5 ({@code NDIS_PACKET}): a chain of buffers over a packet, reserved
 * areas, flags and the out-of-band block. It is also the wrapper's one record of the packet: who
 * made it, who holds it, what state it is in; a {@link NetBufferList} is a second skin over the
 * same record, so nothing is copied where the two kinds of driver meet.
 *
 * <p>Comes from a pool and goes back to it by whoever allocated it. Between a send and its
 * completion, and between an indication and its return, it belongs to the driver that holds it.
 */
public final class NdisPacket extends PacketOctets {
    /** What the descriptor is being used for. */
    enum Use {
        /** Its owner has it. */
        IDLE,
        /** On its way down, or waiting for completion. */
        SEND,
        /** On its way up, or kept by receivers. */
        RECEIVE,
        /** Being filled by a miniport. */
        TRANSFER
    }

    private static final int PLACES = Outstanding.Of.values().length;

    final NdisPacketPool pool;
    private final @Nullable Object[] miniportReserved;
    private final @Nullable Object[] protocolReserved;
    private final OutOfBand outOfBand;
    private final PacketStack stack;
    private int flags;
    private boolean noted;

    Use use = Use.IDLE;
    @Nullable Layer holder;
    @Nullable Layer maker;
    @Nullable ProtocolBinding binding;
    @Nullable Layer pendedAt;
    long turn;
    int references;
    int offered;
    boolean reachedTop;
    boolean claimed;

    /** Made by the wrapper out of a look-ahead; and then only for those who were not shown it. */
    boolean gathered;

    boolean besideLookahead;

    /** Its octets, while bindings are shown it that may end them. */
    ShownOctets.@Nullable Kept kept;

    /** A copy of a send that goes out all the same. */
    boolean copyOfSend;

    /** An NDIS 6 send that asked to be looped back to its sender too. */
    boolean checkForLoopback;

    /** The packet whose octets are being transferred into this descriptor. */
    long transferOf;

    /** The descriptor that has taken over its octets; kept for a verifier only. */
    @Nullable NdisPacket borrower;

    /** SourceHandle of its list as somebody set it, and as it was when it was sent. */
    @Nullable Object sourceHandle;

    @Nullable Object sourceHandleSent;

    boolean inPool;

    /** Of its octets when a protocol was shown it; while a verifier is on. */
    int shownHash;

    @Nullable Object cancelId;

    /** What drivers have been given in its place, by their numbers; null without a verifier. */
    @Nullable PacketLease @Nullable [] leases;

    /** How often it has gone back to its pool. */
    int life;

    /** Lives of its borrower when that took over the octets. */
    int borrowerLife;

    /** The first driver, if any, that has been given it in this life; others have, too. */
    @Nullable Party firstDriver;

    boolean hadByOthers;

    /** Where it is in each {@link Outstanding}, counted from 1; 0: nowhere. */
    final int[] places;

    private @Nullable NetBufferList list;
    @Nullable NetBufferList parent;

    /** The next net buffer of the list that it is a part of, while that is sent. */
    @Nullable NetBuffer nextPart;

    NdisPacket(NdisPacketPool pool) {
        super(pool.joins());
        this.pool = pool;
        this.miniportReserved = new @Nullable Object[2];
        this.protocolReserved = new @Nullable Object[4];
        this.outOfBand = new OutOfBand();
        this.stack = new PacketStack();
        this.places = new int[PLACES];
    }

    /** The descriptor that a party is given in place of the record. */
    NdisPacket(PacketLease of) {
        super(of.record.pool.joins());
        NdisPacket record = of.record;
        this.pool = record.pool;
        this.miniportReserved = record.miniportReserved;
        this.protocolReserved = record.protocolReserved;
        this.outOfBand = new OutOfBand(of, record.outOfBand);
        this.stack = record.stack;
        this.places = record.places;
        this.lease = of;
    }

    /** The wrapper's record: itself, unless it is a party's descriptor. */
    NdisPacket record() {
        PacketLease whose = lease;
        return whose == null ? this : whose.record;
    }

    /** The record, which the caller may look at and write to now. */
    private NdisPacket seen() {
        PacketLease whose = lease;
        if (whose == null) return this;
        whose.check();
        return whose.record;
    }

    /** Another descriptor has taken over its octets. */
    void isBorrowedBy(NdisPacket other) {
        borrower = other;
        borrowerLife = other.life;
    }

    void clear() {
        if (noted) {
            noted = false;
            java.util.Arrays.fill(miniportReserved, null);
            java.util.Arrays.fill(protocolReserved, null);
        }
        protocolReserved[0] = null;
        outOfBand.clear();
        stack.clear();
        flags = 0;
        cancelId = null;
        references = 0;
        offered = 0;
        reachedTop = false;
        claimed = false;
        checkForLoopback = false;
        copyOfSend = false;
        pendedAt = null;
        parent = null;
        nextPart = null;
        borrower = null;
        sourceHandle = null;
        sourceHandleSent = null;
        forget();
        clearList();
        life++;
        firstDriver = null;
        hadByOthers = false;
    }

    /** What was said about its list is forgotten. */
    void clearList() {
        if (list != null) list.clear();
    }

    /** Who claimed its octets has ended them; these are the same. */
    void showAgain(Packet octets) {
        attach(octets);
        claimed = false;
        copyOfSend = true;
    }

    /** The pool it goes back to. */
    public NdisPacketPool pool() {
        return pool;
    }

    /** {@link PacketFlags} set on it. */
    public int flags() {
        return seen().flags;
    }

    /** Sets its flags; before it is sent or indicated. */
    public void setFlags(int value) {
        if (lease != null) lease.writes("flags");
        seen().flags = value;
    }

    /** Its out-of-band block. */
    public OutOfBand outOfBand() {
        if (lease != null) lease.check();
        return outOfBand;
    }

    /** Note of the driver that acts as miniport for it; {@code slot} 0 or 1. */
    public @Nullable Object miniportReserved(int slot) {
        return seen().miniportReserved[slot];
    }

    /** Leaves a note of the driver that acts as miniport for it. */
    public void setMiniportReserved(int slot, @Nullable Object note) {
        NdisPacket record = seen();
        record.noted = true;
        record.miniportReserved[slot] = note;
    }

    /**
     * Note of the protocol: the one that allocated it for a send, or the one above on receive;
     * {@code slot} 0 to 3.
     */
    public @Nullable Object protocolReserved(int slot) {
        return seen().protocolReserved[slot];
    }

    /** Leaves a note of the protocol. */
    public void setProtocolReserved(int slot, @Nullable Object note) {
        if (lease != null) lease.writes("a protocol's note");
        NdisPacket record = seen();
        if (slot != 0) record.noted = true; // slot 0 is used by most and cleared in any case
        record.protocolReserved[slot] = note;
    }

    /** Notes of intermediate drivers that pass this descriptor on. */
    public PacketStack stack() {
        if (lease != null) lease.check();
        return stack;
    }

    /** What cancels it while it is queued; null for nothing. */
    public @Nullable Object cancelId() {
        return seen().cancelId;
    }

    /** NDIS_SET_PACKET_CANCEL_ID: {@link ProtocolBinding#cancelSends} with it ends the send. */
    public void setCancelId(@Nullable Object id) {
        seen().cancelId = id;
    }

    /** Whoever is given it has said nothing about it yet. */
    void beginList() {
        if (list != null) list.begin();
    }

    /** The same packet as drivers of NDIS 6 see it. */
    NetBufferList list() {
        NetBufferList skin = list;
        if (skin == null) {
            skin = new NetBufferList(this);
            list = skin;
        }
        return skin;
    }

    @Override
    public String toString() {
        return "NDIS_PACKET over packet " + packetId();
    }
}
