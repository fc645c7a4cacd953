package sluice.nic;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.packet.wire.Addresses;
import sluice.time.Cpu;
import sluice.time.Handler;
import sluice.time.InterruptLine;
import sluice.time.Scheduler;

/**
 * A simulated Ethernet NIC: bounded rings, one interrupt, a receive filter in "hardware".
 *
 * <p>Transmit: the frame's octets go to the link at once; the frame itself comes back through
 * {@link #pollTransmitted} when the link has taken its last bit. Receive: the filter, then a
 * descriptor, then the interrupt.
 */
public final class SimNic implements Nic, LinkEnd {
    private static final int ETHERNET_HEADER_OCTETS = 14;

    private final String name;
    private long mac;
    private final int mtuOctets;
    private final Place place;
    private final Scheduler scheduler;
    private final InterruptLine line;
    private final PacketPool pool;
    private final PacketQueue received;
    private final PacketQueue transmitted;
    private final int txRingFramesMax;
    private int txOnRing;
    private int txFinished;
    private boolean wantsRoom;

    private @Nullable NicCallbacks callbacks;
    private @Nullable Link link;
    private ReceiveFilter filter = ReceiveFilter.NONE;
    private boolean interruptsOn;
    private boolean interruptUnderWay;
    private Cpu taker; // of the interrupt that is under way
    private long onFromNanos; // when the driver is through with switching interrupts on
    private boolean linkUpReported;
    private boolean powered = true;
    private final boolean padsFrames;
    private @Nullable IntConsumer shortFrames;

    private static final Handler<SimNic> RAISE = SimNic::raised;
    private static final Handler<SimNic> TX_DONE = SimNic::txDone;
    private static final Handler<SimNic> LINK_CHANGED = SimNic::reportLink;

    /**
     * A NIC of {@code options} with its interrupt on {@code line}.
     *
     * @param place its own place in the ledger, named after host and device
     */
    public SimNic(
            String name,
            NicOptions options,
            Place place,
            PacketPool pool,
            Scheduler scheduler,
            InterruptLine line) {
        this.name = name;
        this.mac = options.mac();
        this.mtuOctets = options.mtuOctets();
        this.place = place;
        this.pool = pool;
        this.scheduler = scheduler;
        this.line = line;
        this.taker = line.first();
        this.received = new PacketQueue(options.rxRingFramesMax());
        this.transmitted = new PacketQueue(options.txRingFramesMax());
        this.txRingFramesMax = options.txRingFramesMax();
        this.padsFrames = options.padsFrames();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long mac() {
        return mac;
    }

    @Override
    public boolean changeMac(long value) {
        if (Addresses.isMulticastMac(value) || value >>> 48 != 0) return false;
        mac = value;
        return true;
    }

    @Override
    public long rateBitsPerSecond() {
        Link cable = link;
        return cable == null ? 0 : cable.rateBitsPerSecond(this);
    }

    /** Any rate will do; see {@link Link#setRate}. */
    @Override
    public boolean changeRate(long bitsPerSecond) {
        Link cable = link;
        if (cable == null) return false;
        cable.setRate(this, bitsPerSecond);
        return true;
    }

    @Override
    public int mtuOctets() {
        return mtuOctets;
    }

    @Override
    public boolean padsFrames() {
        return padsFrames;
    }

    @Override
    public void watchShortFrames(IntConsumer watcher) {
        if (!padsFrames) shortFrames = watcher;
    }

    @Override
    public boolean linkUp() {
        Link cable = link;
        return cable != null && cable.carries(this);
    }

    @Override
    public Place place() {
        return place;
    }

    /** The pool its frames come from. */
    public PacketPool pool() {
        return pool;
    }

    @Override
    public void connect(Link cable) {
        if (link != null) throw new IllegalStateException(place.name() + " is connected already");
        link = cable;
        linkUpReported = linkUp();
    }

    @Override
    public void setReceiveFilter(ReceiveFilter value) {
        filter = value;
    }

    @Override
    public void attach(NicCallbacks driver) {
        if (callbacks != null)
            throw new IllegalStateException(place.name() + " has a driver already");
        callbacks = driver;
        linkUpReported = linkUp();
    }

    @Override
    public void enableInterrupts(boolean on) {
        interruptsOn = on;
        if (on && line.spreads()) onFromNanos = scheduler.nowNanos();
        if (on && (received.count() > 0 || txFinished > 0)) raise();
    }

    /**
     * The interrupt line is a level, not an edge: what is in the rings when interrupts are switched
     * on raises it, so a driver that stopped polling early loses nothing.
     *
     * <p>Where interrupts are spread, another processor must not take the next one while the last
     * is still at the work that ends with switching them on: so the work of one NIC never runs on
     * two at the same time.
     */
    private void raise() {
        if (!interruptsOn || interruptUnderWay || !powered) return;
        interruptUnderWay = true;
        long now = scheduler.nowNanos();
        long from = Math.max(now, onFromNanos);
        taker = line.next(from);
        if (from == now) scheduler.interrupt(taker.interrupt(), RAISE, this);
        else scheduler.schedule(from - now, taker.interrupt(), RAISE, this);
    }

    private void raised() {
        interruptUnderWay = false;
        if (!interruptsOn) return;
        interruptsOn = false;
        taker.charge(taker.costs().interruptNanos());
        if (callbacks != null) callbacks.interrupt();
    }

    @Override
    public TxResult transmit(Packet frame) {
        if (txOnRing >= txRingFramesMax || !powered) {
            wantsRoom = true;
            return TxResult.BUSY;
        }
        IntConsumer watcher = shortFrames;
        if (watcher != null && frame.lengthOctets() < FRAME_OCTETS_MIN)
            watcher.accept(frame.lengthOctets());
        txOnRing++;
        frame.passDown(place);
        transmitted.addLast(frame);
        Link cable = link;
        long untilSent = cable == null ? 0 : cable.send(this, frame);
        if (untilSent == 0 && scheduler.wireAtOnce()) txDone();
        else scheduler.schedule(untilSent, scheduler.wire(), TX_DONE, this);
        return TxResult.ACCEPTED;
    }

    private void txDone() {
        txFinished++;
        raise();
    }

    @Override
    public @Nullable Packet pollTransmitted() {
        if (txFinished == 0) return null;
        txFinished--;
        txOnRing--;
        Packet frame = transmitted.pollFirst();
        if (frame != null && callbacks != null) frame.passUp(callbacks.driverPlace());
        wantsRoom = false;
        return frame;
    }

    /** True if a transmission was refused since the last frame was polled back. */
    public boolean refusedSinceLastPoll() {
        return wantsRoom;
    }

    @Override
    public void powerOff() {
        powered = false;
        forget(received);
        forget(transmitted);
    }

    private static void forget(PacketQueue ring) {
        for (int left = ring.count(); left > 0; left--) ring.pollFirst();
    }

    @Override
    public void arrive(Packet frame) {
        if (!powered) {
            frame.end(NicDrop.POWERED_OFF);
            return;
        }
        if (frame.lengthOctets() < ETHERNET_HEADER_OCTETS) {
            frame.end(NicDrop.RUNT);
            return;
        }
        if (!filter.accepts(Octets.u48(frame.octets(), frame.offset()), mac)) {
            frame.end(NicDrop.NOT_FOR_THIS_STATION);
            return;
        }
        frame.setTimeNanos(scheduler.nowNanos());
        if (!received.offerLast(frame)) {
            frame.end(NicDrop.RX_RING_FULL);
            return;
        }
        raise();
    }

    @Override
    public void inject(byte[] octets, int offset, int lengthOctets) {
        arrive(pool.originate(place, octets, offset, lengthOctets));
    }

    @Override
    public @Nullable Packet pollReceived() {
        Packet frame = received.pollFirst();
        if (frame != null && callbacks != null) frame.passUp(callbacks.driverPlace());
        return frame;
    }

    @Override
    public void linkChanged() {
        scheduler.schedule(0, line.first().interrupt(), LINK_CHANGED, this);
    }

    /** Tells the driver how the link is now; several changes at one instant are one or none. */
    private void reportLink() {
        boolean nowUp = linkUp();
        if (nowUp == linkUpReported || !powered) return;
        linkUpReported = nowUp;
        if (callbacks != null) callbacks.linkChanged(nowUp);
    }
}
