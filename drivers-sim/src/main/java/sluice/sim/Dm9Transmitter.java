package sluice.sim;

import org.jspecify.annotations.Nullable;
import sluice.nic.FrameCheck;
import sluice.nic.Link;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.time.Handler;

/**
 * The chip's transmitter: packets I and II in turn, each taken out of memory when it is asked for
 * and done when its last bit has left.
 *
 * <p>A request while both are on their way is not taken. A packet begins where the one before it
 * ended, at a whole cycle.
 */
final class Dm9Transmitter {
    private static final int JABBER_OCTETS = 2048;

    private final Dm9000 chip;
    private final Dm9Memory memory;
    private final IoWidth width;
    private final FrameCheck check;
    private final Sending[] packets = {new Sending(0), new Sending(1)};
    private final byte[] scratch = new byte[JABBER_OCTETS];
    private int next;
    private int control;
    private int length;
    private int beginsAt;
    private int ends;
    private int resets;
    private long endsNanos;
    @Nullable Packet parent;

    /** Packet I or II. */
    private final class Sending {
        final int number;
        final Handler<Sending> done = Sending::isDone;
        boolean underWay;
        int status;
        int resetsBefore;

        Sending(int number) {
            this.number = number;
        }

        void isDone() {
            if (!underWay || resetsBefore != resets) return;
            underWay = false;
            ends |= number == 0 ? Dm9Reg.NSR_TX1END : Dm9Reg.NSR_TX2END;
            chip.event(Dm9Reg.ISR_PTS);
        }
    }

    Dm9Transmitter(Dm9000 chip, Dm9Memory memory, IoWidth width, FrameCheck check) {
        this.chip = chip;
        this.memory = memory;
        this.width = width;
        this.check = check;
    }

    void reset() {
        for (Sending each : packets) {
            each.underWay = false;
            each.status = 0;
        }
        next = 0;
        control = 0;
        length = 0;
        beginsAt = 0;
        ends = 0;
        resets++;
        endsNanos = 0;
        parent = null;
    }

    int control() {
        boolean busy = packets[0].underWay || packets[1].underWay;
        return control | (busy ? Dm9Reg.TCR_TXREQ : 0);
    }

    void setControl(int value) {
        control = value & 0x7e;
        if ((value & Dm9Reg.TCR_TXREQ) != 0) request();
    }

    int status(int number) {
        return packets[number].status;
    }

    int length() {
        return length;
    }

    void setLength(int octets) {
        length = octets;
    }

    int beginsAt() {
        return beginsAt;
    }

    int takeEnds() {
        int now = ends;
        ends = 0;
        return now;
    }

    void clearEnds(int bits) {
        ends &= ~bits;
    }

    private void request() {
        Sending packet = packets[next];
        if (packet.underWay) return;
        next ^= 1;
        packet.underWay = true;
        packet.resetsBefore = resets;
        packet.status = 0;
        long untilSent = 0;
        int octets = length;
        int from = beginsAt;
        beginsAt = (beginsAt + width.aligned(octets)) % Dm9Memory.TRANSMIT_OCTETS;
        if (octets > JABBER_OCTETS) packet.status = Dm9Reg.TSR_TJTO;
        if (octets > 0) untilSent = put(packet, from, octets);
        long now = chip.scheduler().nowNanos();
        endsNanos = Math.max(endsNanos, now + untilSent); // in turn, also when the cable is pulled
        chip.scheduler().schedule(endsNanos - now, chip.scheduler().wire(), packet.done, packet);
    }

    /** Puts it on the line; returns the time until its last bit has left. */
    private long put(Sending packet, int from, int octets) {
        int there = Math.min(octets, JABBER_OCTETS);
        memory.getTransmitted(from, scratch, 0, there);
        int own = packet.number == 0 ? Dm9Reg.TCR_CRC_DIS1 : Dm9Reg.TCR_CRC_DIS2;
        boolean ownCheck = (control & own) != 0 && there >= FrameCheck.OCTETS;
        int data = ownCheck ? there - FrameCheck.OCTETS : there;
        boolean good = !ownCheck || check.of(scratch, 0, data) == u32(data);
        Packet frame = frame(data);
        if (packet.status != 0) {
            frame.end(Dm9Drop.JABBER);
            return 0;
        }
        if (chip.loopsBack()) {
            chip.arrive(frame, good);
            return 0;
        }
        if (!good) {
            frame.end(Dm9Drop.SENT_WITH_BAD_CHECK); // each station throws it away
            return 0;
        }
        Link cable = chip.link();
        long untilSent = cable == null ? 0 : cable.send(chip, frame);
        frame.end(Dm9End.ON_THE_LINE);
        return untilSent;
    }

    private int u32(int at) {
        int value = 0;
        for (int i = 3; i >= 0; i--) value = (value << 8) | (scratch[at + i] & 0xff);
        return value;
    }

    private Packet frame(int octets) {
        Packet made = parent;
        parent = null;
        if (made == null) return chip.pool().originate(chip.place(), scratch, 0, octets);
        Packet copy =
                chip.pool().originateFrom(made, chip.place(), PacketPool.HEADROOM_OCTETS, octets);
        System.arraycopy(scratch, 0, copy.writable(), copy.offset(), octets);
        return copy;
    }
}
