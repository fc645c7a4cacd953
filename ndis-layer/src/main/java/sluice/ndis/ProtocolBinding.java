package sluice.ndis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.time.Handler;

/**
 * A protocol's binding to one adapter ({@code NdisOpenAdapter}): its packet filter, its count of
 * sends that are out, its way into the wrapper.
 *
 * <p>A new binding has packet filter 0 and receives nothing.
 */
public final class ProtocolBinding {
    /** Option of OID_GEN_PROTOCOL_OPTIONS: not shown its own sends. */
    public static final int NO_LOOPBACK = 0x2;

    private static final Handler<ProtocolBinding> CLOSE_OVER = ProtocolBinding::closeIsOver;

    private final NdisAdapter adapter;
    private final String name;
    private final Place place;
    private final Party party;
    private final @Nullable Protocol protocol;
    private final @Nullable Protocol6 protocol6;

    /** What the wrapper tells the protocol. */
    final ProtocolHandlers handlers;

    private final boolean hasReceive;
    private final boolean hasReceivePacket;
    private int filter;
    private int lookaheadOctets;
    private int options;
    private Set<Long> groups = Set.of();
    private final List<Runnable> whenHome = new ArrayList<>();
    private boolean closeOver;
    boolean closed;

    /** Who opened it in a {@link BindContext}; where it may be closed is then looked at. */
    @Nullable ProtocolDriver driver;

    boolean opening;
    boolean unbinding;
    boolean inEvent;

    /** How deep its receive handler is, while a verifier is on. */
    int receiving;

    /** It was told that a reset has begun, and not yet that it is over. */
    boolean inReset;

    /** It was told that the adapter sleeps or pauses. */
    boolean mayNotSend;

    /** The virtual adapter that an intermediate driver has on top of this binding. */
    @Nullable NdisAdapter virtual;

    boolean touched;
    long sendsOut;
    long owed;

    /** Turns of its sends; while a verifier is on. */
    final LastTurns lastTurns = new LastTurns();

    /** Its handlers, from when a driver first looked for them. */
    private @Nullable OpenBlock openBlock;

    ProtocolBinding(
            NdisAdapter adapter,
            String name,
            Place place,
            @Nullable Protocol protocol,
            @Nullable Protocol6 protocol6) {
        this.adapter = adapter;
        this.name = name;
        this.place = place;
        this.party =
                new Party(
                        Party.Role.PROTOCOL,
                        name,
                        protocol6 == null ? NdisVersion.NDIS_5_1 : NdisVersion.NDIS_6_20,
                        place);
        this.protocol = protocol;
        this.protocol6 = protocol6;
        this.handlers = new ProtocolHandlers(this, protocol, protocol6);
        this.hasReceive = protocol != null && Overridden.is(protocol, Protocol.class, "receive");
        this.hasReceivePacket =
                protocol == null
                        || !hasReceive
                        || Overridden.is(protocol, Protocol.class, "receivePacket");
    }

    /** The table of its handlers. */
    OpenBlock openBlock() {
        OpenBlock block = openBlock;
        if (block == null) {
            block = new OpenBlock(this);
            openBlock = block;
        }
        return block;
    }

    /** The protocol as one who takes part in the contract. */
    Party party() {
        return party;
    }

    /** What the protocol may make and misuse: locks, timers, memory. */
    public DriverObjects objects() {
        return adapter.ndis().objectsOf(party);
    }

    NdisPacket taken(NdisCall call, NdisPacket given) {
        Handover handover = adapter.handover;
        if (handover == null) return given;
        BindingUse.check(this, call, given.record());
        return handover.taken(party, call, given);
    }

    /** Gives the protocol a completion; {@link #sendComplete} in the wrapper's way. */
    void giveSendComplete(NdisPacket record, NdisStatus status) {
        Handover handover = adapter.handover;
        if (handover == null) sendComplete(record, status);
        else handover.sendComplete(this, record, status);
        if (closed) perhapsHome();
    }

    /** Gives it a frame; how often it will return it. */
    int giveReceive(NdisPacket record) {
        Handover handover = adapter.handover;
        return handover == null ? receive(record) : handover.receive(this, record);
    }

    /** Gives it completions, of lists of which some may have parts that are still out. */
    void giveSendsComplete(PacketBatch batch) {
        Handover handover = adapter.handover;
        if (handover == null) sendsComplete(batch, batch);
        else handover.lists.sendComplete(this, batch);
        if (closed) perhapsHome();
    }

    /** Gives it frames as a chain. */
    void giveReceives(PacketBatch batch, boolean lent) {
        Handover handover = adapter.handover;
        if (handover == null) receiveChain(batch, lent);
        else handover.lists.receive(this, batch, lent);
    }

    /** Whether somebody has looked at its handlers to write over them. */
    boolean isPatched() {
        return openBlock != null;
    }

    /** Gives it back a descriptor whose transfer is over. */
    void giveTransferred(NdisPacket record, NdisStatus status, int octets) {
        Handover handover = adapter.handover;
        if (handover == null) transferDataComplete(record, status, octets);
        else handover.transferDataComplete(this, record, status, octets);
    }

    /** Whether it has ProtocolReceive. */
    boolean hasReceive() {
        return hasReceive;
    }

    /** Whether full packets go to its ProtocolReceivePacket, or lists to its NDIS 6 handler. */
    boolean hasReceivePacket() {
        return hasReceivePacket;
    }

    /** Name of the protocol. */
    public String name() {
        return name;
    }

    /** The adapter it is bound to. */
    public NdisAdapter adapter() {
        return adapter;
    }

    /** The protocol's place in the ledger: packets start and arrive there. */
    public Place place() {
        return place;
    }

    /** Sends that are out: answered PENDING and not completed. */
    public long sendsOut() {
        return sendsOut;
    }

    /** Its {@link PacketFilters}. */
    public int packetFilter() {
        return filter;
    }

    /**
     * OID_GEN_CURRENT_PACKET_FILTER and OID_802_3_MULTICAST_LIST: what it wants from now on. The
     * NIC is given the union over all bindings.
     */
    public void setPacketFilter(int packetFilter, Set<Long> groupAddresses) {
        filter = packetFilter;
        groups = Set.copyOf(groupAddresses);
        adapter.programFilter();
    }

    private NdisStatus program(int packetFilter, Set<Long> groupAddresses) {
        int oldFilter = filter;
        Set<Long> oldGroups = groups;
        filter = packetFilter;
        groups = groupAddresses;
        NdisStatus status = adapter.programFilter();
        if (status == NdisStatus.SUCCESS || status == NdisStatus.PENDING) return status;
        filter = oldFilter;
        groups = oldGroups;
        return status;
    }

    /** How much of a frame it wants as look-ahead: OID_GEN_CURRENT_LOOKAHEAD. */
    public int lookaheadOctets() {
        return lookaheadOctets;
    }

    /** What it told NDIS by OID_GEN_PROTOCOL_OPTIONS: {@link #NO_LOOPBACK}. */
    public int protocolOptions() {
        return options;
    }

    /** Whether a send of another binding is shown to it. */
    boolean takesLocal() {
        return (filter & PacketFilters.NO_LOCAL) == 0;
    }

    /**
     * Whether a send of its own is shown to it; {@code local} if it is not for the wire at all, so
     * that nobody else would have it. Choice: NO_LOOPBACK does not lose such a frame.
     */
    boolean takesOwnSends(NdisPacket packet, boolean local) {
        if (local) return true;
        if (protocol6 != null) return packet.checkForLoopback;
        return (options & NO_LOOPBACK) == 0 && PacketFilters.wantsSends(filter);
    }

    Set<Long> groups() {
        return groups;
    }

    boolean wants(long destination) {
        return !closed && PacketFilters.accepts(filter, groups, destination, adapter.mac());
    }

    /** A pool of send descriptors. */
    public NdisPacketPool packetPool(int capacityPackets) {
        return adapter.pool(party, capacityPackets);
    }

    /** A pool of lists for sends. */
    public NetBufferListPool listPool(int capacityLists) {
        return new NetBufferListPool(adapter.pool(party, capacityLists));
    }

    /**
     * NdisSend. The packet must belong to {@link #place}.
     *
     * @return PENDING: {@link Protocol#sendComplete} comes, perhaps before this returns; anything
     *     else: it is over, and the octets have come to their end
     */
    public NdisStatus send(NdisPacket packet) {
        OpenBlock patched = openBlock;
        if (patched == null) return sendToWrapper(packet);
        try {
            return patched.sendHandler().send(this, packet);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(hookName(), packet, thrown);
        }
    }

    /** Who is to blame for what comes out of a patched handler. */
    private String hookName() {
        return "hook of " + name;
    }

    NdisStatus sendToWrapper(NdisPacket packet) {
        return adapter.sends.fromBinding(this, taken(NdisCall.SEND, packet));
    }

    /** NdisSendNetBufferLists: each list is completed once, perhaps before this returns. */
    public void send(NetBufferList chain) {
        send(chain, false);
    }

    /**
     * NdisSendNetBufferLists.
     *
     * @param checkForLoopback NDIS_SEND_FLAGS_CHECK_FOR_LOOPBACK: shows them to this binding too
     */
    public void send(NetBufferList chain, boolean checkForLoopback) {
        boolean several = chain.isChained() || chain.hasGrown();
        if (several && openBlock == null && adapter.chains.sendsAsChain(adapter.top)) {
            adapter.chains.fromBinding(this, chain, checkForLoopback);
            return;
        }
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            ListSends.send(this, list, checkForLoopback);
            list = rest;
        }
    }

    /**
     * Makes the octets of a packet that is being shown to this binding its own: the packet itself
     * for the first that claims it, a sharing one for the others. A lent packet (status RESOURCES)
     * is claimed by copying, which is charged.
     */
    public Packet claim(NdisPacket given) {
        if (given.lease != null) given.lease.check();
        NdisPacket packet = given.record();
        Packet data = packet.packet();
        boolean lent = packet.outOfBand().status() == NdisStatus.RESOURCES;
        if (lent) adapter.chargeCopy(data.lengthOctets());
        if (packet.claimed) return data.share(place);
        packet.claimed = true;
        data.passUp(place);
        return data;
    }

    /** NdisReturnPackets: done with a packet that this binding kept. */
    public void returnPacket(NdisPacket packet) {
        adapter.receives.fromBinding(this, taken(NdisCall.RETURN_PACKETS, packet));
        if (closed) perhapsHome();
    }

    /** NdisReturnNetBufferLists. */
    public void returnLists(NetBufferList chain) {
        adapter.chains.fromBinding(this, chain);
        if (closed) perhapsHome();
    }

    /**
     * NdisTransferData: copies octets of the frame that is being shown to this binding's {@link
     * Protocol#receive}, from {@code byteOffset} behind the header on, into the buffers of {@code
     * target}; at most once per frame. What does not fit, or is not there, is left out.
     *
     * @return SUCCESS: {@link Lookahead#transferredOctets} are copied; PENDING: {@link
     *     Protocol#transferDataComplete} comes; anything else: nothing was copied
     */
    public NdisStatus transferData(Lookahead frame, int byteOffset, int octets, NdisPacket target) {
        NdisPacket record = taken(NdisCall.TRANSFER_DATA, target);
        return adapter.transfers.ask(this, frame, byteOffset, octets, record);
    }

    /**
     * NdisRequest. PENDING: {@link Protocol#requestComplete} comes. Packet filter, list of groups,
     * look-ahead and protocol options are this binding's own; the miniport is given the union, or
     * the largest. All else asks or tells the miniport.
     */
    public NdisStatus request(OidRequest request) {
        if (adapter.handover != null) BindingUse.check(this, request);
        return BindingRequests.answer(this, request);
    }

    /** NdisCancelOidRequest: a request of this binding that pends is no longer wanted. */
    public void cancelRequest(OidRequest request) {
        adapter.requests.cancel(request);
    }

    NdisStatus setFilter(int value) {
        return program(value, groups);
    }

    NdisStatus setGroups(Set<Long> value) {
        return program(filter, value);
    }

    NdisStatus setLookahead(int octets) {
        int old = lookaheadOctets;
        lookaheadOctets = octets;
        NdisStatus status = adapter.programLookahead();
        if (status != NdisStatus.SUCCESS && status != NdisStatus.PENDING) lookaheadOctets = old;
        return status;
    }

    void setOptions(int value) {
        options = value;
    }

    /** NdisReset; NDIS 5 protocols only. */
    public NdisStatus reset() {
        return adapter.resets.begin(this);
    }

    /**
     * NdisSendPackets: the first {@code count} of an array, in their order; {@link
     * Protocol#sendComplete} comes for each, also for those that are over at once.
     */
    public void sendPackets(NdisPacket[] packets, int count) {
        if (openBlock == null && adapter.arrays.reachMiniport()) {
            NdisPacket[] records = new NdisPacket[count];
            for (int i = 0; i < count; i++) records[i] = taken(NdisCall.SEND_PACKETS, packets[i]);
            adapter.arrays.fromBinding(this, records, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            NdisPacket packet = packets[i];
            NdisStatus status = send(packet);
            if (status != NdisStatus.PENDING) giveSendComplete(packet.record(), status);
        }
    }

    /**
     * NdisCancelSendPackets, NdisCancelSendNetBufferLists: sends that carry the id and still wait
     * in a queue are completed with REQUEST_ABORTED or SEND_ABORTED.
     */
    public void cancelSends(Object cancelId) {
        Handover handover = adapter.handover;
        if (handover != null) handover.calling(party, NdisCall.CANCEL_SENDS);
        adapter.sends.cancel(cancelId);
    }

    /**
     * NdisCloseAdapter: no callback after it but completions of sends that are out.
     *
     * @return SUCCESS; or PENDING while sends are out or received packets are kept: {@link
     *     Protocol#closeComplete} comes when all are home
     */
    public NdisStatus close() {
        if (adapter.handover != null) BindingUse.checkClose(this);
        if (closed) return NdisStatus.CLOSING;
        adapter.close(this);
        if (isHome()) closeOver = true;
        return closeOver ? NdisStatus.SUCCESS : NdisStatus.PENDING;
    }

    private boolean isHome() {
        return sendsOut == 0 && owed == 0;
    }

    /** Whether it is closed and everything has come home. */
    boolean isCloseOver() {
        return closeOver;
    }

    private void perhapsHome() {
        if (closeOver || !isHome()) return;
        closeOver = true;
        var host = adapter.host();
        host.scheduler().schedule(0, host.cpu().thread(), CLOSE_OVER, this);
    }

    private void closeIsOver() {
        try {
            if (protocol != null) protocol.closeComplete(this);
            if (protocol6 != null) protocol6.closeComplete(this);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        List<Runnable> waiting = List.copyOf(whenHome);
        whenHome.clear();
        waiting.forEach(Runnable::run);
    }

    /** Once it is closed and everything is home. */
    void whenHome(Runnable then) {
        if (closeOver) then.run();
        else whenHome.add(then);
    }

    /** Whether its driver is one of NDIS 6. */
    boolean isNdis6() {
        return protocol6 != null;
    }

    /** NdisCompletePnPEvent, once for an event that was answered PENDING. */
    public void completePnpEvent() {
        adapter.life.eventComplete(this);
    }

    NdisStatus pnpEvent(PnpEvent event) {
        adapter.journal.entering(party, NdisHandler.PNP_EVENT);
        inEvent = true;
        NdisStatus status = NdisStatus.SUCCESS;
        try {
            if (protocol != null) status = protocol.pnpEvent(this, event);
            if (protocol6 != null) status = protocol6.pnpEvent(this, event);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        inEvent = false;
        adapter.journal.left(party, NdisHandler.PNP_EVENT, status);
        return status;
    }

    NdisStatus unbindAdapter(UnbindContext unbind) {
        adapter.journal.entering(party, NdisHandler.UNBIND);
        NdisStatus status = NdisStatus.SUCCESS;
        try {
            if (protocol != null) status = protocol.unbindAdapter(this, unbind);
            if (protocol6 != null) status = protocol6.unbindAdapter(this, unbind);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        adapter.journal.left(party, NdisHandler.UNBIND, status);
        return status;
    }

    void sendComplete(NdisPacket packet, NdisStatus status) {
        try {
            if (protocol != null) protocol.sendComplete(this, packet, status);
            else if (protocol6 != null) ListSends.complete(this, protocol6, packet, status);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    /** The statuses are those of {@code batch}, the descriptors those of {@code shown}. */
    void sendsComplete(PacketBatch shown, PacketBatch batch) {
        try {
            if (protocol6 != null) ListSends.complete(this, protocol6, shown, batch);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, batch.packet(0), thrown);
        }
    }

    void receiveChain(PacketBatch shown, boolean lent) {
        try {
            if (protocol6 != null) ListReceives.toProtocol(this, protocol6, shown, lent);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, shown.packet(0).record(), thrown);
        }
    }

    int receive(NdisPacket packet) {
        OpenBlock patched = openBlock;
        if (patched == null) return receiveInProtocol(packet);
        try {
            return patched.receivePacketHandler().receivePacket(this, packet);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(hookName(), packet, thrown);
        }
    }

    int receiveInProtocol(NdisPacket packet) {
        try {
            if (protocol != null) return protocol.receivePacket(this, packet);
            if (protocol6 == null) return 0;
            return ListReceives.toProtocol(this, protocol6, packet);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    NdisStatus receive(Lookahead frame) {
        OpenBlock patched = openBlock;
        if (patched == null) return receiveInProtocol(frame);
        try {
            return patched.receiveHandler().receive(this, frame);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(hookName(), null, thrown);
        }
    }

    NdisStatus receiveInProtocol(Lookahead frame) {
        try {
            return protocol == null ? NdisStatus.NOT_ACCEPTED : protocol.receive(this, frame);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    void transferDataComplete(NdisPacket packet, NdisStatus status, int octets) {
        try {
            if (protocol != null) protocol.transferDataComplete(this, packet, status, octets);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    @Override
    public String toString() {
        return name + " on " + adapter.name();
    }
}
