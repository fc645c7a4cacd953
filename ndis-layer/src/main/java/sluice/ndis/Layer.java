package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/**
 * One element of an adapter's stack, as the wrapper sees it: the protocols' edge on top, drivers in
 * between, the miniport at the bottom. Which callbacks exist is decided once.
 */
abstract class Layer {
    final NdisAdapter adapter;
    final String name;
    final Place place;
    final Party party;
    @Nullable Layer above;
    @Nullable Layer below;
    @Nullable SendSerializer serializer;

    /** Callbacks that the driver has; the others are passed by. */
    boolean sends;

    boolean completes;
    boolean receives;
    boolean returns;
    boolean statuses;

    Layer(NdisAdapter adapter, String name, Party party) {
        this.adapter = adapter;
        this.name = name;
        this.place = party.place();
        this.party = party;
    }

    final Layer requireAbove() {
        return java.util.Objects.requireNonNull(above);
    }

    final Layer requireBelow() {
        return java.util.Objects.requireNonNull(below);
    }

    /** Gives the driver a send; {@link #send} in the wrapper's way. */
    final NdisStatus giveSend(NdisPacket record) {
        Handover handover = adapter.handover;
        return handover == null ? send(record) : handover.send(this, record);
    }

    /** Gives it a completion. */
    final void giveSendComplete(NdisPacket record, NdisStatus status) {
        Handover handover = adapter.handover;
        if (handover == null) sendComplete(record, status);
        else handover.sendComplete(this, record, status);
    }

    /** Gives it a frame. */
    final int giveReceive(NdisPacket record) {
        Handover handover = adapter.handover;
        return handover == null ? receive(record) : handover.receive(this, record);
    }

    /** Gives a frame back to it. */
    final void giveReturned(NdisPacket record) {
        Handover handover = adapter.handover;
        if (handover == null) returned(record);
        else handover.returned(this, record);
    }

    /** Whether it takes chains of net buffer lists. */
    boolean takesLists() {
        return false;
    }

    /** Gives it sends as a chain. */
    final void giveSends(PacketBatch batch) {
        Handover handover = adapter.handover;
        if (handover == null) sendChain(batch.chain());
        else handover.lists.send(this, batch);
    }

    /** Gives it completions as a chain, each with its status. */
    final void giveSendsComplete(PacketBatch batch) {
        Handover handover = adapter.handover;
        if (handover == null) completeChain(batch.chainWithStatuses());
        else handover.lists.sendComplete(this, batch);
    }

    /** Gives it frames as a chain. */
    final void giveReceives(PacketBatch batch, boolean lent) {
        Handover handover = adapter.handover;
        if (handover == null) receiveChain(batch.chain(), lent);
        else handover.lists.receive(this, batch, lent);
    }

    /** Gives frames back to it as a chain. */
    final void giveReturns(PacketBatch batch) {
        Handover handover = adapter.handover;
        if (handover == null) returnChain(batch.chain());
        else handover.lists.returned(this, batch);
    }

    void sendChain(NetBufferList chain) {
        throw new IllegalStateException(name + " takes no lists");
    }

    void completeChain(NetBufferList chain) {
        throw new IllegalStateException(name + " takes no lists");
    }

    void receiveChain(NetBufferList chain, boolean lent) {
        throw new IllegalStateException(name + " takes no lists");
    }

    void returnChain(NetBufferList chain) {
        throw new IllegalStateException(name + " takes no lists");
    }

    /** The record behind a descriptor that the driver gives in a call. */
    final NdisPacket taken(NdisCall call, NdisPacket given) {
        Handover handover = adapter.handover;
        return handover == null ? given : handover.taken(party, call, given);
    }

    /** The driver calls a function that is about no descriptor. */
    final void calls(NdisCall call) {
        NdisVerifier watch = adapter.ndis().watch;
        if (watch != null) watch.calling(party, call, null);
    }

    /** A handler of the driver that is about no descriptor is about to be called. */
    final void enters(NdisHandler handler) {
        NdisVerifier watch = adapter.ndis().watch;
        if (watch != null) watch.entering(party, handler, null);
    }

    /** It has returned. */
    final void leaves(NdisHandler handler, NdisStatus answer) {
        NdisVerifier watch = adapter.ndis().watch;
        if (watch != null) watch.left(party, handler, null, answer, 0);
    }

    /** Largest payload of a frame above this layer; as {@link Intermediate#frameOctetsMax}. */
    int frameOctetsMax(int belowOctets) {
        return belowOctets;
    }

    /** A send from above; as {@link Intermediate#send}. */
    abstract NdisStatus send(NdisPacket packet);

    /** A send that this layer passed down, or made itself, is over. */
    abstract void sendComplete(NdisPacket packet, NdisStatus status);

    /** A frame from below; as {@link Intermediate#receive}. */
    abstract int receive(NdisPacket packet);

    /** A frame that this layer passed up, or made itself, comes back. */
    abstract void returned(NdisPacket packet);

    /**
     * Tells the driver that sends of this id are cancelled.
     *
     * @return whether the driver itself tells those below
     */
    boolean cancel(Object cancelId) {
        return false;
    }

    abstract void status(StatusIndication indication);

    /** A Plug and Play or power event; most layers have no handler for it. */
    void pnpEvent(PnpEvent event) {}

    abstract NdisStatus reset();

    /** Whether the last reset lost packet filter and addresses. */
    boolean resetAddressing() {
        return true;
    }

    /** Whether the stack may not run without it. */
    boolean isMandatory() {
        return false;
    }

    /** SUCCESS, or PENDING and a completion. */
    abstract NdisStatus pause();

    /** SUCCESS, or PENDING and a completion; anything else: it stays paused. */
    abstract NdisStatus restart();

    abstract void detach();
}
