package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Fate;
import sluice.packet.Packet;
import sluice.time.Scheduler;
import sluice.trace.TraceSink;
import sluice.world.Host;

/**
 * The two flows of a send on one adapter: down to the miniport, and the completion up again.
 *
 * <pre>
 *   binding -> send:      top -> driver -> ... -> miniport      status, or PENDING
 *   binding <- complete:  top <- driver <- ... <- miniport      exactly once per PENDING
 * </pre>
 *
 * <p>The rules are those of MiniportSend, NdisSend, NdisMSendComplete (Windows DDK).
 */
final class SendFlow {
    private final NdisAdapter adapter;
    private final Scheduler scheduler;
    private final Host host;
    private final long layerCallNanos;
    private long out;

    SendFlow(NdisAdapter adapter) {
        this.adapter = adapter;
        this.scheduler = adapter.host().scheduler();
        this.host = adapter.host();
        this.layerCallNanos = adapter.host().costs().layerCallNanos();
    }

    /** Sends between their start and their completion. */
    long out() {
        return out;
    }

    /** NdisSend: from a protocol. */
    NdisStatus fromBinding(ProtocolBinding binding, NdisPacket packet) {
        NdisStatus status = admit(binding, packet);
        if (status != NdisStatus.PENDING) return status;
        status = down(adapter.top, packet);
        if (status == NdisStatus.PENDING) return status;
        finish(packet, status);
        adapter.hasAgain(binding.party(), packet);
        hasAgainAbove(binding, packet);
        return status;
    }

    /** The upper edge has no hand on what its own lower edge sends. */
    private void setAside(ProtocolBinding binding, NdisPacket packet) {
        NdisAdapter upper = binding.virtual;
        if (adapter.handover != null && upper != null)
            adapter.handover.setAside(upper.miniport.party, packet);
    }

    private void hasAgainAbove(ProtocolBinding binding, NdisPacket packet) {
        NdisAdapter upper = binding.virtual;
        if (upper != null && packet.holder == upper.miniport)
            adapter.hasAgain(upper.miniport.party, packet);
    }

    /** A descriptor that is under way may go on from the upper edge of its intermediate driver. */
    private void requirePassable(ProtocolBinding binding, NdisPacket packet) {
        NdisAdapter upper = binding.virtual;
        if (upper == null || packet.use != NdisPacket.Use.SEND || packet.holder != upper.miniport)
            throw adapter.breach(SendRule.S05, binding.party(), packet, "");
        if (!packet.stack().hasRoom())
            throw adapter.breach(
                    SendRule.S10, binding.party(), packet, "all slots of its stack are in use");
    }

    /** A send begins; PENDING if it is to go down, else it is over. */
    NdisStatus admit(ProtocolBinding binding, NdisPacket packet) {
        boolean passedOn = packet.use != NdisPacket.Use.IDLE;
        if (passedOn) requirePassable(binding, packet);
        NdisStatus refusal = adapter.refusalOfSends(binding);
        if (refusal != null) {
            packet.discard(refusalReason(refusal));
            adapter.hasAgain(binding.party(), packet);
            hasAgainAbove(binding, packet);
            return refusal;
        }
        if (passedOn) {
            packet.stack().enter(packet);
            setAside(binding, packet);
        }
        begin(packet, adapter.top, binding);
        binding.sendsOut++;
        adapter.gives(binding.party(), packet, SendRule.S04, NdisWatch.Moved.SENT);
        if (!adapter.loopback.takes(binding, packet)) return NdisStatus.PENDING;
        finish(packet, NdisStatus.SUCCESS);
        adapter.hasAgain(binding.party(), packet);
        return NdisStatus.SUCCESS;
    }

    private static NdisDrop refusalReason(NdisStatus refusal) {
        return switch (refusal) {
            case CLOSING -> NdisDrop.BINDING_CLOSING;
            case RESET_IN_PROGRESS -> NdisDrop.ADAPTER_RESETTING;
            case LOW_POWER_STATE -> NdisDrop.ADAPTER_ASLEEP;
            case ADAPTER_REMOVED -> NdisDrop.ADAPTER_REMOVED;
            default -> NdisDrop.ADAPTER_PAUSED;
        };
    }

    /** NdisCancelSendPackets, from a protocol. */
    void cancel(Object cancelId) {
        cancelBelow(adapter.top, cancelId);
        Handover handover = adapter.handover;
        if (handover != null) handover.cancelled(cancelId);
    }

    /** Tells all below, and completes what waits in the wrapper's own queues. */
    void cancelBelow(Layer from, Object cancelId) {
        for (Layer at = from.below; at != null; at = at.below) {
            SendSerializer serializer = at.serializer;
            if (serializer != null) {
                for (NdisPacket waiting : serializer.takeCancelled(cancelId))
                    up(at, waiting, NdisStatus.REQUEST_ABORTED);
            }
            if (at.cancel(cancelId)) return;
        }
    }

    /** A driver in the stack sends on, or sends a packet of its own. */
    NdisStatus fromDriver(Layer from, NdisPacket packet) {
        beginAt(from, packet);
        NdisStatus status = down(from, packet);
        if (status == NdisStatus.PENDING) return status;
        if (packet.maker == from) finish(packet, status);
        adapter.hasAgain(from.party, packet);
        return status;
    }

    /** A driver's send begins, or goes on. */
    void beginAt(Layer from, NdisPacket packet) {
        if (packet.use == NdisPacket.Use.IDLE) begin(packet, from, null);
        else requireHeld(from, packet);
        adapter.gives(from.party, packet, SendRule.S03, NdisWatch.Moved.SENT);
    }

    private void begin(NdisPacket packet, Layer maker, @Nullable ProtocolBinding binding) {
        packet.use = NdisPacket.Use.SEND;
        packet.maker = maker;
        packet.holder = maker;
        packet.binding = binding;
        packet.turn = adapter.nextTurn();
        out++;
    }

    /** Takes a send to the next driver below that wants to see it, past the others. */
    Layer descend(Layer from, NdisPacket packet) {
        TraceSink trace = adapter.trace();
        if (trace != null) packet.packet(); // a trace is a capture: it wants one run of octets
        Packet data = packet.required();
        if (packet.pendedAt == from) adapter.resumed(from, packet);
        Layer at = from.requireBelow();
        while (true) {
            data.passDown(at.place);
            if (trace != null) {
                trace.accept(
                        new NdisStep.Sent(
                                scheduler.nowNanos(), data.id(), at.place.name(), !at.sends));
            }
            if (at.sends) return at;
            at = at.requireBelow();
        }
    }

    /** A call of a driver costs, and an interrupt may come in before it. */
    void beforeCall() {
        host.charge(layerCallNanos);
        scheduler.interruptionPoint();
    }

    private NdisStatus down(Layer from, NdisPacket packet) {
        Layer at = descend(from, packet);
        packet.holder = at;
        long turn = packet.turn;
        beforeCall();
        SendSerializer serializer = at.serializer;
        NdisStatus status = serializer == null ? at.giveSend(packet) : serializer.submit(packet);
        boolean here = packet.turn == turn && packet.holder == at;
        if (status == NdisStatus.PENDING) {
            if (at == adapter.miniport) {
                if (adapter.miniport.checksForHang()) adapter.hangs.waiting();
            } else if (here) {
                adapter.pended(at, packet);
            }
            return status;
        }
        if (!here)
            throw adapter.breach(SendRule.S02, at.party, packet, "completed and then answered");
        if (status == NdisStatus.RESOURCES && at == adapter.miniport)
            throw adapter.breach(SendRule.S07, at.party, packet, "");
        packet.holder = from;
        if (from != adapter.top && packet.maker != from) back(from, packet);
        return status;
    }

    private static void back(Layer to, NdisPacket packet) {
        Packet left = packet.data;
        if (left != null) left.passUp(to.place);
    }

    /** NdisMSendComplete from {@code from}. */
    void complete(Layer from, NdisPacket packet, NdisStatus status) {
        takeCompleted(from, packet, status);
        SendSerializer serializer = from.serializer;
        if (serializer != null) serializer.completed(packet);
        up(from, packet, status);
        if (serializer != null) serializer.pump();
    }

    /** A driver says that a send is over, and has it no longer. */
    void takeCompleted(Layer from, NdisPacket packet, NdisStatus status) {
        requireHeld(from, packet);
        if (status == NdisStatus.PENDING)
            throw adapter.breach(SendRule.S06, from.party, packet, "completed with PENDING");
        adapter.gives(from.party, packet, SendRule.S03, NdisWatch.Moved.COMPLETED);
        packet.pendedAt = null;
    }

    /** The completion climbs from {@code from} to the next driver that wants to see it. */
    void up(Layer from, NdisPacket packet, NdisStatus status) {
        Layer at = from.requireAbove();
        boolean queuePassed = false;
        while (at != packet.maker && !at.completes) {
            SendSerializer serializer = at.serializer;
            if (serializer != null) {
                serializer.completed(packet);
                queuePassed = true;
            }
            at = at.requireAbove();
        }
        deliver(at, packet, status);
        if (queuePassed) pumpBetween(from, at);
    }

    /** The next who wants to see the completion, or who made the send, is told. */
    void deliver(Layer at, NdisPacket packet, NdisStatus status) {
        ProtocolBinding binding = at == packet.maker ? packet.binding : null;
        arrive(at, packet, status);
        if (binding == null) at.giveSendComplete(packet, status);
        else binding.giveSendComplete(packet, status);
    }

    /** The same, all but the telling. */
    void arrive(Layer at, NdisPacket packet, NdisStatus status) {
        if (at == packet.maker) {
            finish(packet, status);
            return;
        }
        packet.holder = at;
        back(at, packet);
        traceCompletion(at.place.name(), packet, status);
    }

    /** Queues of drivers that a completion has passed by may have room now. */
    private static void pumpBetween(Layer from, Layer to) {
        for (Layer at = from.requireAbove(); at != to; at = at.requireAbove()) {
            SendSerializer serializer = at.serializer;
            if (serializer != null) serializer.pump();
        }
    }

    /** The send is over; what is left of its octets ends here. */
    private void finish(NdisPacket packet, NdisStatus status) {
        if (packet.hasPacket()) packet.discard(fateOf(status, packet));
        ProtocolBinding binding = packet.binding;
        Layer maker = packet.maker;
        String place =
                binding != null ? binding.place().name() : maker == null ? "" : maker.place.name();
        traceCompletion(place, packet, status);
        if (binding != null) binding.sendsOut--;
        packet.use = NdisPacket.Use.IDLE;
        packet.holder = null;
        packet.maker = null;
        packet.binding = null;
        packet.turn = 0;
        packet.stack().leave(packet);
        out--;
        adapter.progressed();
    }

    private void traceCompletion(String place, NdisPacket packet, NdisStatus status) {
        TraceSink trace = adapter.trace();
        if (trace != null) {
            trace.accept(
                    new NdisStep.SendCompleted(
                            scheduler.nowNanos(), packet.packetId(), place, status));
        }
    }

    private Fate fateOf(NdisStatus status, NdisPacket packet) {
        return switch (status) {
            case SUCCESS ->
                    packet.required().owner() == adapter.miniport.place
                            ? NdisEnd.SENT
                            : NdisDrop.COMPLETED_UNSENT;
            case RESOURCES -> NdisDrop.SEND_NO_RESOURCES;
            case REQUEST_ABORTED, SEND_ABORTED, RESET_IN_PROGRESS, CLOSING, PAUSED ->
                    NdisDrop.SEND_ABORTED;
            default -> NdisDrop.SEND_FAILED;
        };
    }

    private void requireHeld(Layer from, NdisPacket packet) {
        if (packet.holder == from && packet.use == NdisPacket.Use.SEND) return;
        Layer holder = packet.holder;
        throw adapter.breach(
                ruleOfStranger(from, packet),
                from.party,
                packet,
                "passed on or completed by one who does not hold it; holder: "
                        + (holder == null ? "none" : holder.name));
    }

    /** Which rule it is depends on how the driver lost the packet, if it ever had it. */
    private NdisRule ruleOfStranger(Layer from, NdisPacket packet) {
        Handover handover = adapter.handover;
        LeaseNote note = handover == null ? null : handover.noteOf(from.party, packet);
        if (note == null) return packet.use == NdisPacket.Use.IDLE ? SendRule.S02 : SendRule.S01;
        if (note.rule() == RequestRule.Q03) return note.rule();
        return note.why() == NdisWatch.Moved.COMPLETED ? SendRule.S02 : SendRule.S01;
    }
}
