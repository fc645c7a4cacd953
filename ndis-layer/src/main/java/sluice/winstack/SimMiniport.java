package sluice.winstack;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.ndis.DevicePower;
import sluice.ndis.Lookahead;
import sluice.ndis.MacOptions;
import sluice.ndis.Miniport;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.MiniportContext;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.OidRequest;
import sluice.ndis.PacketFilters;
import sluice.nic.Nic;
import sluice.nic.NicCallbacks;
import sluice.nic.ReceiveFilter;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.time.Cpu;
import sluice.time.Handler;

/**
 * The miniport on a NIC, simulated or live.
 *
 * <pre>
 *   INTERRUPT  isr: interrupts off, queue the dpc on the CPU that took the interrupt
 *   DEFERRED   dpc: finished transmissions, then up to 64 frames; interrupts on when there are none
 * </pre>
 *
 * <p>Transmit ring full: a serialized miniport answers RESOURCES, a deserialized one queues.
 * Received frames go up by its {@link ReceiveWay}. A frame below the medium's minimum is padded by
 * the NIC hardware, or here if that does not ({@link Nic#padsFrames}).
 */
public final class SimMiniport implements Miniport, NicCallbacks {
    private static final int FRAMES_PER_DPC = 64;
    private static final int HEADER_OCTETS = 14;
    private static final int GROUPS_MAX = 64;
    private static final long LINK_SPEED = 10_000_000; // 1 Gbit/s in units of 100 bit/s
    private static final Handler<SimMiniport> DPC = SimMiniport::dpc;

    private final Nic nic;
    private final long permanentMac;
    private final boolean serialized;
    private final ReceiveWay receives;
    private final ArrayDeque<NdisPacket> onRing = new ArrayDeque<>();
    private final ArrayDeque<NdisPacket> waiting = new ArrayDeque<>();
    private final ArrayDeque<Boolean> linkNews = new ArrayDeque<>();
    private @Nullable MiniportContext context;
    private boolean dpcQueued;
    private ReceiveFilter filter = ReceiveFilter.NONE;
    private boolean asleep;
    private int abandoned;
    private long transmitted;

    /** A miniport on {@code nic}; {@code serialized} leaves queueing to the wrapper. */
    public SimMiniport(Nic nic, boolean serialized) {
        this(nic, serialized, new FullPackets(nic));
    }

    /** The same with another way for received frames. */
    public SimMiniport(Nic nic, boolean serialized, ReceiveWay receives) {
        this.nic = nic;
        this.permanentMac = nic.mac();
        this.serialized = serialized;
        this.receives = receives;
    }

    private MiniportContext context() {
        return java.util.Objects.requireNonNull(context);
    }

    @Override
    public void initialize(MiniportContext adapter) {
        context = adapter;
        receives.initialize(adapter);
        nic.attach(this);
        nic.enableInterrupts(true);
    }

    @Override
    public int attributes() {
        return serialized ? 0 : MiniportAttributes.DESERIALIZE;
    }

    @Override
    public NdisStatus send(NdisPacket packet) {
        if (packet.lengthOctets() > nic.mtuOctets() + 18) {
            packet.discard(WindowsDrop.FRAME_TOO_LONG);
            return NdisStatus.INVALID_PACKET;
        }
        if (!waiting.isEmpty()) {
            waiting.addLast(packet);
            return NdisStatus.PENDING;
        }
        if (onRing(packet)) return NdisStatus.PENDING;
        if (serialized && !onRing.isEmpty()) return NdisStatus.RESOURCES; // until one is completed
        waiting.addLast(packet);
        return NdisStatus.PENDING;
    }

    private boolean onRing(NdisPacket packet) {
        Packet frame = packet.packet();
        if (!nic.padsFrames()) pad(frame);
        if (nic.transmit(frame) != Nic.TxResult.ACCEPTED) return false;
        packet.take();
        onRing.addLast(packet);
        return true;
    }

    /** Zeros up to the shortest frame; a frame that the ring has no room for stays filled. */
    private static void pad(Packet frame) {
        int missing = Nic.FRAME_OCTETS_MIN - frame.lengthOctets();
        if (missing <= 0) return;
        frame.ensureTailroom(missing);
        int at = frame.put(missing);
        Arrays.fill(frame.writable(), at, at + missing, (byte) 0);
    }

    @Override
    public Place driverPlace() {
        return context().place();
    }

    @Override
    public void interrupt() {
        nic.enableInterrupts(false);
        if (dpcQueued) return;
        dpcQueued = true;
        Cpu cpu = context().host().runningCpu();
        context().host().scheduler().schedule(0, cpu.deferred(), DPC, this);
    }

    private void dpc() {
        dpcQueued = false;
        Cpu cpu = context().host().runningCpu();
        cpu.charge(cpu.costs().deferredNanos());
        for (Boolean up = linkNews.poll(); up != null; up = linkNews.poll())
            if (!asleep)
                context()
                        .indicateStatus(
                                up ? NdisStatus.MEDIA_CONNECT : NdisStatus.MEDIA_DISCONNECT);
        completeSends();
        if (asleep) loseReceived();
        if (asleep || receiveBurst(cpu)) nic.enableInterrupts(true);
        else queueAgain(cpu);
    }

    /** What is on the ring when the power goes. */
    private void loseReceived() {
        for (Packet frame = nic.pollReceived(); frame != null; frame = nic.pollReceived())
            frame.end(WindowsDrop.NIC_ASLEEP);
    }

    private void queueAgain(Cpu cpu) {
        if (dpcQueued) return;
        dpcQueued = true;
        context().host().scheduler().schedule(0, cpu.deferred(), DPC, this);
    }

    private void completeSends() {
        for (Packet frame = nic.pollTransmitted(); frame != null; frame = nic.pollTransmitted()) {
            transmitted++;
            frame.end(WindowsEnd.TRANSMITTED);
            if (abandoned > 0) abandoned--;
            else context().sendComplete(onRing.removeFirst(), NdisStatus.SUCCESS);
        }
        while (!waiting.isEmpty() && onRing(waiting.getFirst())) waiting.removeFirst();
    }

    /** True if the ring was emptied within the budget. */
    private boolean receiveBurst(Cpu cpu) {
        long frameNanos = cpu.costs().frameNanos();
        for (int i = 0; i < FRAMES_PER_DPC; i++) {
            if (!receives.indicateNext(context())) {
                if (i > 0) context().indicateReceiveComplete();
                return true;
            }
            cpu.charge(frameNanos);
        }
        context().indicateReceiveComplete();
        return false;
    }

    @Override
    public NdisStatus transferData(NdisPacket target, Lookahead frame, int byteOffset, int octets) {
        return receives.transferData(target, frame, byteOffset, octets);
    }

    @Override
    public void returnPacket(NdisPacket packet) {
        packet.pool().free(packet);
    }

    @Override
    public void linkChanged(boolean up) {
        if (asleep) return;
        linkNews.addLast(up);
        queueAgain(context().host().runningCpu());
    }

    @Override
    public NdisStatus request(OidRequest request) {
        return switch (request.oid()) {
            case GEN_CURRENT_PACKET_FILTER -> {
                if (!request.isSet()) yield NdisStatus.NOT_SUPPORTED;
                filter = PacketFilters.toHardware((int) request.value(), request.addresses());
                if (!asleep) nic.setReceiveFilter(filter);
                yield NdisStatus.SUCCESS;
            }
            case GEN_CURRENT_LOOKAHEAD, GEN_MAXIMUM_LOOKAHEAD -> {
                if (!request.isSet()) yield request.answer(nic.mtuOctets());
                receives.setLookahead((int) request.value());
                yield NdisStatus.SUCCESS;
            }
            case GEN_MAXIMUM_TOTAL_SIZE -> request.answer(nic.mtuOctets() + HEADER_OCTETS);
            case OID_802_3_MAXIMUM_LIST_SIZE -> request.answer(GROUPS_MAX);
            case GEN_MAXIMUM_FRAME_SIZE -> request.answer(nic.mtuOctets());
            case GEN_LINK_SPEED -> {
                long rate = nic.rateBitsPerSecond();
                yield request.answer(rate == 0 ? LINK_SPEED : rate / 100);
            }
            case GEN_MAC_OPTIONS -> request.answer(MacOptions.NO_LOOPBACK);
            case GEN_MEDIA_CONNECT_STATUS -> request.answer(nic.linkUp() ? 0 : 1);
            case GEN_XMIT_OK -> request.answer(transmitted);
            case GEN_RCV_OK -> request.answer(receives.received());
            case GEN_RCV_NO_BUFFER -> request.answer(receives.noBuffer());
            case OID_802_3_PERMANENT_ADDRESS -> request.answer(permanentMac);
            case OID_802_3_CURRENT_ADDRESS -> {
                if (!request.isSet()) yield request.answer(nic.mac());
                yield nic.changeMac(request.value())
                        ? NdisStatus.SUCCESS
                        : NdisStatus.NOT_SUPPORTED;
            }
            case PNP_SET_POWER -> setPower(request.value() == DevicePower.D0.code());
            case PNP_QUERY_POWER, PNP_CAPABILITIES -> NdisStatus.SUCCESS;
            case OID_802_3_MULTICAST_LIST, GEN_PROTOCOL_OPTIONS -> NdisStatus.NOT_SUPPORTED;
        };
    }

    /**
     * Asleep it takes no more frames, and those on the ring are lost. Awake again it gives the NIC
     * back what that has forgotten.
     */
    private NdisStatus setPower(boolean working) {
        asleep = !working;
        nic.setReceiveFilter(asleep ? ReceiveFilter.NONE : filter);
        queueAgain(context().host().cpu());
        return NdisStatus.SUCCESS;
    }

    /** Frames that the NIC still has come to their end later: no interrupt is about more. */
    @Override
    public void halt() {
        asleep = true;
        nic.setReceiveFilter(ReceiveFilter.NONE);
        queueAgain(context().host().cpu());
        receives.halt();
    }

    /**
     * A serialized miniport forgets its sends: the wrapper completes them. A deserialized one
     * completes them itself.
     */
    @Override
    public NdisStatus reset() {
        if (serialized) {
            abandoned += onRing.size();
            onRing.clear();
            waiting.clear();
            return NdisStatus.SUCCESS;
        }
        // what is on the ring goes out all the same
        abandoned += onRing.size();
        while (!onRing.isEmpty())
            context().sendComplete(onRing.removeFirst(), NdisStatus.REQUEST_ABORTED);
        while (!waiting.isEmpty())
            context().sendComplete(waiting.removeFirst(), NdisStatus.REQUEST_ABORTED);
        return NdisStatus.SUCCESS;
    }
}
