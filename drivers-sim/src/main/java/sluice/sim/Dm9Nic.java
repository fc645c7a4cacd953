package sluice.sim;

import org.jspecify.annotations.Nullable;
import sluice.nic.Nic;
import sluice.nic.NicCallbacks;
import sluice.nic.NicOptions;
import sluice.nic.PacketQueue;
import sluice.nic.ReceiveFilter;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.packet.wire.Addresses;
import sluice.time.Handler;
import sluice.trace.Layering;
import sluice.world.Host;

/**
 * A card with a DM9000 and the lower half of its driver: to the stack a {@link Nic} like any other,
 * whose receive ring is the chip's memory and whose transmit ring has two slots.
 *
 * <p>Frames are copied out of the chip when they are polled, by {@link Dm9Driver#deviceReadString}.
 * A miniport that indicates look-aheads uses {@link #driver} instead of polling.
 */
public final class Dm9Nic implements Nic {
    private static final int IN_FLIGHT_MAX = 2;
    private static final Handler<Dm9Nic> REPORT_LINK = Dm9Nic::reportLink;

    private final Host host;
    private final Dm9000 chip;
    private final Dm9Driver driver;
    private final int mtuOctets;
    private final PacketQueue inFlight = new PacketQueue(IN_FLIGHT_MAX);
    private long mac;
    private int transmitted;
    private boolean interruptsOn;
    private boolean linkUpReported;
    private @Nullable NicCallbacks callbacks;

    private Dm9Nic(Host host, Dm9000 chip, NicOptions options) {
        this.host = host;
        this.chip = chip;
        this.mtuOctets = options.mtuOctets();
        this.mac = options.mac();
        this.driver = new Dm9Driver(host, chip, mac);
        chip.wirePin(this::isr, this::linkChanged);
    }

    /**
     * Puts a card into {@code host} whose interrupt goes to the first CPU. Of the options, the
     * rings mean nothing here.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public static Dm9Nic in(Host host, String name, NicOptions options, IoWidth width) {
        Place place = host.place("nic/" + name, Layering.ETHERNET);
        var chip =
                new Dm9000(
                        name,
                        options.mac(),
                        width,
                        place,
                        host.pool(),
                        host.scheduler(),
                        host.cpu());
        var nic = new Dm9Nic(host, chip, options);
        host.putIn(nic);
        return nic;
    }

    /** The chip: where a cable is plugged in, and what counts I/O cycles. */
    public Dm9000 chip() {
        return chip;
    }

    /** What works the registers. */
    public Dm9Driver driver() {
        return driver;
    }

    @Override
    public String name() {
        return chip.name();
    }

    @Override
    public long mac() {
        return mac;
    }

    /** Writes the chip's PAR; its EEPROM keeps the other. */
    @Override
    public boolean changeMac(long value) {
        if (Addresses.isMulticastMac(value) || value >>> 48 != 0) return false;
        mac = value;
        driver.setMac(value);
        return true;
    }

    /** 10 or 100 Mbit/s, the rates of the chip's PHY. */
    @Override
    public boolean changeRate(long bitsPerSecond) {
        return chip.link() != null && driver.setRate(bitsPerSecond);
    }

    @Override
    public long rateBitsPerSecond() {
        return chip.rateBitsPerSecond();
    }

    @Override
    public int mtuOctets() {
        return mtuOctets;
    }

    @Override
    public boolean linkUp() {
        return chip.linkUp();
    }

    @Override
    public void setReceiveFilter(ReceiveFilter filter) {
        driver.setFilter(filter);
    }

    @Override
    public void attach(NicCallbacks stack) {
        if (callbacks != null)
            throw new IllegalStateException(chip.place().name() + " has a driver already");
        callbacks = stack;
        driver.setUp();
        linkUpReported = linkUp();
    }

    @Override
    public void enableInterrupts(boolean on) {
        if (on || interruptsOn) {
            interruptsOn = on;
            driver.enableInterrupts(on);
        }
    }

    private void isr() {
        driver.acknowledge();
        interruptsOn = false;
        NicCallbacks stack = callbacks;
        if (stack != null) stack.interrupt();
    }

    private void linkChanged() {
        host.scheduler().schedule(0, host.cpu().interrupt(), REPORT_LINK, this);
    }

    private void reportLink() {
        boolean now = linkUp();
        NicCallbacks stack = callbacks;
        if (stack == null || now == linkUpReported) return;
        linkUpReported = now;
        stack.linkChanged(now);
    }

    @Override
    public TxResult transmit(Packet frame) {
        if (inFlight.count() == IN_FLIGHT_MAX) return TxResult.BUSY;
        frame.passDown(chip.place());
        inFlight.offerLast(frame);
        driver.transmit(frame);
        return TxResult.ACCEPTED;
    }

    @Override
    public @Nullable Packet pollTransmitted() {
        if (inFlight.count() == 0) return null;
        if (transmitted == 0) transmitted = driver.takeTransmitted();
        if (transmitted == 0) return null;
        transmitted--;
        Packet frame = inFlight.pollFirst();
        NicCallbacks stack = callbacks;
        if (frame != null && stack != null) frame.passUp(stack.driverPlace());
        return frame;
    }

    @Override
    public @Nullable Packet pollReceived() {
        if (lookup() == Dm9Driver.NOTHING) return null;
        return toStack(driver.readFrame());
    }

    /**
     * Looks for the next frame, which stays in the chip. A reset of the chip is seen to: what was
     * to be transmitted is reported as done.
     *
     * @return its length, or {@link Dm9Driver#NOTHING}
     */
    int lookup() {
        int length = driver.dm9LookupRxBuffer();
        NicCallbacks stack = callbacks;
        if (stack != null && driver.forgotten() > 0) stack.interrupt();
        return length;
    }

    /** Has done with the frame in the chip; it belongs to the stack's driver. */
    Packet finish() {
        return toStack(driver.finishFrame());
    }

    private Packet toStack(Packet frame) {
        NicCallbacks stack = callbacks;
        if (stack != null) frame.passUp(stack.driverPlace());
        return frame;
    }
}
