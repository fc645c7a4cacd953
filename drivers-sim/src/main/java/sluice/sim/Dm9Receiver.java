package sluice.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.nic.FrameCheck;
import sluice.packet.DropReason;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.Addresses;

/**
 * The chip's receiver: which frames it takes, and how they lie in the receive ring.
 *
 * <pre>
 *   01 status lengthLow lengthHigh | frame | check sequence | up to a whole cycle |  00 ...
 *   ready byte; length counts frame and check sequence           next ready byte, not yet
 * </pre>
 *
 * <p>A frame that finds no room is lost and counted; what lies there stays. Frames whose octets a
 * driver has not fetched are held here for the account of packets, in the order of the ring.
 */
final class Dm9Receiver {
    static final int HEADER_OCTETS = 4;
    private static final int ETHERNET_HEADER_OCTETS = 14;
    private static final int LONG_OCTETS = 1522;
    private static final int WATCHDOG_OCTETS = 2048;

    /** More than fit the ring at the shortest frame's 22 octets. */
    private static final int HELD_MAX = 1024;

    private final Dm9Memory memory;
    private final IoWidth width;
    private final FrameCheck check;
    private final @Nullable Packet[] held = new @Nullable Packet[HELD_MAX];
    private final int[] heldAt = new int[HELD_MAX];
    private final int[] heldOctets = new int[HELD_MAX];
    private int oldest;
    private int count;
    private int spanOctets;

    final int[] station = new int[6];
    final int[] hash = new int[8];
    private int writeAt = Dm9Memory.RECEIVE_AT;
    int control;
    int status;
    private int overflows;
    private boolean overflowed;
    private long stored;
    private long lostToOverflow;

    Dm9Receiver(Dm9Memory memory, IoWidth width, FrameCheck check) {
        this.memory = memory;
        this.width = width;
        this.check = check;
    }

    void reset() {
        while (count > 0) oldestEnds(Dm9Drop.LOST_BY_RESET);
        writeAt = Dm9Memory.RECEIVE_AT;
        memory.put8(writeAt, 0);
        control = 0;
        status = 0;
        overflows = 0;
        overflowed = false;
        Arrays.fill(hash, 0);
    }

    int writeAt() {
        return writeAt;
    }

    /** Bits that a frame raises in the ISR; 0 if it was not for this station. */
    int receive(Packet frame, boolean poweredOn, boolean checkIsGood) {
        int length = frame.lengthOctets();
        DropReason unwanted = unwanted(frame, poweredOn, checkIsGood);
        if (unwanted != null) {
            frame.end(unwanted);
            return 0;
        }
        int span = width.aligned(HEADER_OCTETS + length + FrameCheck.OCTETS);
        if (span > freeOctets() || count == HELD_MAX) {
            frame.end(Dm9Drop.RECEIVE_MEMORY_FULL);
            return overflow();
        }
        store(frame, span, checkIsGood);
        return Dm9Reg.ISR_PRS;
    }

    private @Nullable DropReason unwanted(Packet frame, boolean poweredOn, boolean checkIsGood) {
        int length = frame.lengthOctets();
        if (!poweredOn || !has(Dm9Reg.RCR_RXEN)) return Dm9Drop.RECEIVER_OFF;
        if (length < ETHERNET_HEADER_OCTETS) return Dm9Drop.SHORT_FRAME;
        long destination = Octets.u48(frame.octets(), frame.offset());
        if (!wants(destination)) return Dm9Drop.ADDRESS_NOT_WANTED;
        int onWire = length + FrameCheck.OCTETS;
        boolean tooLong =
                (has(Dm9Reg.RCR_DIS_LONG) && onWire > LONG_OCTETS)
                        || (!has(Dm9Reg.RCR_WTDIS) && onWire > WATCHDOG_OCTETS)
                        || onWire > 0xffff;
        if (tooLong) return Dm9Drop.LONG_FRAME;
        return checkIsGood || !has(Dm9Reg.RCR_DIS_CRC) ? null : Dm9Drop.BAD_FRAME_CHECK;
    }

    private boolean has(int bit) {
        return (control & bit) != 0;
    }

    private boolean wants(long destination) {
        if (has(Dm9Reg.RCR_PRMSC)) return true;
        if (!Addresses.isMulticastMac(destination)) return destination == station();
        if (has(Dm9Reg.RCR_ALL)) return true;
        int bit = check.hashBit(destination);
        return (hash[bit >>> 3] & (1 << (bit & 7))) != 0;
    }

    long station() {
        long mac = 0;
        for (int octet : station) mac = (mac << 8) | octet;
        return mac;
    }

    /** One octet is never used, so that a full ring does not look empty. */
    private int freeOctets() {
        int readAt = memory.readAt();
        if (readAt < Dm9Memory.RECEIVE_AT) return Dm9Memory.RECEIVE_OCTETS - 1;
        return Math.floorMod(readAt - writeAt - 1, Dm9Memory.RECEIVE_OCTETS);
    }

    private int overflow() {
        lostToOverflow++;
        overflowed = true;
        if (overflows < 0x7f) {
            overflows++;
            return Dm9Reg.ISR_ROS;
        }
        return Dm9Reg.ISR_ROS | Dm9Reg.ISR_ROOS;
    }

    private void store(Packet frame, int span, boolean checkIsGood) {
        int length = frame.lengthOctets();
        int onWire = length + FrameCheck.OCTETS;
        boolean group = (frame.octets()[frame.offset()] & 1) != 0;
        status = (group ? Dm9Reg.RSR_MF : 0) | (checkIsGood ? 0 : Dm9Reg.RSR_CE);
        // A driver that moved the pointer at will may have freed what was never fetched.
        while (spanOctets + span >= Dm9Memory.RECEIVE_OCTETS) skipOldest();
        int at = writeAt;
        int body = Dm9Memory.along(at, HEADER_OCTETS);
        memory.putReceived(body, frame.octets(), frame.offset(), length);
        int sum = check.of(frame.octets(), frame.offset(), length);
        if (!checkIsGood) sum = ~sum;
        int tail = Dm9Memory.along(body, length);
        for (int i = 0; i < FrameCheck.OCTETS; i++)
            memory.put8(Dm9Memory.along(tail, i), sum >>> (8 * i));
        writeAt = Dm9Memory.along(at, span);
        memory.put8(writeAt, 0);
        memory.put8(Dm9Memory.along(at, 1), status);
        memory.put8(Dm9Memory.along(at, 2), onWire);
        memory.put8(Dm9Memory.along(at, 3), onWire >>> 8);
        memory.put8(at, 1);
        hold(frame, at, span);
        stored++;
    }

    // ---- the account of packets

    private void hold(Packet frame, int at, int span) {
        int slot = (oldest + count) % HELD_MAX;
        held[slot] = frame;
        heldAt[slot] = at;
        heldOctets[slot] = span;
        count++;
        spanOctets += span;
    }

    private void oldestEnds(DropReason why) {
        Packet frame = held[oldest];
        remove();
        if (frame != null) frame.end(why);
    }

    private void remove() {
        held[oldest] = null;
        spanOctets -= heldOctets[oldest];
        oldest = (oldest + 1) % HELD_MAX;
        count--;
    }

    /** The frame whose ready byte is at this address; null if none begins there. */
    @Nullable Packet frameAt(int address) {
        for (int i = 0; i < count; i++) {
            int slot = (oldest + i) % HELD_MAX;
            if (heldAt[slot] == address) return held[slot];
        }
        return null;
    }

    /** Lets a frame go; those before it were passed over. */
    void release(Packet frame) {
        if (!holds(frame)) return;
        while (held[oldest] != frame) skipOldest();
        remove();
    }

    private boolean holds(Packet frame) {
        for (int i = 0; i < count; i++) if (held[(oldest + i) % HELD_MAX] == frame) return true;
        return false;
    }

    private void skipOldest() {
        oldestEnds(Dm9Drop.SKIPPED);
    }

    // ---- registers

    int takeOverflows() {
        int value = (overflows == 0x7f ? 0x80 : 0) | overflows;
        overflows = 0;
        overflowed = false;
        return value;
    }

    boolean overflowed() {
        return overflowed;
    }

    long stored() {
        return stored;
    }

    long lostToOverflow() {
        return lostToOverflow;
    }
}
