package sluice.sim;

import org.jspecify.annotations.Nullable;
import sluice.nic.FrameCheck;
import sluice.nic.Link;
import sluice.nic.LinkEnd;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.time.Cpu;
import sluice.time.Handler;
import sluice.time.Scheduler;

/**
 * An Ethernet controller as its driver meets it: two ports on the bus, an interrupt pin, and behind
 * them registers and 16 KiB of memory. After Davicom's DM9000.
 *
 * <pre>
 *   index port   which register               data port   its value, or memory by whole cycles
 *                                             MRCMDX F0 look, MRCMD F2 read, MWCMD F8 write
 *   pin          level: an event of the ISR that the IMR lets through
 * </pre>
 *
 * <p>No sequence of accesses does harm: registers that are none read as 0, addresses wrap, what
 * makes no sense is not done. Each access is one I/O cycle and counted. Lane: whatever the driver
 * runs on; the wire's side on the wire's lane.
 *
 * <p>Differs: frames are not padded to 60 octets in memory, so that what comes out is what went in;
 * there is no runt but a frame without a whole header. A bit that the link turned is not noticed:
 * it stands for damage behind the check. A reset is over at once, not after 10 microseconds.
 *
 * <p>Source: Davicom, DM9000 data sheet and application notes.
 */
public final class Dm9000 implements LinkEnd {
    private static final int[] IDENTITY = {0x46, 0x0a, 0x00, 0x90};
    private static final int EEPROM_WORDS = 64;
    private static final Handler<Dm9000> RAISE = Dm9000::raised;

    private final String name;
    private final Place place;
    private final PacketPool pool;
    private final Scheduler scheduler;
    private final Cpu cpu;
    private final IoWidth width;
    private final Dm9Memory memory;
    private final Dm9Receiver receiver;
    private final Dm9Transmitter transmitter;
    private final int[] eeprom = new int[EEPROM_WORDS];
    private final Dm9Phy phy = new Dm9Phy(this::linkUp, this::forceRate);
    private @Nullable Link link;
    private Runnable routine = () -> {};
    private Runnable linkRoutine = () -> {};
    private boolean interruptUnderWay;

    private int index;
    private int networkControl;
    private int pins;
    private int pinDirections;
    private int interruptStatus;
    private int interruptMask;
    private int eepromAddress;
    private int eepromData;
    private long indexWrites;
    private long reads;
    private long writes;
    private long memoryReads;
    private long memoryWrites;
    private long resets;

    /** A chip whose EEPROM holds {@code mac}, and whose pin is wired to {@code cpu}. */
    public Dm9000(
            String name,
            long mac,
            IoWidth width,
            Place place,
            PacketPool pool,
            Scheduler scheduler,
            Cpu cpu) {
        this.name = name;
        this.place = place;
        this.pool = pool;
        this.scheduler = scheduler;
        this.cpu = cpu;
        this.width = width;
        this.memory = new Dm9Memory(width);
        var check = new FrameCheck();
        this.receiver = new Dm9Receiver(memory, width, check);
        this.transmitter = new Dm9Transmitter(this, memory, width, check);
        for (int i = 0; i < 6; i++) {
            int octet = (int) (mac >>> (40 - 8 * i)) & 0xff;
            eeprom[i / 2] |= octet << (8 * (i & 1));
        }
        pins = 1;
        reset();
    }

    private void reset() {
        memory.reset();
        receiver.reset();
        transmitter.reset();
        for (int i = 0; i < 6; i++) receiver.station[i] = (eeprom[i / 2] >>> (8 * (i & 1))) & 0xff;
        networkControl = 0;
        interruptStatus = 0;
        interruptMask = 0;
        eepromAddress = 0;
        eepromData = 0;
    }

    // ---- the bus

    /** A cycle on the index port: which register the data port is from now on. */
    public void writeIndex(int value) {
        indexWrites++;
        index = value & 0xff;
    }

    /** A cycle on the index port. */
    public int readIndex() {
        reads++;
        return index;
    }

    /**
     * A cycle on the data port: an octet of a register, or as much of memory as the bus is wide.
     */
    public int readData() {
        reads++;
        return switch (index) {
            case Dm9Reg.MRCMDX -> memory.readAndStay();
            case Dm9Reg.MRCMD -> {
                memoryReads++;
                yield memory.read();
            }
            default -> register() & 0xff;
        };
    }

    private int register() {
        if (index >= Dm9Reg.PAR && index < Dm9Reg.PAR + 6)
            return receiver.station[index - Dm9Reg.PAR];
        if (index >= Dm9Reg.MAR && index < Dm9Reg.MAR + 8) return receiver.hash[index - Dm9Reg.MAR];
        if (index >= Dm9Reg.VID && index < Dm9Reg.VID + 4) return IDENTITY[index - Dm9Reg.VID];
        return switch (index) {
            case Dm9Reg.NCR -> networkControl;
            case Dm9Reg.NSR ->
                    transmitter.takeEnds()
                            | (linkUp() ? Dm9Reg.NSR_LINKST : 0)
                            | (receiver.overflowed() ? Dm9Reg.NSR_RXOV : 0);
            case Dm9Reg.TCR -> transmitter.control();
            case Dm9Reg.TSR1, Dm9Reg.TSR1 + 1 -> transmitter.status(index - Dm9Reg.TSR1);
            case Dm9Reg.RCR -> receiver.control;
            case Dm9Reg.RSR -> receiver.status;
            case Dm9Reg.ROCR -> receiver.takeOverflows();
            case Dm9Reg.EPAR -> eepromAddress;
            case Dm9Reg.EPDRL -> eepromData;
            case Dm9Reg.EPDRL + 1 -> eepromData >>> 8;
            case Dm9Reg.GPCR -> pinDirections;
            case Dm9Reg.GPR -> pins;
            case Dm9Reg.TRPAL -> transmitter.beginsAt();
            case Dm9Reg.TRPAL + 1 -> transmitter.beginsAt() >>> 8;
            case Dm9Reg.RWPAL -> receiver.writeAt();
            case Dm9Reg.RWPAL + 1 -> receiver.writeAt() >>> 8;
            case Dm9Reg.MRRL -> memory.readAt();
            case Dm9Reg.MRRH -> memory.readAt() >>> 8;
            case Dm9Reg.MWRL -> memory.writeAt();
            case Dm9Reg.MWRH -> memory.writeAt() >>> 8;
            case Dm9Reg.TXPLL -> transmitter.length();
            case Dm9Reg.TXPLH -> transmitter.length() >>> 8;
            case Dm9Reg.ISR -> (width.mode() << 6) | interruptStatus;
            case Dm9Reg.IMR -> interruptMask;
            default -> 0;
        };
    }

    /** A cycle on the data port. */
    public void writeData(int value) {
        writes++;
        switch (index) {
            case Dm9Reg.MWCMDX -> memory.write(value, true);
            case Dm9Reg.MWCMD -> {
                memoryWrites++;
                memory.write(value, false);
            }
            default -> setRegister(value & 0xff);
        }
    }

    private void setRegister(int value) {
        if (index >= Dm9Reg.PAR && index < Dm9Reg.PAR + 6) {
            receiver.station[index - Dm9Reg.PAR] = value;
            return;
        }
        if (index >= Dm9Reg.MAR && index < Dm9Reg.MAR + 8) {
            receiver.hash[index - Dm9Reg.MAR] = value;
            return;
        }
        switch (index) {
            case Dm9Reg.NCR -> controlNetwork(value);
            case Dm9Reg.NSR -> transmitter.clearEnds(value);
            case Dm9Reg.TCR -> transmitter.setControl(value);
            case Dm9Reg.RCR -> receiver.control = value;
            case Dm9Reg.EPCR -> accessEeprom(value);
            case Dm9Reg.EPAR -> eepromAddress = value;
            case Dm9Reg.EPDRL -> eepromData = (eepromData & 0xff00) | value;
            case Dm9Reg.EPDRL + 1 -> eepromData = (eepromData & 0xff) | (value << 8);
            case Dm9Reg.GPCR -> pinDirections = value;
            case Dm9Reg.GPR -> setPins(value);
            case Dm9Reg.MRRL -> memory.setReadAt((memory.readAt() & 0xff00) | value);
            case Dm9Reg.MRRH -> memory.setReadAt((memory.readAt() & 0xff) | (value << 8));
            case Dm9Reg.MWRL -> memory.setWriteAt((memory.writeAt() & 0xff00) | value);
            case Dm9Reg.MWRH -> memory.setWriteAt((memory.writeAt() & 0xff) | (value << 8));
            case Dm9Reg.TXPLL -> transmitter.setLength((transmitter.length() & 0xff00) | value);
            case Dm9Reg.TXPLH ->
                    transmitter.setLength((transmitter.length() & 0xff) | (value << 8));
            case Dm9Reg.ISR -> interruptStatus &= ~value;
            case Dm9Reg.IMR -> {
                interruptMask = value & 0x8f;
                memory.setReturns((value & Dm9Reg.IMR_PAR) != 0);
                look();
            }
            default -> {} // read-only or none
        }
    }

    private void controlNetwork(int value) {
        if ((value & Dm9Reg.NCR_RST) != 0) {
            resets++;
            reset();
            return;
        }
        networkControl = value & 0xde;
    }

    private void setPins(int value) {
        boolean was = linkUp();
        pins = value;
        if (was != linkUp()) linkRoutine.run();
    }

    private void accessEeprom(int value) {
        boolean ofPhy = (value & Dm9Reg.EPCR_EPOS) != 0;
        int at = ofPhy ? eepromAddress & 0x1f : eepromAddress % EEPROM_WORDS;
        if ((value & Dm9Reg.EPCR_ERPRR) != 0) {
            eepromData = ofPhy ? phy.read(at) : eeprom[at];
        } else if ((value & Dm9Reg.EPCR_ERPRW) != 0 && ofPhy) {
            phy.write(at, eepromData);
        }
    }

    // ---- the pin

    /** Who is called, at INTERRUPT level, when the pin becomes active. */
    public void wirePin(Runnable interruptRoutine, Runnable whenLinkChanges) {
        routine = interruptRoutine;
        linkRoutine = whenLinkChanges;
    }

    void event(int bits) {
        interruptStatus |= bits;
        look();
    }

    private void look() {
        if ((interruptStatus & interruptMask & 0x0f) == 0 || interruptUnderWay) return;
        interruptUnderWay = true;
        scheduler.interrupt(cpu.interrupt(), RAISE, this);
    }

    private void raised() {
        interruptUnderWay = false;
        if ((interruptStatus & interruptMask & 0x0f) == 0) return;
        cpu.charge(cpu.costs().interruptNanos());
        routine.run();
    }

    // ---- the wire

    @Override
    public String name() {
        return name;
    }

    @Override
    public Place place() {
        return place;
    }

    /** Where its copies of what it transmits come from. */
    PacketPool pool() {
        return pool;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    @Nullable Link link() {
        return link;
    }

    boolean loopsBack() {
        return (networkControl & 0x06) == Dm9Reg.NCR_LBK_MAC;
    }

    @Override
    public void connect(Link cable) {
        if (link != null) throw new IllegalStateException(place.name() + " is connected already");
        link = cable;
    }

    /** The rate at which it works; 0 if that is not limited, or it is on no link. */
    public long rateBitsPerSecond() {
        Link cable = link;
        return cable == null ? 0 : cable.rateBitsPerSecond(this);
    }

    private void forceRate(long bitsPerSecond) {
        Link cable = link;
        if (cable != null) cable.setRate(this, bitsPerSecond);
    }

    /** Whether the PHY is on and has a link. */
    public boolean linkUp() {
        Link cable = link;
        return (pins & 1) == 0 && cable != null && cable.carries(this);
    }

    @Override
    public void linkChanged() {
        linkRoutine.run();
    }

    @Override
    public void arrive(Packet frame) {
        arrive(frame, true);
    }

    /** A frame arrives whose check sequence is good, or is not. */
    public void arrive(Packet frame, boolean checkIsGood) {
        frame.setTimeNanos(scheduler.nowNanos());
        int raised = receiver.receive(frame, (pins & 1) == 0, checkIsGood);
        if (raised != 0) event(raised);
    }

    @Override
    public void inject(byte[] octets, int offset, int lengthOctets) {
        arrive(pool.originate(place, octets, offset, lengthOctets));
    }

    // ---- beside the bus: what a simulation knows and a driver cannot

    /** The frame whose ready byte the read pointer stands at, or null. No cycle. */
    public @Nullable Packet frameAtReadPointer() {
        return receiver.frameAt(memory.readAt());
    }

    /** The chip has done with a frame, which belongs to the caller then; earlier ones are lost. */
    public void release(Packet frame) {
        receiver.release(frame);
    }

    /** Where the read pointer stands. No cycle. */
    public int readPointer() {
        return memory.readAt();
    }

    /** Octets of the receive ring from the read pointer on, which stays. No cycle. */
    void peek(byte[] to, int count) {
        memory.getReceived(memory.readAt(), to, 0, Math.min(count, to.length));
    }

    /** The packet that is being written to memory, so that its descent is known. */
    public void writing(@Nullable Packet packet) {
        transmitter.parent = packet;
    }

    // ---- counts

    /** How wide its bus is. */
    public IoWidth width() {
        return width;
    }

    /** Cycles that read either port. */
    public long ioReads() {
        return reads;
    }

    /** Cycles that wrote either port. */
    public long ioWrites() {
        return writes + indexWrites;
    }

    /** All cycles. */
    public long ioCycles() {
        return reads + writes + indexWrites;
    }

    /** Of these, reads of memory by MRCMD. */
    public long memoryReads() {
        return memoryReads;
    }

    /** Of these, writes of memory by MWCMD. */
    public long memoryWrites() {
        return memoryWrites;
    }

    /** Frames that were put into the receive ring. */
    public long framesStored() {
        return receiver.stored();
    }

    /** Frames that found it full. */
    public long overflows() {
        return receiver.lostToOverflow();
    }

    /** Resets by NCR. */
    public long resets() {
        return resets;
    }
}
