package sluice.nic;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/**
 * A network interface card as its driver sees it: rings of receive and transmit descriptors and one
 * interrupt. The only door between a stack and the outside; a simulated NIC, a capture file and a
 * real adapter look alike through it.
 *
 * <p>A driver attaches once, then works in rounds: the interrupt comes, the driver switches it off,
 * polls received and transmitted frames from its deferred routine, and switches it on again when it
 * found none. An interrupt that is due while it is off comes when it is switched on.
 */
public interface Nic {
    /** The shortest frame of Ethernet without its check sequence (IEEE 802.3, 3.2.8). */
    int FRAME_OCTETS_MIN = 60;

    /** Name of the device within its host. */
    String name();

    /** Station address, 48 bits. */
    long mac();

    /**
     * Gives the station another address, as a driver does when it is told to; frames for the old
     * one are no longer for it.
     *
     * @return false if this hardware keeps its own, or the address is a group's
     */
    default boolean changeMac(long mac) {
        return false;
    }

    /** The rate it works at, in bits per second; 0 if that is not limited or not known. */
    default long rateBitsPerSecond() {
        return 0;
    }

    /**
     * Makes it work at another rate, from the next frame on.
     *
     * @return false if this hardware knows no such rate, or it is on no link
     */
    default boolean changeRate(long bitsPerSecond) {
        return false;
    }

    /** Largest payload of a frame, in octets. */
    int mtuOctets();

    /**
     * Whether its hardware fills frames below {@link #FRAME_OCTETS_MIN}; the driver of one that
     * does not has to fill them.
     */
    default boolean padsFrames() {
        return true;
    }

    /**
     * Tells the length of each frame that goes to the wire too short. Hardware that fills frames
     * has none.
     */
    default void watchShortFrames(IntConsumer watcher) {}

    /** Whether frames can be sent and received now. */
    boolean linkUp();

    /** Which frames the hardware hands up, see {@link ReceiveFilter}. */
    void setReceiveFilter(ReceiveFilter filter);

    /** Connects the driver; called once. */
    void attach(NicCallbacks callbacks);

    /** Switches interrupts on or off; off at first. */
    void enableInterrupts(boolean on);

    /**
     * Puts a frame on the transmit ring. ACCEPTED: the NIC owns it until the driver polls it back;
     * BUSY: the ring is full, the driver still owns it, and an interrupt comes when there is room.
     */
    TxResult transmit(Packet frame);

    /** The next received frame, now owned by the driver's place, or null. */
    @Nullable Packet pollReceived();

    /** The next frame whose transmission is over, owned by the driver's place again, or null. */
    @Nullable Packet pollTransmitted();

    /**
     * The machine has lost its power: the rings are forgotten, and the frames in them are the
     * caller's to end. Nothing is sent, received or signalled any more.
     */
    default void powerOff() {}

    /** Whether its frames come from outside the run, at times that nothing here decides. */
    default boolean isLive() {
        return false;
    }

    /** What became of an attempt to transmit. */
    enum TxResult {
        /** On the ring. */
        ACCEPTED,
        /** The ring is full. */
        BUSY
    }
}
