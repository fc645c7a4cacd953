package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Fate;
import sluice.packet.Packet;
import sluice.time.Scheduler;
import sluice.trace.TraceSink;
import sluice.world.Host;

/**
 * The two flows of a receive on one adapter: up to the bindings, and the descriptor back down to
 * the driver that made it.
 *
 * <p>At the top every interested binding sees the same packet and says how often it will return it;
 * when the sum is down to 0 the descriptor goes home (Windows DDK, ProtocolReceivePacket,
 * NdisReturnPackets). Octets that nobody claimed end here. Bindings with ProtocolReceive only are
 * shown the same packet as a {@link Lookahead}.
 */
final class ReceiveFlow {
    private final NdisAdapter adapter;
    private final Scheduler scheduler;
    private final ShownOctets shown;
    private final Host host;
    private final long layerCallNanos;
    private final Lookahead ofFull = new Lookahead();
    private long out;
    private boolean burst;

    ReceiveFlow(NdisAdapter adapter) {
        this.adapter = adapter;
        this.scheduler = adapter.host().scheduler();
        this.shown = new ShownOctets(adapter.host().pool());
        this.host = adapter.host();
        this.layerCallNanos = adapter.host().costs().layerCallNanos();
    }

    /** Indications whose descriptors have not come home. */
    long out() {
        return out;
    }

    /** NdisMIndicateReceivePacket from the miniport; the burst goes on until {@link #burstOver}. */
    int fromMiniport(NdisPacket packet) {
        return mayEnter(packet) ? up(adapter.miniport, packet) : 0;
    }

    /** NdisMIndicateReceivePacket with an array: once one is lent, all behind it are. */
    int fromMiniport(MiniportContext miniport, @Nullable NdisPacket[] packets, int count) {
        int kept = 0;
        boolean lent = false;
        for (int i = 0; i < count; i++) {
            NdisPacket packet = packets[i];
            if (packet == null) continue;
            OutOfBand about = packet.outOfBand();
            boolean wished = about.status() == NdisStatus.RESOURCES;
            if (lent && !wished) {
                adapter.report(
                        ReceiveRule.R05, adapter.miniport.party, "element " + i + " was not lent");
                about.setStatus(NdisStatus.RESOURCES);
            }
            lent |= wished;
            if (miniport.indicateReceive(packet) == 0) continue;
            packets[i] = null;
            kept++;
        }
        return kept;
    }

    /** NdisMEthIndicateReceive from the miniport; the burst goes on until {@link #burstOver}. */
    NdisStatus fromMiniport(Lookahead frame) {
        burst = true;
        if (!adapter.isRunning()) return NdisStatus.NOT_ACCEPTED;
        if (adapter.transfers.pending() > 0) {
            throw adapter.breach(
                    ReceiveRule.R09,
                    adapter.miniport.party,
                    null,
                    "packet " + frame.packetId() + " was indicated");
        }
        if (adapter.handover != null) requireEnough(frame);
        if (adapter.hasReceivingDriver()) {
            boolean gathered = adapter.transfers.gather(frame, true);
            return gathered ? NdisStatus.SUCCESS : NdisStatus.NOT_ACCEPTED;
        }
        boolean taken = false;
        boolean whole = false;
        long destination = frame.destination();
        for (ProtocolBinding binding : adapter.bindings()) {
            if (!isShown(binding, destination, null)) continue;
            if (binding.hasReceive()) taken |= show(binding, frame);
            else whole = true;
        }
        if (whole) taken |= adapter.transfers.gather(frame, false);
        return taken ? NdisStatus.SUCCESS : NdisStatus.NOT_ACCEPTED;
    }

    private void requireEnough(Lookahead frame) {
        int wanted = 0;
        for (ProtocolBinding binding : adapter.bindings())
            wanted = Math.max(wanted, binding.lookaheadOctets());
        int ready = frame.lookaheadLengthOctets();
        int needed = Math.min(wanted, frame.packetLengthOctets());
        if (ready < needed)
            adapter.report(ReceiveRule.R11, adapter.miniport.party, ready + " octets of " + needed);
    }

    /** The filter package: whether a binding is shown what goes to {@code destination}. */
    private boolean isShown(
            ProtocolBinding binding, long destination, @Nullable NdisPacket packet) {
        boolean wanted = binding.wants(destination);
        WrapperFaults seeded = adapter.faults;
        boolean shown = wanted || (seeded != null && seeded.ignoreFilter());
        if (shown && !binding.wants(destination) && adapter.handover != null)
            adapter.ndis().report(ReceiveRule.R21, adapter.top.party, packet, "to " + binding);
        return shown;
    }

    /** ProtocolReceive of one binding. */
    private boolean show(ProtocolBinding binding, Lookahead frame) {
        binding.touched = true;
        TraceSink trace = adapter.trace();
        if (trace != null) {
            trace.accept(
                    new NdisStep.LookaheadShown(
                            scheduler.nowNanos(),
                            frame.packetId(),
                            binding.place().name(),
                            frame.lookaheadLengthOctets(),
                            frame.packetLengthOctets()));
        }
        host.charge(layerCallNanos);
        frame.asked = false;
        frame.shownTo = binding;
        NdisVerifier watch = adapter.ndis().watch;
        NdisStatus status =
                watch == null ? binding.receive(frame) : showCopy(watch, binding, frame);
        frame.shownTo = null;
        return status == NdisStatus.SUCCESS || status == NdisStatus.PENDING;
    }

    /** It reads a copy, which ends with the call: who uses it later, or writes to it, is found. */
    private NdisStatus showCopy(NdisVerifier watch, ProtocolBinding binding, Lookahead frame) {
        Party party = binding.party();
        Lookahead shown = frame.copyFor(adapter.ndis(), party);
        watch.entering(party, NdisHandler.RECEIVE, frame.full);
        NdisStatus status = binding.receive(shown);
        watch.left(party, NdisHandler.RECEIVE, frame.full, status, 0);
        if (shown.differs()) adapter.report(ReceiveRule.R06, party, "the look-ahead was written");
        shown.end();
        return status;
    }

    /** A driver in the stack passes a frame up, or makes one. */
    int fromDriver(Layer from, NdisPacket packet) {
        int kept = up(from, packet);
        if (!burst) bindingsComplete();
        return kept;
    }

    private int up(Layer from, NdisPacket packet) {
        boolean made = packet.use == NdisPacket.Use.IDLE || packet.maker == from;
        begin(from, packet);
        long turn = packet.turn;
        int kept = climb(from, packet);
        if (kept > 0) return 1;
        comesBack(from, packet, made, packet.turn == turn);
        return 0;
    }

    /** Nobody above has kept it. */
    private void comesBack(Layer from, NdisPacket packet, boolean made, boolean same) {
        if (!same)
            throw adapter.breach(
                    ReceiveRule.R03, from.party, packet, "0 was answered, and it was returned");
        packet.holder = from;
        if (made) done(packet);
        adapter.hasAgain(from.party, packet);
    }

    /** An indication of a chain begins with each of its packets; false if the stack is paused. */
    boolean beginUp(Layer from, NdisPacket packet) {
        if (from == adapter.miniport && !mayEnter(packet)) return false;
        begin(from, packet);
        return true;
    }

    /** What comes while the stack is paused ends at once. */
    private boolean mayEnter(NdisPacket packet) {
        burst = true;
        if (adapter.isRunning()) return true;
        packet.discard(NdisDrop.RECEIVED_WHILE_PAUSED);
        adapter.hasAgain(adapter.miniport.party, packet);
        return false;
    }

    /** A driver's frame begins its way up, or goes on. */
    private void begin(Layer from, NdisPacket packet) {
        if (packet.use == NdisPacket.Use.IDLE) {
            packet.use = NdisPacket.Use.RECEIVE;
            packet.maker = from;
            packet.holder = from;
            packet.turn = adapter.nextTurn();
            packet.offered = 0;
            packet.reachedTop = false;
            out++;
        } else {
            requireHeld(from, packet, ReceiveRule.R01);
            if (packet.pendedAt == from) adapter.resumed(from, packet);
        }
        adapter.gives(from.party, packet, ReceiveRule.R15, NdisWatch.Moved.INDICATED);
    }

    /**
     * Takes a chain to the next above that wants to see frames: a driver that takes chains, or the
     * bindings.
     *
     * @param back is given what nobody above keeps
     */
    void climb(Layer from, PacketBatch batch, boolean lent, PacketBatch back) {
        Layer at = from;
        for (int i = 0; i < batch.count(); i++) {
            at = pass(from, batch.packet(i));
            if (at != adapter.top) batch.packet(i).holder = at;
        }
        if (at == adapter.top) {
            offer(batch, lent);
        } else {
            host.charge(layerCallNanos);
            scheduler.interruptionPoint();
            at.giveReceives(batch, lent);
        }
        for (int i = 0; i < batch.count(); i++) {
            NdisPacket packet = batch.packet(i);
            boolean here = batch.isSame(i);
            boolean kept = at == adapter.top ? here && packet.references > 0 : !lent;
            if (at == adapter.top && !here) continue; // it has been home already
            if (kept) {
                if (here && packet.holder == at && at != adapter.top) adapter.pended(at, packet);
                continue;
            }
            if (here && packet.holder != at)
                throw adapter.breach(
                        ReceiveRule.R03, at.party, packet, "0 was answered, and it was kept");
            comesBack(from, packet, packet.maker == from, here);
            back.add(packet);
        }
        if (from != adapter.miniport && !burst) bindingsComplete();
    }

    /** Past drivers that do not take frames; who does. */
    private Layer pass(Layer from, NdisPacket packet) {
        TraceSink trace = adapter.trace();
        if (trace != null) packet.packet();
        Packet data = packet.required();
        NdisStatus wish = packet.outOfBand().status();
        Layer at = from.requireAbove();
        for (; at != adapter.top; at = at.requireAbove()) {
            data.passUp(at.place);
            if (trace != null) {
                trace.accept(
                        new NdisStep.Indicated(
                                scheduler.nowNanos(), data.id(), at.place.name(), wish));
            }
            if (at.receives) return at;
        }
        return at;
    }

    /** Shows a chain to the bindings: whole to the one of NDIS 6, packet by packet to others. */
    private void offer(PacketBatch batch, boolean lent) {
        ProtocolBinding six = adapter.chains.theOneOf6();
        ProtocolBinding[] bindings = adapter.bindings();
        for (int i = 0; i < batch.count(); i++) {
            beginOffer(batch.packet(i));
            shown.begin(batch.packet(i), bindings.length);
        }
        for (ProtocolBinding binding : bindings) {
            for (int i = 0; i < batch.count(); i++) shown.next(batch.packet(i));
            if (binding != six) {
                for (int i = 0; i < batch.count(); i++)
                    offerTo(binding, batch.packet(i), null, true, lent);
                continue;
            }
            PacketBatch wanted = adapter.chains.take();
            for (int i = 0; i < batch.count(); i++)
                if (isToBeShown(binding, batch.packet(i), null, true)) wanted.add(batch.packet(i));
            if (wanted.count() > 0) {
                binding.touched = true;
                for (int i = 0; i < wanted.count(); i++) traceShown(binding, wanted.packet(i));
                host.charge(layerCallNanos);
                binding.giveReceives(wanted, lent);
            }
            adapter.chains.give(wanted);
        }
        for (int i = 0; i < batch.count(); i++) {
            shown.end(batch.packet(i));
            batch.packet(i).references--;
        }
    }

    private int climb(Layer from, NdisPacket packet) {
        NdisStatus wish = packet.outOfBand().status();
        Layer at = pass(from, packet);
        if (at == adapter.top) return offer(packet, null, true);
        packet.holder = at;
        host.charge(layerCallNanos);
        scheduler.interruptionPoint();
        long turn = packet.turn;
        int kept = at.giveReceive(packet);
        if (kept > 0 && packet.turn == turn && packet.holder == at) adapter.pended(at, packet);
        if (kept > 0 && wish == NdisStatus.RESOURCES && packet.turn == turn)
            throw adapter.breach(ReceiveRule.R04, at.party, packet, "was lent");
        if (kept == 0 && packet.turn == turn && packet.holder != at)
            throw adapter.breach(
                    ReceiveRule.R03, at.party, packet, "0 was answered, and it was kept");
        return kept;
    }

    /**
     * Shows it to every binding that wants it.
     *
     * @param sender the binding whose send is looped back, or null for a frame from outside
     * @param toSender whether the sender is shown it too
     */
    int offer(NdisPacket packet, @Nullable ProtocolBinding sender, boolean toSender) {
        beginOffer(packet);
        boolean lent = packet.outOfBand().status() == NdisStatus.RESOURCES;
        ProtocolBinding[] bindings = adapter.bindings();
        shown.begin(packet, bindings.length);
        try {
            for (int i = 0; i < bindings.length; i++) {
                if (i > 0) shown.next(packet);
                offerTo(bindings[i], packet, sender, toSender, lent);
            }
        } finally {
            shown.end(packet);
        }
        if (--packet.references == 0) return 0;
        return 1;
    }

    private void beginOffer(NdisPacket packet) {
        packet.holder = adapter.top;
        packet.reachedTop = true;
        packet.references = 1;
    }

    private boolean isToBeShown(
            ProtocolBinding binding,
            NdisPacket packet,
            @Nullable ProtocolBinding sender,
            boolean toSender) {
        long destination = packet.lengthOctets() < 6 ? -1 : packet.u48(0);
        if (!isShown(binding, destination, packet)) return false;
        if (sender != null && !(binding == sender ? toSender : binding.takesLocal())) return false;
        if (packet.besideLookahead && binding.hasReceive()) return false;
        packet.offered++;
        return true;
    }

    private void traceShown(ProtocolBinding binding, NdisPacket packet) {
        TraceSink trace = adapter.trace();
        if (trace == null) return;
        trace.accept(
                new NdisStep.Indicated(
                        scheduler.nowNanos(),
                        packet.packetId(),
                        binding.place().name(),
                        packet.outOfBand().status()));
    }

    private void offerTo(
            ProtocolBinding binding,
            NdisPacket packet,
            @Nullable ProtocolBinding sender,
            boolean toSender,
            boolean lent) {
        if (!isToBeShown(binding, packet, sender, toSender)) return;
        if (!binding.hasReceivePacket()) {
            ofFull.ofFull(packet);
            show(binding, ofFull);
            return;
        }
        binding.touched = true;
        traceShown(binding, packet);
        host.charge(layerCallNanos);
        int count = binding.giveReceive(packet);
        if (count < 0)
            throw adapter.breach(ReceiveRule.R03, binding.party(), packet, count + " was answered");
        if (lent && count > 0)
            throw adapter.breach(ReceiveRule.R04, binding.party(), packet, count + " was answered");
        packet.references += count;
        binding.owed += count;
    }

    /** NdisReturnPackets from a binding. */
    void fromBinding(ProtocolBinding binding, NdisPacket packet) {
        if (isReturned(binding, packet)) down(adapter.top, packet);
    }

    /** Counts a return; whether it was the last that was missing. */
    boolean isReturned(ProtocolBinding binding, NdisPacket packet) {
        NdisRule rule = onceOnly(binding.party());
        if (packet.use != NdisPacket.Use.RECEIVE || packet.references < 1 || binding.owed < 1)
            throw adapter.breach(rule, binding.party(), packet, "returned too often");
        Handover handover = adapter.handover;
        if (handover != null && !handover.returns(binding, packet))
            throw adapter.breach(rule, binding.party(), packet, "returned by one who has it not");
        binding.owed--;
        return --packet.references == 0;
    }

    /** Which rule says how often a received packet is returned. */
    private static NdisRule onceOnly(Party party) {
        return party.version().major() < 6 ? ReceiveRule.R03 : ReceiveRule.R16;
    }

    /** A driver in the stack returns a packet that it kept. */
    void returned(Layer from, NdisPacket packet) {
        takeReturned(from, packet);
        down(from, packet);
    }

    /** A driver has it no longer. */
    void takeReturned(Layer from, NdisPacket packet) {
        requireHeld(from, packet, onceOnly(from.party));
        if (packet.outOfBand().status() == NdisStatus.RESOURCES)
            throw adapter.breach(onceOnly(from.party), from.party, packet, "it was lent");
        adapter.gives(from.party, packet, ReceiveRule.R04, NdisWatch.Moved.RETURNED);
    }

    /** The driver that is given it back next; null if that is the wrapper itself. */
    @Nullable Layer wayHome(Layer from, NdisPacket packet) {
        Layer maker = packet.maker;
        if (maker == adapter.top || packet.gathered) return null;
        Layer at = from.requireBelow();
        while (at != maker && !at.returns && at.below != null) at = at.requireBelow();
        return at;
    }

    /** It is there, and the driver has still to be told. */
    void arriveHome(Layer at, NdisPacket packet) {
        if (at == packet.maker) done(packet);
        else packet.holder = at;
    }

    /** The descriptor goes down to who made it, or to the next who wants to see that. */
    void down(Layer from, NdisPacket packet) {
        Layer maker = packet.maker;
        if (maker == adapter.top) {
            done(packet);
            adapter.loopback.free(packet);
            return;
        }
        for (Layer at = from.below; at != null; at = at.below) {
            if (at == maker) {
                done(packet);
                if (packet.gathered) adapter.transfers.free(packet);
                else at.giveReturned(packet);
                return;
            }
            if (at.returns) {
                packet.holder = at;
                at.giveReturned(packet);
                return;
            }
        }
        throw new IllegalStateException(packet + " was returned below its maker");
    }

    /** The descriptor is home; octets that nobody took end here. */
    void done(NdisPacket packet) {
        if (packet.claimed) packet.forget();
        else if (packet.hasPacket()) packet.discard(unclaimed(packet));
        packet.claimed = false;
        TraceSink trace = adapter.trace();
        Layer maker = packet.maker;
        if (trace != null && maker != null) {
            trace.accept(
                    new NdisStep.Returned(
                            scheduler.nowNanos(), packet.packetId(), maker.place.name()));
        }
        packet.use = NdisPacket.Use.IDLE;
        packet.holder = null;
        packet.maker = null;
        packet.turn = 0;
        packet.pendedAt = null;
        packet.references = 0;
        out--;
        adapter.progressed();
    }

    private static Fate unclaimed(NdisPacket packet) {
        if (packet.copyOfSend) return NdisEnd.SHOWN_TO_WATCHERS;
        if (!packet.reachedTop) return NdisDrop.NOT_PASSED_UP;
        return packet.offered == 0 ? NdisDrop.NOT_ASKED_FOR : NdisDrop.NOT_ACCEPTED;
    }

    /** A looped-back send begins its way from the top. */
    void beginLoop(NdisPacket packet) {
        packet.use = NdisPacket.Use.RECEIVE;
        packet.maker = adapter.top;
        packet.turn = adapter.nextTurn();
        packet.offered = 0;
        out++;
    }

    /** The miniport's burst is over: bindings do what they put off. */
    void burstOver() {
        burst = false;
        bindingsComplete();
    }

    void bindingsComplete() {
        for (ProtocolBinding binding : adapter.bindings()) {
            if (binding.touched) {
                binding.touched = false;
                NdisVerifier watch = adapter.ndis().watch;
                if (watch != null)
                    watch.entering(binding.party(), NdisHandler.RECEIVE_COMPLETE, null);
                binding.handlers.receiveComplete();
                if (watch != null)
                    watch.left(
                            binding.party(),
                            NdisHandler.RECEIVE_COMPLETE,
                            null,
                            NdisStatus.SUCCESS,
                            0);
            }
        }
    }

    private void requireHeld(Layer from, NdisPacket packet, NdisRule rule) {
        if (packet.holder == from && packet.use == NdisPacket.Use.RECEIVE) return;
        Layer holder = packet.holder;
        throw adapter.breach(
                rule,
                from.party,
                packet,
                "by one who does not hold it; holder: " + (holder == null ? "none" : holder.name));
    }
}
