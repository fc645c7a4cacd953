package sluice.userland;

import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.LowerEdge;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.Ndis;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.Party;
import sluice.ndis.UpperEdge;
import sluice.packet.DropReason;
import sluice.packet.Packet;
import sluice.time.Handler;
import sluice.time.WaitableEvent;
import sluice.trace.TraceSink;
import sluice.userland.HeldPackets.Held;
import sluice.userland.HeldPackets.Kind;
import sluice.world.Host;

/**
 * What does an intermediate driver look like that lets a program decide about every packet?
 *
 * <pre>
 *            IP                     program
 *         5 |  ^ 4      2, 6  ring  |     ^ waits for the event
 *           v  |      ------------> |     |
 *          driver     <------------ v ----+
 *         8 |  ^ 1      3, 7  request or ring
 *           v  |
 *           NIC
 * </pre>
 *
 * <p>With no program at its {@link #device} it is exactly a passthru. With one, packets of both
 * directions are copied into a ring and the event is set; each is answered once, by its number.
 * What a sender is told meanwhile is the {@link SendPolicy}. Received packets are kept until the
 * answer, or copied if they are only lent.
 *
 * <p>Sends that say PENDING wait here if the ring is full, so nothing is lost; with {@link
 * SendPolicy#EARLY} what does not fit is lost. Callbacks run at DEFERRED or THREAD level.
 */
public final class InspectionDriver implements Intermediate {
    /** Descriptors for copies of received packets, beyond one for each slot. */
    private static final int OWN_RECEIVES = 256;

    private static final Handler<InspectionDriver> GO_UP = InspectionDriver::goUp;

    private final InspectionOptions options;
    private final UserRules rules;
    private final InspectionDevice device;
    private final HeldPackets held = new HeldPackets();
    private final ArrayDeque<NdisPacket> backlog = new ArrayDeque<>();
    private final ArrayDeque<NdisPacket> upward = new ArrayDeque<>();
    private final byte[] scratch;
    private boolean goesUp;
    private boolean eventAtLoad;
    private @Nullable IntermediateContext context;
    private @Nullable NdisPacketPool sendPool;
    private @Nullable NdisPacketPool receivePool;
    private @Nullable InspectionRing toProgram;
    private @Nullable WaitableEvent ready;
    private @Nullable NdisPacket writing;
    private final WaitableEvent sent = WaitableEvent.autoReset();
    private final InspectionTally tally = new InspectionTally();

    /**
     * A driver whose device no program has opened.
     *
     * @param events the named events of its machine
     * @param eventName the event by which it wakes the program
     * @param rules where breaches of the channel's rules are entered
     */
    public InspectionDriver(
            InspectionOptions options, NamedEvents events, String eventName, UserRules rules) {
        this.options = options;
        this.rules = rules;
        this.scratch = new byte[InspectionRecord.HEADER_OCTETS + options.frameOctetsMax()];
        this.device = new InspectionDevice(this, options, events, eventName, rules);
    }

    /** A driver by itself, on a machine that is up, until {@link #useEvents}. */
    InspectionDriver(
            InspectionOptions options,
            boolean eventAtLoad,
            boolean raisesWhenFull,
            UserRules rules) {
        this(options, NamedEvents.started(rules), "inspection", rules);
        this.eventAtLoad = eventAtLoad;
        if (raisesWhenFull) device.raiseWhenFull();
    }

    /** Before it is put into a stack: these are the named events of its machine. */
    public void useEvents(NamedEvents events, String eventName) {
        device.use(events, eventName);
    }

    /** Where breaches of the rules of its channel are entered. */
    public UserRules rules() {
        return rules;
    }

    /** What programs open. */
    public InspectionDevice device() {
        return device;
    }

    /** What it has counted so far. */
    public InspectionCounts counts() {
        return tally.counts(device.reads(), device.writes());
    }

    /** Packets that wait for a verdict or for room in the ring. */
    int waiting() {
        return held.waiting() + backlog.size() + upward.size();
    }

    long shown() {
        return tally.shownSends + tally.shownReceives;
    }

    Host host() {
        return context().host();
    }

    private IntermediateContext context() {
        return Objects.requireNonNull(context, "not in a stack");
    }

    @Override
    public void attach(IntermediateContext here) {
        context = here;
        sendPool = here.packetPool(options.slots());
        receivePool = here.packetPool(options.slots() + OWN_RECEIVES);
        Ndis wrapper = here.adapter().ndis();
        rules.reportTo(
                wrapper,
                new Party(
                        Party.Role.INTERMEDIATE,
                        here.name(),
                        wrapper.options().version(),
                        here.place()));
        if (eventAtLoad) device.makeEventAtLoad();
    }

    @Override
    public int attributes() {
        return options.attributes();
    }

    // ---- the program comes and goes

    void opened(InspectionRing ring, WaitableEvent event) {
        toProgram = ring;
        ready = event;
    }

    void wakeBy(WaitableEvent event) {
        ready = event;
    }

    /** The program is gone: what waits is released, and the driver is a passthru from now on. */
    void closed() {
        toProgram = null;
        ready = null;
        boolean goesOn = options.atClose() == ClosePolicy.FORWARD;
        for (Held waits : held.all()) {
            Kind kind = waits.kind;
            NdisPacket descriptor = waits.descriptor;
            Packet copy = waits.copy;
            held.forget(waits);
            if (kind == Kind.GONE || kind == Kind.SEEN_SEND) continue;
            tally.released++;
            if (goesOn) goOn(kind, descriptor, copy);
            else endGone(kind, descriptor, copy);
        }
        for (NdisPacket next = backlog.poll(); next != null; next = backlog.poll()) {
            tally.released++;
            if (goesOn) goOn(Kind.SEND, next, null);
            else endGone(Kind.SEND, next, null);
        }
    }

    private void endGone(Kind kind, @Nullable NdisPacket descriptor, @Nullable Packet copy) {
        end(kind, descriptor, copy, InspectionDrop.PROGRAM_GONE, NdisStatus.FAILURE);
    }

    // ---- packets come

    @Override
    public NdisStatus send(LowerEdge below, NdisPacket packet) {
        if (toProgram == null) return below.send(packet);
        step(packet.packetId(), 5, "send");
        if (!fits(packet)) return NdisStatus.FAILURE;
        return switch (options.policy()) {
            case EARLY -> sayEarly(packet);
            case PASS_ON -> {
                if (shown(Kind.SEEN_SEND, null, packet.packet()) == null) tally.unseen++;
                yield below.send(packet);
            }
            case PEND -> pend(packet);
        };
    }

    private NdisStatus sayEarly(NdisPacket packet) {
        Held shown = shown(Kind.COPIED_SEND, null, packet.packet());
        if (shown == null) {
            tally.sendsLost++;
            packet.discard(InspectionDrop.SEND_RING_FULL);
        } else {
            // The ring has the octets; by the book they need a packet of their own.
            shown.copy = packet.packet().copy(context().place());
            packet.discard(InspectionEnd.SAID_SENT);
        }
        return NdisStatus.SUCCESS;
    }

    private NdisStatus pend(NdisPacket packet) {
        if (backlog.isEmpty() && shown(Kind.SEND, packet, packet.packet()) != null)
            return NdisStatus.PENDING;
        if (backlog.size() >= options.pendedMax()) {
            tally.refusedPended++;
            packet.discard(InspectionDrop.TOO_MANY_PENDED);
            return NdisStatus.FAILURE;
        }
        backlog.addLast(packet);
        return NdisStatus.PENDING;
    }

    /** Shows sends that have waited for room. */
    void refill() {
        while (!backlog.isEmpty()) {
            NdisPacket next = backlog.getFirst();
            if (shown(Kind.SEND, next, next.packet()) == null) return;
            backlog.removeFirst();
        }
    }

    @Override
    public int receive(UpperEdge above, NdisPacket packet) {
        if (toProgram == null) return above.indicateReceive(packet);
        step(packet.packetId(), 1, "receive");
        if (!fits(packet)) return 0;
        boolean lent = packet.outOfBand().status() == NdisStatus.RESOURCES;
        NdisPacket kept = packet;
        if (lent) {
            NdisPacket own = own(receivePool, packet.packet().copy(context().place()));
            packet.discard(InspectionEnd.COPIED_FROM_LOAN);
            if (own == null) return 0;
            kept = own;
        }
        if (shown(Kind.RECEIVE, kept, kept.packet()) != null) return lent ? 0 : 1;
        tally.receivesLost++;
        kept.discard(InspectionDrop.RECEIVE_RING_FULL);
        if (lent) kept.pool().free(kept);
        return 0;
    }

    private boolean fits(NdisPacket packet) {
        if (packet.lengthOctets() <= options.frameOctetsMax()) return true;
        packet.discard(InspectionDrop.LONGER_THAN_SLOT);
        return false;
    }

    private static @Nullable NdisPacket own(@Nullable NdisPacketPool pool, Packet octets) {
        NdisPacket descriptor = Objects.requireNonNull(pool).allocate(octets);
        if (descriptor == null) octets.end(InspectionDrop.NO_OWN_DESCRIPTOR);
        return descriptor;
    }

    /** Puts a copy of the octets into the ring and wakes the program; null if there is no room. */
    private @Nullable Held shown(Kind kind, @Nullable NdisPacket descriptor, Packet octets) {
        InspectionRing ring = Objects.requireNonNull(toProgram);
        Held waits = held.park(kind, descriptor, octets.id());
        if (waits == null) return null;
        boolean up = kind == Kind.RECEIVE;
        int length = octets.lengthOctets();
        int what = up ? InspectionRecord.RECEIVED : InspectionRecord.SENT;
        InspectionRecord.put(scratch, 0, waits.number, what, length);
        System.arraycopy(
                octets.octets(), octets.offset(), scratch, InspectionRecord.HEADER_OCTETS, length);
        if (!ring.offer(scratch, 0, InspectionRecord.HEADER_OCTETS + length)) {
            held.forget(waits);
            device.full();
            return null;
        }
        Host host = host();
        host.charge(host.costs().copyNanos(length) + host.costs().eventSetNanos());
        if (up) tally.shownReceives++;
        else tally.shownSends++;
        step(octets.id(), up ? 2 : 6, "to the program");
        WaitableEvent event = ready;
        if (event != null) {
            tally.signals++;
            event.set();
        }
        return waits;
    }

    // ---- verdicts come

    /**
     * A verdict: the record that the program has written. Whatever stands in it, only a packet that
     * waits is touched.
     */
    DeviceStatus answered(byte[] record, int at, int lengthOctets) {
        if (lengthOctets < InspectionRecord.HEADER_OCTETS
                || lengthOctets > scratch.length
                || at < 0
                || at > record.length - lengthOctets) return DeviceStatus.INVALID_BUFFER_SIZE;
        int frame = InspectionRecord.frameOctets(record, at);
        int what = InspectionRecord.what(record, at);
        if (frame < 0 || frame > lengthOctets - InspectionRecord.HEADER_OCTETS)
            return DeviceStatus.INVALID_BUFFER_SIZE;
        if (what < InspectionRecord.FORWARD || what > InspectionRecord.DROP)
            return DeviceStatus.INVALID_PARAMETER;
        long number = InspectionRecord.number(record, at);
        Held waits = held.find(number);
        if (waits == null) {
            tally.rejected++;
            rules.found(UserRule.U04, "verdict about %d, which does not wait".formatted(number));
            return DeviceStatus.INVALID_PARAMETER;
        }
        Kind kind = waits.kind;
        NdisPacket descriptor = waits.descriptor;
        Packet copy = waits.copy;
        long packetId = waits.packetId;
        held.forget(waits);
        if (kind == Kind.GONE || kind == Kind.SEEN_SEND) return DeviceStatus.SUCCESS;
        int first = kind == Kind.RECEIVE ? 3 : 7;
        if (what == InspectionRecord.DROP) {
            step(packetId, first, "refused");
            tally.dropped++;
            end(kind, descriptor, copy, InspectionDrop.REFUSED_BY_PROGRAM, NdisStatus.FAILURE);
            step(packetId, first + 1, "end");
            return DeviceStatus.SUCCESS;
        }
        boolean other = what == InspectionRecord.FORWARD_CHANGED;
        step(packetId, first, other ? "changed" : "allowed");
        tally.forwarded++;
        if (other) {
            tally.changed++;
            // What others own is only to be read: other octets need a packet of the driver's own.
            if (copy == null) descriptor = replaced(kind, Objects.requireNonNull(descriptor));
            if (descriptor == null && copy == null) return DeviceStatus.SUCCESS;
            Packet octets = copy != null ? copy : Objects.requireNonNull(descriptor).packet();
            rewrite(octets, record, at + InspectionRecord.HEADER_OCTETS, frame);
        }
        // A copy of the driver's has no octets but those that came back.
        if (other || copy != null) host().charge(host().costs().copyNanos(frame));
        step(packetId, first + 1, kind == Kind.RECEIVE ? "up" : "to the wire");
        goOn(kind, descriptor, copy);
        return DeviceStatus.SUCCESS;
    }

    /**
     * A copy to be changed: of a received packet, which is returned at once, or of a send, which is
     * completed when its copy is. Null if no descriptor is left; then the packet has ended.
     */
    private @Nullable NdisPacket replaced(Kind kind, NdisPacket original) {
        boolean up = kind == Kind.RECEIVE;
        Packet octets = original.packet().copy(context().place());
        NdisPacket own = own(up ? receivePool : sendPool, octets);
        original.discard(InspectionEnd.CHANGED_COPY_GOES_ON);
        if (up) {
            giveBack(original);
            if (own != null) own.outOfBand().setStatus(NdisStatus.SUCCESS);
        } else if (own == null) {
            context().above().sendComplete(original, NdisStatus.RESOURCES);
        } else {
            own.setProtocolReserved(0, original);
        }
        return own;
    }

    private static void rewrite(Packet packet, byte[] from, int at, int length) {
        int before = packet.lengthOctets();
        if (length > before) {
            packet.ensureTailroom(length - before);
            packet.put(length - before);
        } else {
            packet.trim(length);
        }
        System.arraycopy(from, at, packet.writable(), packet.offset(), length);
    }

    /**
     * Whether this verdict has to wait: it needs a descriptor of the driver's own, and as many are
     * under way as may be.
     */
    boolean mustWait(byte[] record, int at, int lengthOctets) {
        if (Objects.requireNonNull(sendPool).used() < options.slots()) return false;
        if (options.policy() == SendPolicy.EARLY) return true;
        return lengthOctets >= InspectionRecord.HEADER_OCTETS
                && at >= 0
                && at <= record.length - lengthOctets
                && InspectionRecord.what(record, at) == InspectionRecord.FORWARD_CHANGED;
    }

    /** The send that the last verdict passed down and that is not complete, or null. */
    @Nullable NdisPacket writing() {
        return writing;
    }

    /** Set when a send that this driver has passed down is complete. */
    WaitableEvent sent() {
        return sent;
    }

    private void goOn(Kind kind, @Nullable NdisPacket descriptor, @Nullable Packet copy) {
        writing = null;
        switch (kind) {
            case SEND -> {
                NdisPacket packet = Objects.requireNonNull(descriptor);
                writing = packet;
                NdisStatus status = context().below().send(packet);
                if (status != NdisStatus.PENDING) over(packet, status);
            }
            case COPIED_SEND -> {
                NdisPacket own = own(sendPool, Objects.requireNonNull(copy));
                if (own == null) return;
                writing = own;
                NdisStatus status = context().below().send(own);
                if (status != NdisStatus.PENDING) over(own, status);
            }
            case RECEIVE -> {
                upward.addLast(Objects.requireNonNull(descriptor));
                if (goesUp) return;
                goesUp = true;
                Host host = host();
                host.scheduler().schedule(0, host.runningCpu().deferred(), GO_UP, this);
            }
            case SEEN_SEND, GONE -> {}
        }
    }

    /** Packets are indicated at DISPATCH_LEVEL; a verdict comes in the program's time. */
    private void goUp() {
        goesUp = false;
        for (NdisPacket next = upward.poll(); next != null; next = upward.poll())
            if (context().above().indicateReceive(next) == 0) giveBack(next);
    }

    private void end(
            Kind kind,
            @Nullable NdisPacket descriptor,
            @Nullable Packet copy,
            DropReason why,
            NdisStatus status) {
        if (copy != null) {
            copy.end(why);
        } else if (descriptor != null) {
            descriptor.discard(why);
            if (kind == Kind.SEND) context().above().sendComplete(descriptor, status);
            else giveBack(descriptor);
        }
    }

    // ---- what was passed on comes back

    @Override
    public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
        over(packet, status);
    }

    private void over(NdisPacket packet, NdisStatus status) {
        boolean awaited = packet == writing;
        @Nullable NdisPacket upper = packet;
        if (packet.pool() == sendPool) {
            upper = (NdisPacket) packet.protocolReserved(0); // the one it is a changed copy of
            packet.pool().free(packet);
        }
        if (upper != null) context().above().sendComplete(upper, status);
        if (awaited) writing = null;
        sent.set();
    }

    @Override
    public void returnPacket(LowerEdge below, NdisPacket packet) {
        giveBack(packet);
    }

    private void giveBack(NdisPacket packet) {
        if (packet.pool() == receivePool) packet.pool().free(packet);
        else context().below().returnPacket(packet);
    }

    // ---- reset and pause

    /**
     * A serialized driver gives up its pended sends, which the wrapper completes; a deserialized
     * one completes them itself.
     */
    @Override
    public NdisStatus reset() {
        boolean serialized = (options.attributes() & MiniportAttributes.DESERIALIZE) == 0;
        for (Held waits : held.all()) {
            if (waits.kind != Kind.SEND) continue;
            NdisPacket packet = Objects.requireNonNull(waits.descriptor);
            held.gone(waits);
            if (!serialized) endReset(packet);
        }
        for (NdisPacket next = backlog.poll(); next != null; next = backlog.poll())
            if (!serialized) endReset(next);
        return NdisStatus.SUCCESS;
    }

    private void endReset(NdisPacket packet) {
        end(Kind.SEND, packet, null, InspectionDrop.DRIVER_RESET, NdisStatus.REQUEST_ABORTED);
    }

    @Override
    public void pause() {
        for (Held waits : held.all()) {
            Kind kind = waits.kind;
            NdisPacket descriptor = waits.descriptor;
            Packet copy = waits.copy;
            if (kind == Kind.GONE || kind == Kind.SEEN_SEND) continue;
            held.gone(waits);
            endPaused(kind, descriptor, copy);
        }
        for (NdisPacket next = backlog.poll(); next != null; next = backlog.poll())
            endPaused(Kind.SEND, next, null);
        for (NdisPacket next = upward.poll(); next != null; next = upward.poll())
            endPaused(Kind.RECEIVE, next, null);
    }

    private void endPaused(Kind kind, @Nullable NdisPacket descriptor, @Nullable Packet copy) {
        end(kind, descriptor, copy, InspectionDrop.DRIVER_PAUSED, NdisStatus.PAUSED);
    }

    private void step(long packetId, int number, String what) {
        TraceSink trace = host().world().trace();
        if (trace == null) return;
        trace.accept(
                new InspectionStep(
                        host().scheduler().nowNanos(),
                        packetId,
                        context().place().name(),
                        number,
                        what));
    }
}
