package sluice.nic;

import sluice.packet.Packet;
import sluice.packet.Place;

/**
 * The side of a card that a cable is plugged into: what a {@link Link} carries ends here. Whatever
 * its driver sees on the other side, rings of descriptors ({@link SimNic}) or registers, is no
 * matter of the link.
 *
 * <p>Called on the wire's lane, by the link and by whoever plays one.
 */
public interface LinkEnd {
    /** Name of the device within its host. */
    String name();

    /** Its place in the ledger: a frame belongs to it before it arrives. */
    Place place();

    /**
     * Plugs the cable in; called once.
     *
     * @throws IllegalStateException if there is one already
     */
    void connect(Link cable);

    /** A frame arrives from outside; it belongs to this end's place already. */
    void arrive(Packet frame);

    /** The link went up or down. */
    void linkChanged();

    /** Puts a frame in as if it came from the wire; for replays and tests. */
    void inject(byte[] octets, int offset, int lengthOctets);
}
