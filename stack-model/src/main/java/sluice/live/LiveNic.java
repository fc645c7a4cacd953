package sluice.live;

import org.jspecify.annotations.Nullable;
import sluice.nic.Nic;
import sluice.nic.NicCallbacks;
import sluice.nic.NicOptions;
import sluice.nic.PacketQueue;
import sluice.nic.ReceiveFilter;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.time.Cpu;
import sluice.time.Handler;
import sluice.time.Scheduler;
import sluice.trace.Layering;
import sluice.world.Host;

/**
 * A NIC whose frames come from outside the run: what all of them share. Rings, interrupt and
 * receive filter are those of a simulated NIC, so a driver cannot tell; what the wire is, is the
 * subclass's.
 *
 * <p>Receive: in the shard's turn, while a descriptor is free; what does not fit stays in the
 * device, which loses it when its own queue is full. Transmit: handed to the device at once, or
 * held until it has room. The frame itself goes back to its driver, and its buffer to its pool, as
 * soon as the device has the octets.
 *
 * <p>All calls come on the shard's thread, but for building before it starts.
 */
public abstract class LiveNic implements Nic, Door {
    /** Frames taken in at one turn: as many as a driver's softirq or DPC takes. */
    private static final int FRAMES_PER_TURN = 64;

    private static final int ETHERNET_HEADER_OCTETS = 14;
    private static final Handler<LiveNic> RAISE = LiveNic::raised;

    private final String name;
    private final NicOptions options;
    private final Place place;
    private final PacketPool pool;
    private final Scheduler scheduler;
    private final Cpu cpu;
    private final PacketQueue received;
    private final PacketQueue heldUp;
    private final PacketQueue sent;
    private ReceiveFilter filter = ReceiveFilter.NONE;
    private @Nullable NicCallbacks callbacks;
    private boolean interruptsOn;
    private boolean interruptUnderWay;
    private @Nullable String goneBecause;

    private long receivedFrames;
    private long receivedOctets;
    private long sentFrames;
    private long sentOctets;
    private long refusedFrames;

    /** What became of a frame that was handed to the device. */
    protected enum Written {
        /** The device has its octets. */
        TAKEN,
        /** The device has no room now. */
        FULL,
        /** The device does not want it; it is lost. */
        REFUSED
    }

    /** A NIC for {@code host}, into which {@link Host#putIn} puts it. */
    protected LiveNic(Host host, String name, NicOptions options) {
        this.name = name;
        this.options = options;
        this.place = host.place("nic/" + name, Layering.ETHERNET);
        this.pool = host.pool();
        this.scheduler = host.scheduler();
        this.cpu = host.cpu();
        this.received = new PacketQueue(options.rxRingFramesMax());
        this.heldUp = new PacketQueue(options.txRingFramesMax());
        this.sent = new PacketQueue(options.txRingFramesMax());
    }

    // ---- the wire, as the subclass knows it --------------------------------------------------

    /** Octets of the next frame that has come, 0 if none has; it stays the next until copied. */
    protected abstract int nextFrameOctets();

    /** Copies that frame, {@code lengthOctets} long, and lets go of it. */
    protected abstract void copyFrame(byte[] into, int offset, int lengthOctets);

    /** Hands a frame to the device, which has copied it when this returns TAKEN. */
    protected abstract Written write(byte[] octets, int offset, int lengthOctets);

    /** To be called when the device has gone; the first reason is kept. */
    protected final void setGone(String why) {
        if (goneBecause == null) goneBecause = why;
    }

    @Override
    public final @Nullable String goneBecause() {
        return goneBecause;
    }

    // ---- the door ----------------------------------------------------------------------------

    @Override
    public final int work() {
        if (goneBecause != null) return 0;
        int moved = 0;
        while (heldUp.count() > 0 && writeHeldUp()) moved++;
        if (moved > 0) raise();
        int room = Math.min(FRAMES_PER_TURN, options.rxRingFramesMax() - received.count());
        int taken = 0;
        while (taken < room) {
            int length = nextFrameOctets();
            if (length <= 0) break;
            taken++;
            receive(length);
        }
        return moved + taken;
    }

    @Override
    public final boolean isHeldUp() {
        return heldUp.count() > 0 || received.count() >= options.rxRingFramesMax();
    }

    private void receive(int length) {
        receivedFrames++;
        receivedOctets += length;
        Packet frame = pool.originate(place, PacketPool.HEADROOM_OCTETS, length);
        copyFrame(frame.octets(), frame.offset(), length);
        if (length < ETHERNET_HEADER_OCTETS) {
            frame.end(LiveDrop.SHORTER_THAN_ETHERNET);
            return;
        }
        if (!filter.accepts(Octets.u48(frame.octets(), frame.offset()), options.mac())) {
            frame.end(LiveDrop.FOR_ANOTHER_STATION);
            return;
        }
        received.offerLast(frame); // there is room: work() has looked
        raise();
    }

    private boolean writeHeldUp() {
        Packet first = heldUp.peekFirst();
        if (first == null || !handedOver(first)) return false;
        heldUp.pollFirst();
        sent.offerLast(first);
        return true;
    }

    /** Whether the device has taken or lost it: false if it is to be tried again. */
    private boolean handedOver(Packet frame) {
        switch (write(frame.octets(), frame.offset(), frame.lengthOctets())) {
            case FULL -> {
                return false;
            }
            case TAKEN -> {
                sentFrames++;
                sentOctets += frame.lengthOctets();
                frame.share(place).end(LiveEnd.LEFT_BY_THE_DOOR);
            }
            case REFUSED -> {
                refusedFrames++;
                frame.share(place).end(LiveDrop.REFUSED_BY_DEVICE);
            }
        }
        return true;
    }

    // ---- the NIC -----------------------------------------------------------------------------

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final long mac() {
        return options.mac();
    }

    @Override
    public final int mtuOctets() {
        return options.mtuOctets();
    }

    @Override
    public final boolean isLive() {
        return true;
    }

    @Override
    public boolean linkUp() {
        return goneBecause == null;
    }

    @Override
    public final void setReceiveFilter(ReceiveFilter value) {
        filter = value;
    }

    @Override
    public final void attach(NicCallbacks driver) {
        if (callbacks != null)
            throw new IllegalStateException(place.name() + " has a driver already");
        callbacks = driver;
    }

    @Override
    public final void enableInterrupts(boolean on) {
        interruptsOn = on;
        if (on && (received.count() > 0 || sent.count() > 0)) raise();
    }

    private void raise() {
        if (!interruptsOn || interruptUnderWay) return;
        interruptUnderWay = true;
        scheduler.interrupt(cpu.interrupt(), RAISE, this);
    }

    private void raised() {
        interruptUnderWay = false;
        if (!interruptsOn) return;
        interruptsOn = false;
        if (callbacks != null) callbacks.interrupt();
    }

    @Override
    public final TxResult transmit(Packet frame) {
        if (heldUp.count() + sent.count() >= options.txRingFramesMax()) return TxResult.BUSY;
        frame.passDown(place);
        if (heldUp.count() == 0 && handedOver(frame)) {
            sent.offerLast(frame);
            raise();
        } else {
            heldUp.offerLast(frame);
        }
        return TxResult.ACCEPTED;
    }

    @Override
    public final @Nullable Packet pollTransmitted() {
        return toDriver(sent.pollFirst());
    }

    @Override
    public final @Nullable Packet pollReceived() {
        return toDriver(received.pollFirst());
    }

    private @Nullable Packet toDriver(@Nullable Packet frame) {
        if (frame != null && callbacks != null) frame.passUp(callbacks.driverPlace());
        return frame;
    }

    /** What has passed so far. */
    public final LiveNicStats stats() {
        return new LiveNicStats(
                receivedFrames, receivedOctets, sentFrames, sentOctets, refusedFrames);
    }

    /** Its place in the ledger. */
    public final Place place() {
        return place;
    }
}
