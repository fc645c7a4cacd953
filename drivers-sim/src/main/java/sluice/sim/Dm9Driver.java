package sluice.sim;

import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import sluice.nic.FrameCheck;
import sluice.nic.ReceiveFilter;
import sluice.packet.Packet;
import sluice.tap.BufferKind;
import sluice.tap.CopyTally;
import sluice.time.CostTable;
import sluice.trace.TraceSink;
import sluice.world.Host;

/**
 * The part of a driver that knows the chip's registers, with the function names of the embedded
 * driver it is modelled after ({@code Dm9LookupRxBuffer}, {@code DeviceReadString}).
 *
 * <pre>
 *   isr:      what happened -> interrupts off
 *   receive:  dm9LookupRxBuffer: ready byte, header
 *             deviceReadString:  so many octets on, cycle by cycle
 *             finishFrame:       over the check sequence, or past what nobody wanted
 *   send:     memory, length, request; at most two under way
 * </pre>
 *
 * <p>A ready byte that is neither 0 nor 1, or a length that no frame has, means that driver and
 * chip have lost each other: the chip is reset and set up anew, and what was in it is lost. Every
 * access costs {@link CostTable#ioCycleNanos}, charged here and nowhere else. The copy out of the
 * chip is counted in {@link #tally}.
 */
public final class Dm9Driver {
    /** What {@link #dm9LookupRxBuffer} says when there is no frame. */
    public static final int NOTHING = -1;

    private static final int FRAME_OCTETS_MAX = 1536;
    private static final int FRAME_OCTETS_MIN = 14;
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private final Host host;
    private final Dm9000 chip;
    private final IoWidth width;
    private final CopyTally tally = new CopyTally(CostTable.ZERO); // paid by I/O cycles
    private final FrameCheck check = new FrameCheck();
    private final byte[] peeked = new byte[Dm9Memory.RECEIVE_OCTETS];
    private final long ioCycleNanos;
    private long cyclesPaid;
    private long mac;
    private ReceiveFilter filter = ReceiveFilter.NONE;

    private @Nullable Packet frame;
    private int frameAt;
    private int frameOctets;
    private int position;
    private int carried;
    private int carriedOctets;
    private long recoveries;
    private int transmitting;
    private int forgotten;
    private final CRC32 readSoFar = new CRC32();
    private boolean inOrder;

    /** A driver for a chip of {@code host}; {@link #setUp} before anything else. */
    public Dm9Driver(Host host, Dm9000 chip, long mac) {
        this.host = host;
        this.chip = chip;
        this.width = chip.width();
        this.mac = mac;
        this.ioCycleNanos = host.costs().ioCycleNanos();
    }

    /** The chip. */
    public Dm9000 chip() {
        return chip;
    }

    /** Copies from the chip to the kernel. */
    public CopyTally tally() {
        return tally;
    }

    /** How often the chip was reset because a ready byte or a length could not be. */
    public long recoveries() {
        return recoveries;
    }

    // ---- registers

    private int read(int register) {
        chip.writeIndex(register);
        return chip.readData();
    }

    private void write(int register, int value) {
        chip.writeIndex(register);
        chip.writeData(value);
    }

    private void pay() {
        long cycles = chip.ioCycles();
        long due = (cycles - cyclesPaid) * ioCycleNanos;
        cyclesPaid = cycles;
        host.charge(due);
    }

    /** Resets the chip and sets it up; interrupts stay off. */
    public void setUp() {
        write(Dm9Reg.NCR, Dm9Reg.NCR_RST);
        write(Dm9Reg.NCR, 0);
        write(Dm9Reg.GPCR, 1);
        write(Dm9Reg.GPR, 0);
        write(Dm9Reg.TCR, 0);
        write(Dm9Reg.NSR, Dm9Reg.NSR_TX2END | Dm9Reg.NSR_TX1END);
        write(Dm9Reg.ISR, 0x3f);
        writeStation();
        writeFilter();
        write(Dm9Reg.IMR, Dm9Reg.IMR_PAR);
        frame = null;
        forgotten += transmitting;
        transmitting = 0;
        pay();
    }

    private void writeStation() {
        for (int i = 0; i < 6; i++) write(Dm9Reg.PAR + i, (int) (mac >>> (40 - 8 * i)) & 0xff);
    }

    /** Another station address. */
    public void setMac(long value) {
        mac = value;
        writeStation();
        pay();
    }

    /**
     * Makes the PHY work at another rate, without negotiation.
     *
     * @return false if it has no such rate
     */
    public boolean setRate(long bitsPerSecond) {
        int control = Dm9Phy.controlFor(bitsPerSecond);
        if (control < 0) return false;
        write(Dm9Reg.EPAR, Dm9Reg.EPAR_PHY | Dm9Phy.BMCR);
        write(Dm9Reg.EPDRL, control & 0xff);
        write(Dm9Reg.EPDRL + 1, control >>> 8);
        write(Dm9Reg.EPCR, Dm9Reg.EPCR_EPOS | Dm9Reg.EPCR_ERPRW);
        write(Dm9Reg.EPCR, 0);
        pay();
        return true;
    }

    /** Which frames the chip is to take. Groups go by hash: it may take more than was asked for. */
    public void setFilter(ReceiveFilter wanted) {
        filter = wanted;
        writeFilter();
        pay();
    }

    private void writeFilter() {
        int[] hash = new int[8];
        Set<Long> groups = filter.multicast();
        for (long group : groups) mark(hash, group);
        if (filter.broadcast()) mark(hash, BROADCAST);
        for (int i = 0; i < hash.length; i++) write(Dm9Reg.MAR + i, hash[i]);
        boolean any =
                filter.directed()
                        || filter.broadcast()
                        || filter.allMulticast()
                        || filter.promiscuous()
                        || !groups.isEmpty();
        int control = Dm9Reg.RCR_DIS_CRC | Dm9Reg.RCR_DIS_LONG;
        if (any) control |= Dm9Reg.RCR_RXEN;
        if (filter.promiscuous()) control |= Dm9Reg.RCR_PRMSC;
        if (filter.allMulticast()) control |= Dm9Reg.RCR_ALL;
        write(Dm9Reg.RCR, control);
    }

    private void mark(int[] hash, long group) {
        int bit = check.hashBit(group);
        hash[bit >>> 3] |= 1 << (bit & 7);
    }

    // ---- interrupts

    /** Reads what happened, clears it, and switches interrupts off; ISR bits. */
    public int acknowledge() {
        int status = read(Dm9Reg.ISR);
        write(Dm9Reg.ISR, status);
        write(Dm9Reg.IMR, Dm9Reg.IMR_PAR);
        pay();
        return status & 0x3f;
    }

    /** Interrupts on or off. */
    public void enableInterrupts(boolean on) {
        int events = Dm9Reg.ISR_PRS | Dm9Reg.ISR_PTS | Dm9Reg.ISR_ROS | Dm9Reg.ISR_ROOS;
        write(Dm9Reg.IMR, Dm9Reg.IMR_PAR | (on ? events : 0));
        pay();
    }

    // ---- receive

    /**
     * Looks whether a valid frame is in the chip and reads its header.
     *
     * @return its length without check sequence; {@link #NOTHING} if there is none, or if the chip
     *     had to be reset
     */
    public int dm9LookupRxBuffer() {
        int length = lookup();
        pay();
        if (length == NOTHING) return NOTHING;
        TraceSink trace = host.world().trace();
        if (trace != null) {
            chip.peek(peeked, length); // the header is read, the frame comes next
            Station.pass(
                    trace,
                    host.scheduler().nowNanos(),
                    frameId(),
                    chip.place().name(),
                    "Dm9LookupRxBuffer",
                    peeked,
                    0,
                    length);
        }
        return length;
    }

    private int lookup() {
        while (true) {
            frame = chip.frameAtReadPointer();
            frameAt = chip.readPointer();
            chip.writeIndex(Dm9Reg.MRCMDX);
            chip.readData(); // what was fetched before; the next cycle gives what is there now
            int ready = chip.readData() & 0xff;
            if (ready == 0) return NOTHING;
            if (ready != 1 || frame == null) return recover();
            int header = header();
            int status = header >>> 8 & 0xff;
            frameOctets = (header >>> 16) - FrameCheck.OCTETS;
            position = 0;
            carriedOctets = 0;
            boolean odd = frameOctets < FRAME_OCTETS_MIN || frameOctets > FRAME_OCTETS_MAX;
            // Another length than the frame's has who wrote into the receive ring.
            if (odd || frameOctets != frame.lengthOctets()) return recover();
            if ((status & Dm9Reg.RSR_ERRORS) == 0) return frameOctets;
            skip();
            release().end(Dm9Drop.DAMAGED);
        }
    }

    private int header() {
        chip.writeIndex(Dm9Reg.MRCMD);
        int header = 0;
        for (int i = 0; i < Dm9Receiver.HEADER_OCTETS; i += width.octets())
            header |= chip.readData() << (8 * i);
        return header;
    }

    private int recover() {
        recoveries++;
        setUp();
        enableInterrupts(true);
        return NOTHING;
    }

    /** Identity of the frame that was found; for traces. */
    public long frameId() {
        Packet found = frame;
        return found == null ? 0 : found.id();
    }

    /**
     * Reads octets of the frame that was found, from where the last call ended; cycle by cycle, the
     * rest of a cycle is kept for the next call.
     *
     * @param copies 1 for what completes or is a copy of the frame, 0 for a part before that
     */
    public void deviceReadString(byte[] to, int offset, int count, int copies) {
        tally.copied(BufferKind.KERNEL, copies, count, null);
        chip.writeIndex(Dm9Reg.MRCMD);
        for (int i = 0; i < count; i++) {
            if (carriedOctets == 0) {
                carried = chip.readData();
                carriedOctets = width.octets();
            }
            to[offset + i] = (byte) carried;
            carried >>>= 8;
            carriedOctets--;
        }
        TraceSink trace = host.world().trace();
        if (trace != null) digest(trace, to, offset, count);
        position += count;
        pay();
    }

    private void digest(TraceSink trace, byte[] to, int offset, int count) {
        if (position == 0) {
            readSoFar.reset();
            inOrder = true;
        }
        readSoFar.update(to, offset, count);
        if (!inOrder || position + count < frameOctets) return;
        trace.accept(
                new Station(
                        host.scheduler().nowNanos(),
                        frameId(),
                        chip.place().name(),
                        "DeviceReadString",
                        frameOctets,
                        (int) readSoFar.getValue()));
    }

    /** Reads the whole frame that was found into its packet, and goes on to the next. */
    public Packet readFrame() {
        Packet found = java.util.Objects.requireNonNull(frame);
        deviceReadString(found.writable(), found.offset(), frameOctets, 1);
        return finishFrame();
    }

    /** How far it has read into the frame. */
    public int position() {
        return position;
    }

    /** Goes to another octet of the frame, by the read pointer. */
    public void seek(int index) {
        inOrder = false;
        int whole = index / width.octets() * width.octets();
        setReadPointer(Dm9Memory.along(frameAt, Dm9Receiver.HEADER_OCTETS + whole));
        position = whole;
        carriedOctets = 0;
        chip.writeIndex(Dm9Reg.MRCMD);
        if (whole < index) {
            carried = chip.readData() >>> (8 * (index - whole));
            carriedOctets = width.octets() - (index - whole);
            position = index;
        }
        pay();
    }

    private void setReadPointer(int address) {
        write(Dm9Reg.MRRL, address & 0xff);
        write(Dm9Reg.MRRH, address >>> 8);
    }

    private void skip() {
        int span = width.aligned(Dm9Receiver.HEADER_OCTETS + frameOctets + FrameCheck.OCTETS);
        setReadPointer(Dm9Memory.along(frameAt, span));
    }

    /**
     * Goes on to where the next frame begins: reads the check sequence if all else was read, sets
     * the read pointer if not. The frame belongs to the caller afterwards.
     */
    public Packet finishFrame() {
        if (position == frameOctets) {
            chip.writeIndex(Dm9Reg.MRCMD);
            int left = FrameCheck.OCTETS - carriedOctets;
            for (int i = 0; i < width.cycles(Math.max(0, left)); i++) chip.readData();
        } else {
            skip();
        }
        carriedOctets = 0;
        pay();
        return release();
    }

    private Packet release() {
        Packet done = java.util.Objects.requireNonNull(frame);
        chip.release(done);
        frame = null;
        return done;
    }

    // ---- send

    /** Transmissions that a reset of the chip made it forget, and that were not reported yet. */
    public int forgotten() {
        return forgotten;
    }

    /** Writes a packet to the chip's memory and asks for its transmission. */
    public void transmit(Packet packet) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int length = packet.lengthOctets();
        transmitting++;
        chip.writing(packet);
        chip.writeIndex(Dm9Reg.MWCMD);
        for (int i = 0; i < length; i += width.octets()) {
            int value = 0;
            for (int j = 0; j < width.octets() && i + j < length; j++)
                value |= (octets[at + i + j] & 0xff) << (8 * j);
            chip.writeData(value);
        }
        write(Dm9Reg.TXPLL, length & 0xff);
        write(Dm9Reg.TXPLH, length >>> 8);
        write(Dm9Reg.TCR, Dm9Reg.TCR_TXREQ);
        pay();
    }

    /** How many transmissions have ended since it was asked last, forgotten ones included. */
    public int takeTransmitted() {
        int status = read(Dm9Reg.NSR);
        pay();
        int ended = Integer.bitCount(status & (Dm9Reg.NSR_TX1END | Dm9Reg.NSR_TX2END));
        transmitting = Math.max(0, transmitting - ended);
        int all = ended + forgotten;
        forgotten = 0;
        return all;
    }
}
